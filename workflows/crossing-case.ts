/**
 * One case, from its opening to its outcome, for years if it must: `crossingCase` (contract §1).
 */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  makeContinueAsNewFunc,
  proxyActivities,
  proxyLocalActivities,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { CaseActivities, RunRef } from '../activities/contract.ts';
import { BOUNDS } from '../machines/kernel/bounds.ts';
import { KernelError } from '../machines/kernel/errors.ts';
import { start as startChart } from '../machines/kernel/step.ts';
import type { Json, JsonObject, Opening } from '../machines/kernel/types.ts';
import { procedureOf } from '../machines/registry.ts';
import { localFirst } from './host/durable.ts';
import { Host, TURNOVER, type Carried, type Doors } from './host/host.ts';
import { Inbox, queueable, type Answer, type Outcome } from './host/inbox.ts';
import { CASE_NO, MESSAGES, caseWorkflowId } from './messages.ts';
import { teller } from './telling.ts';

/** Within the task: short, tried twice, then the ordinary form takes over. */
const local = proxyLocalActivities<CaseActivities>({
  startToCloseTimeout: '3s',
  retry: { maximumAttempts: 2, initialInterval: '100ms' },
});

/** For as long as it takes; an operator sees it pending with its last error. */
const ordinary = proxyActivities<CaseActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** What leaves the house: the receiver may be away for days. */
const outward = (summary: string): Pick<CaseActivities, 'askPeople' | 'askCounterpart'> =>
  proxyActivities<CaseActivities>({
    startToCloseTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1h' },
    summary,
  });

const submit = defineUpdate<Outcome, [Json]>(MESSAGES.submit);
const caseQuery = defineQuery<JsonObject>(MESSAGES.case);
const fileQuery = defineQuery<JsonObject>(MESSAGES.file);

/**
 * A case. Starts with plain JSON, takes signed submissions, ends with its outcome.
 *
 * @throws ApplicationFailure `EVENT_MALFORMED` where the start argument is of no use, `CASE_EXISTS` where
 * the number has a file that belongs to another chain of runs.
 */
export async function crossingCase(opening: Opening, carried?: Carried): Promise<JsonObject> {
  const inbox = new Inbox(carried?.queue);
  // First of all: whatever reaches this workflow gets its place in the queue.
  setDefaultSignalHandler((name, ...args) => {
    inbox.push({ via: 'signal', name, payload: queueable(args[0]) as Json });
  });
  CancellationScope.current()
    .cancelRequested.catch(() => inbox.push({ via: 'cancel' }))
    .catch(() => undefined);
  return CancellationScope.nonCancellable(() => live(opening, inbox, carried));
}

async function live(opening: Opening, inbox: Inbox, carried?: Carried): Promise<JsonObject> {
  const procedure = procedureFor(opening, carried?.chartVersion);
  const openedAt = carried?.openedAt ?? workflowInfo().startTime.toISOString();
  const begun = carried === undefined ? begin(opening, openedAt) : undefined;
  const standing = carried?.standing ?? begun?.standing;
  if (standing === undefined)
    throw new Error('a run starts with an opening or with what is carried');
  const head = carried?.head ?? { seq: 0, hash: BOUNDS.zeroHash, rejected: 0 };
  const every = opening.config?.['continueAsNewEvery'];
  const host = new Host(
    {
      procedure,
      inbox,
      doors: doorsOf(opening),
      turnover: typeof every === 'number' ? { ...TURNOVER, everyMessages: every } : TURNOVER,
      tell: teller(opening),
    },
    { standing, head, openedAt },
  );
  setHandler(caseQuery, () => caseView(opening, host));
  setHandler(fileQuery, () => ({ entries: host.standing.tail }) as unknown as JsonObject);
  setHandler(submit, (payload) => answerUpdate(inbox, payload), { validator: validateUpdate });
  if (begun !== undefined) await host.open(begun.effects);
  host.resume(carried?.deliveries ?? []);
  const turn = await host.run();
  if (turn.kind === 'continues') {
    return makeContinueAsNewFunc<typeof crossingCase>()(opening, turn.carried);
  }
  return { state: host.view.state, seq: host.view.seq };
}

/**
 * The procedure at the chart version of the case.
 *
 * A version that this worker lacks fails the task, not the case: it waits for a worker that has it.
 */
function procedureFor(
  opening: Opening,
  chartVersion?: string,
): ReturnType<typeof procedureOf> & object {
  const fault = faultOf(opening);
  if (fault !== undefined) throw ApplicationFailure.nonRetryable(fault, 'EVENT_MALFORMED');
  const procedure = procedureOf(opening.procedure);
  if (procedure === undefined) {
    throw ApplicationFailure.nonRetryable(`no procedure ${opening.procedure}`, 'EVENT_MALFORMED');
  }
  if (chartVersion !== undefined && procedure.version !== chartVersion) {
    throw new Error(`this worker has no version ${chartVersion} of the chart ${procedure.name}`);
  }
  return procedure;
}

/** What is wrong with a start argument, in words. */
function faultOf(opening: Opening | null | undefined): string | undefined {
  if (typeof opening !== 'object' || opening === null) return 'the start argument is no object';
  const { caseNo, procedure, subjectRef, facts, clock } = opening;
  if (typeof caseNo !== 'string' || !CASE_NO.test(caseNo)) return 'caseNo is no case number';
  if (caseWorkflowId(caseNo) !== workflowInfo().workflowId)
    return 'caseNo is not of this workflow id';
  if (typeof procedure !== 'string') return 'procedure is no text';
  if (typeof subjectRef !== 'string' || subjectRef === '') return 'subjectRef is no text';
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts))
    return 'facts is no object';
  return clock === undefined || clock === 'live' || clock === 'recorded'
    ? undefined
    : 'no such clock';
}

function begin(opening: Opening, at: string) {
  const procedure = procedureFor(opening);
  try {
    const { state, effects } = startChart(procedure, opening, at);
    const standing = { state, seq: 0, rejected: 0, recent: [], tail: [], signatures: {} };
    return { standing, effects };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    throw ApplicationFailure.nonRetryable(error.message, 'EVENT_MALFORMED');
  }
}

function doorsOf(opening: Opening): Doors {
  const { runId, firstExecutionRunId, originalExecutionRunId } = workflowInfo();
  const { caseNo, procedure, clock = 'live' } = opening;
  const run: RunRef = { caseNo, firstExecutionRunId, runId, originalRunId: originalExecutionRunId };
  const admitLocally = localFirst(local.admit, ordinary.admit);
  const record = localFirst(local.record, ordinary.record);
  return {
    admit: ({ ordinary: committed, ...batch }) => {
      const input = { run, procedure, clock, ...batch };
      return committed ? ordinary.admit(input) : admitLocally(input);
    },
    record: ({ opening: effects, ...what }) =>
      record({ run, ...what, ...(effects && { opening: { start: opening, effects } }) }),
    deliver: ({ kind, key, summary }) => {
      const activities = outward(summary);
      return (kind === 'people' ? activities.askPeople : activities.askCounterpart)({
        caseNo,
        key,
      });
    },
    reportHalt: (halt) => ordinary.reportHalt({ run, halt: { ...halt } }),
  };
}

/** Contract §1, "Case view". */
function caseView(opening: Opening, host: Host): JsonObject {
  const view = { caseNo: opening.caseNo, ...host.view, recentOutcomes: host.standing.recent };
  return view as unknown as JsonObject;
}

/** Only whether this is a submission at all: a refusal here leaves no history. */
function validateUpdate(payload: Json): void {
  const size = JSON.stringify(payload ?? null).length;
  if (size > BOUNDS.messageBytes) {
    throw ApplicationFailure.nonRetryable(`${size} characters are too many`, 'TOO_LARGE');
  }
  const given = (payload ?? {}) as JsonObject;
  const event = given['event'] as JsonObject | null | undefined;
  const isEvent = typeof event === 'object' && event !== null && typeof event['id'] === 'string';
  if (!isEvent || typeof event['type'] !== 'string' || !Array.isArray(given['attestations'])) {
    throw ApplicationFailure.nonRetryable('no { event, attestations }', 'NOT_A_SUBMISSION');
  }
}

async function answerUpdate(inbox: Inbox, payload: Json): Promise<Outcome> {
  let answer: Answer | undefined;
  inbox.push({ via: 'update', name: MESSAGES.submit, payload }, (given) => {
    answer = given;
  });
  await condition(() => answer !== undefined);
  if (answer?.kind === 'outcome') return answer.outcome;
  const { code = 'NOT_A_SUBMISSION', message = '' } = answer ?? {};
  throw ApplicationFailure.nonRetryable(message, code);
}
