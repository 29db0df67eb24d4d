/**
 * The way from a duty to the cases that it names: each gets its submission as a signal, once. The
 * letter's key keeps a second attempt from being a second letter, and where an attempt was cut off after
 * the signal the case itself answers the repeat with its first outcome.
 */
import { createAdmit } from '../../activities/admit.ts';
import { submissionDigest } from '../../activities/digest.ts';
import type { Channel } from '../../activities/ports.ts';
import type { Json } from '../../machines/kernel/types.ts';
import { shapeOf } from '../../machines/shared/submission.ts';
import { formOf } from '../../machines/shared/schema.ts';
import { MESSAGES } from '../../workflows/messages.ts';
import { answerAfterEnd } from '../api/after-end.ts';
import type { CaseWorkflows } from '../api/deps.ts';
import { createAttest } from '../officers/attest.ts';
import type { Registry } from '../registry/types.ts';

/** Name of the channel in the registry. */
export const CASES = 'cases';

/**
 * The channel. A case that has its outcome gets the refusal into its file.
 * @throws where there is no case of this number, or it cannot be reached; Temporal tries again, and an
 * operator sees why.
 */
export function createCaseChannel(deps: {
  readonly registry: Registry;
  readonly workflows: Pick<CaseWorkflows, 'signal'>;
}): Channel {
  const { registry, workflows } = deps;
  const admit = createAdmit({
    verdicts: registry,
    households: registry,
    shared: registry,
    attest: createAttest(registry),
    now: () => new Date(),
    formOf,
  });
  return {
    async deliver({ letter }) {
      const { caseNo, submission: payload = null } = letter.content;
      if (typeof caseNo !== 'string') throw new Error('A letter to a case names no case.');
      const name = MESSAGES.submit;
      if ((await workflows.signal(caseNo, name, payload)) === 'sent') return;
      const { submission } = readable(payload);
      const digest = submissionDigest(submission.act, payload);
      await answerAfterEnd({ registry, admit }, { caseNo, name, payload, submission, digest });
    },
  };
}

function readable(payload: Json): Extract<ReturnType<typeof shapeOf>, { submission: unknown }> {
  const shape = shapeOf(MESSAGES.submit, payload);
  if (!('submission' in shape)) throw new Error('A letter to a case holds no submission.');
  return shape;
}
