/**
 * The way of a message through the API: hand it over, wait for the outcome of exactly this message.
 */
import { submissionDigest } from '../../activities/digest.ts';
import { explain } from '../../machines/kernel/errors.ts';
import type { Json } from '../../machines/kernel/types.ts';
import { shapeOf } from '../../machines/shared/submission.ts';
import type { Submission } from '../../machines/shared/submission.ts';
import type { StandingOutcome } from '../registry/types.ts';
import { answerAfterEnd } from './after-end.ts';
import type { ApiDeps, SignalName } from './deps.ts';
import { refuseNamed } from './persons/no-name.ts';
import { Problem } from './problems.ts';

/** One message to a case. */
export interface Sent {
  readonly caseNo: string;
  readonly name: SignalName;
  readonly payload: Json;
  /** How long the caller waits, in milliseconds. */
  readonly waitMs: number;
}

/**
 * Sends the message and waits. `undefined`: the wait ran out; the message is in its place in the case's
 * history, and its outcome will come.
 * @throws Problem where it never reached the case.
 */
export async function sendAndWait(deps: ApiDeps, sent: Sent): Promise<StandingOutcome | undefined> {
  const submission = submissionOf(sent.name, sent.payload);
  const digest = submissionDigest(submission.act, sent.payload);
  const { registry } = deps;
  const until = Date.now() + sent.waitMs;
  // Listening begins before anything is asked or sent: whatever is answered from here on is heard.
  let change = listen(deps, sent.caseNo, until);
  const first = await registry.outcomeOfDigest(sent.caseNo, digest);
  if (first !== undefined) return first;
  await refuseNamed(deps, sent.caseNo, { submission, payload: sent.payload });
  if ((await deps.workflows.signal(sent.caseNo, sent.name, sent.payload)) === 'gone') {
    return answerAfterEnd(deps, { ...sent, submission, digest });
  }
  for (;;) {
    await change;
    change = listen(deps, sent.caseNo, until);
    const outcome = await registry.outcomeOfDigest(sent.caseNo, digest);
    if (outcome !== undefined) return outcome;
    await refuseRejected(deps, sent.caseNo, digest);
    if (Date.now() >= until) return undefined;
  }
}

/** What the message says, or the problem with which it is refused before it goes anywhere. */
export function submissionOf(name: string, payload: Json): Submission {
  const shape = shapeOf(name, payload);
  if ('submission' in shape) return shape.submission;
  if (shape.refused === 'TOO_LARGE') throw new Problem('TOO_LARGE', `${explain('TOO_LARGE')}.`);
  throw new Problem(
    'NOT_A_SUBMISSION',
    'Send { "event": { "id", "type", "at", … }, "attestations": [jws, …] } (for a draft that is there ' +
      'already { "attestations": [jws] }, with "reasons" for a withdrawal): texts without NUL and ' +
      'without half characters, not nested deeper than 32. `crossing-cases sign` makes one.',
  );
}

function listen({ registry }: ApiDeps, caseNo: string, until: number): Promise<void> {
  const change = registry.changed(caseNo, Math.max(0, until - Date.now()));
  // Nobody may be waiting any more when it fails; whoever is hears of it all the same.
  change.catch(() => {});
  return change;
}

/** The case itself kept the message apart: the API and the case judge by the same function. */
async function refuseRejected(deps: ApiDeps, caseNo: string, digest: string): Promise<void> {
  const rejected = await deps.registry.rejectedOfDigest(caseNo, digest);
  if (rejected === undefined) return;
  const code = rejected.code === 'TOO_LARGE' ? 'TOO_LARGE' : 'NOT_A_SUBMISSION';
  throw new Problem(code, `${explain(rejected.code)}.`);
}
