/** Telling an approval tool that a task waits for one of its officers. */
import type { CaseActivities } from './contract.ts';
import type { DeliveryStore, Outgoing } from './ports.ts';

/** A tool that says nothing for so long, in milliseconds, is asked again later. */
const ANSWER_MS = 10_000;

export interface AskPeopleDeps {
  readonly deliveries: DeliveryStore;
  readonly fetch: typeof fetch;
  /** For the mark of delivery; default: the machine's clock. */
  readonly now?: () => Date;
}

/**
 * Implements `CaseActivities.askPeople`: POSTs `{ caseNo, key, task: { id, title, roles, events,
 * since, due? } }` to the tool, with `Idempotency-Key`. Nothing about the person is in it: who has the
 * task looks the case up, signed in. A task that was withdrawn or told of already is left alone.
 * @throws where the tool does not answer, or not with 2xx; Temporal tries again.
 */
export function createAskPeople(deps: AskPeopleDeps): CaseActivities['askPeople'] {
  const now = deps.now ?? (() => new Date());
  return async ({ caseNo, key }) => {
    const outgoing = await deps.deliveries.outgoing(caseNo, key);
    if (outgoing === undefined) return;
    if (outgoing.kind !== 'people') throw new Error(`${key} is no task but a letter.`);
    await post(deps.fetch, caseNo, key, outgoing);
    await deps.deliveries.delivered(caseNo, key, now().toISOString());
  };
}

async function post(
  send: typeof fetch,
  caseNo: string,
  key: string,
  { url, task }: Extract<Outgoing, { kind: 'people' }>,
): Promise<void> {
  const response = await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ caseNo, key, task }),
    // A tool that moved is to be entered anew: its events are not sent wherever it points.
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  await response.body?.cancel();
  if (!response.ok) {
    throw new Error(`The approval tool at ${new URL(url).host} answered ${response.status}.`);
  }
}
