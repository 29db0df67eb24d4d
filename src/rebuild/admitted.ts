/** Verdicts on what stands in a file, given again as of its receipt by the registers of now. */
import { createAdmit } from '../../activities/admit.ts';
import type { Incoming, SubmissionVerdict } from '../../activities/contract.ts';
import type { Attest } from '../../activities/ports.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { formOf } from '../../machines/shared/schema.ts';
import { payloadOf } from '../cases/refold.ts';
import type { ChainedEntry } from '../registry/types.ts';
import type { Standing } from '../../workflows/host/settle.ts';

/** What a message is judged with. */
export interface Judging {
  readonly opening: Opening;
  readonly standing: Standing;
  readonly attest: Attest;
}

/** The verdict on what was sent; nothing outside the case is asked. `undefined` for no submission. */
export function admitted(
  judging: Judging,
  entry: ChainedEntry,
): Promise<SubmissionVerdict | undefined> {
  const { act = 'submit', event, receivedAt } = entry;
  const id = typeof event['id'] === 'string' ? event['id'] : '';
  const name = act === 'withdraw' ? 'withdrawDraft' : act;
  const payload = payloadOf({ entry }, judging.standing, { act, id });
  return admittedMessage(judging, { via: 'signal', name, payload }, receivedAt);
}

/** The verdict on a message that was received at this instant. */
export async function admittedMessage(
  { opening, standing, attest }: Judging,
  message: Incoming,
  receivedAt: string,
): Promise<SubmissionVerdict | undefined> {
  const { caseNo, procedure, facts, clock = 'live' } = opening;
  const admit = createAdmit({
    attest,
    formOf,
    now: () => new Date(receivedAt),
    households: {
      openDependants: () => Promise.resolve(standing.state.dependantsOpen ?? dependantsSaid(facts)),
    },
    shared: { withoutFile: () => Promise.resolve([]) },
    verdicts: {
      settle: (_, judged) => Promise.resolve(judged.map(({ verdict }) => verdict)),
      earlier: () => Promise.resolve([]),
      proposals: () => Promise.resolve(new Map()),
    },
  });
  const { verdicts } = await admit({
    run: { caseNo, firstExecutionRunId: '', runId: '', originalRunId: '' },
    procedure,
    clock,
    seq: standing.seq,
    messages: [message],
  });
  const verdict = verdicts[0];
  return verdict?.kind === 'submission' ? verdict : undefined;
}

/** Whether one who depends on the person has an open case, as the opening says; absent where nobody does. */
export function dependantsSaid({ household }: JsonObject): boolean | undefined {
  const members = Array.isArray(household) ? (household as readonly JsonObject[]) : [];
  const dependent = members.filter((member) => member['dependent'] === true);
  return dependent.length === 0 ? undefined : dependent.some((member) => member['open'] === true);
}
