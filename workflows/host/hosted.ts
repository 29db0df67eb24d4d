/**
 * A workflow function over the host: what every procedure's workflow has in common. The procedure's own
 * workflow names the messages, finds the chart and tells the outside.
 */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  makeContinueAsNewFunc,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Incoming, ResumeOrder } from '../../activities/contract.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { CODES, KernelError } from '../../machines/kernel/errors.ts';
import { isInstant } from '../../machines/kernel/instants.ts';
import { previewMove, type PolicyOrder } from '../../machines/kernel/move-policy.ts';
import { faultOfLive } from '../../machines/kernel/opening.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { start } from '../../machines/kernel/step.ts';
import type { Effect, Json, JsonObject, Opening } from '../../machines/kernel/types.ts';
import { shapeOf } from '../../machines/shared/submission.ts';
import { doorsOf, takeUp } from './doors.ts';
import { Host, type Carried, type HostView } from './host.ts';
import { Inbox, queueable, type Answer, type Outcome } from './inbox.ts';
import type { Standing } from './settle.ts';
import { turnoverOf } from './turnover.ts';

/** What the host must be told of a kind of workflow. */
export interface Hosted {
  /** The procedure of a name, at a chart version or the newest; `undefined` where there is none. */
  readonly procedureOf: (name: string, version?: string) => Procedure | undefined;
  /**
   * The chart version that a new run starts under, decided so that a replay decides the same; absent, or
   * `undefined`: the newest.
   */
  readonly versionFor?: (name: string) => string | undefined;
  /** What is wrong with a start argument, in words. */
  readonly faultOf: (opening: Opening, workflowId: string) => string | undefined;
  /**
   * Whether this run refuses what a live one may not be opened with (`faultOfLive`); asked only where
   * there is something to refuse. Absent: it does not.
   */
  readonly refusesOpening?: () => boolean;
  readonly names: {
    /** Signal and update. */
    readonly submit: string;
    /** Query: the view. */
    readonly view: string;
    /** Query: the last entries. */
    readonly file: string;
    /** Query: the dry run of a move to another policy; absent where cases do not move. */
    readonly policyMove?: string;
  };
  /** Makes the function that tells the Temporal Web UI after every change. */
  readonly teller: (opening: Opening) => (view: HostView) => void;
}

/** A workflow function: its arguments are plain JSON, the second one is the host's own. */
export type HostedWorkflow = (
  opening: Opening,
  carried?: Carried | ResumeOrder,
) => Promise<JsonObject>;

/**
 * The body of a hosted workflow.
 *
 * @throws ApplicationFailure `EVENT_MALFORMED` where the start argument is of no use, `CASE_EXISTS` where
 * the number has a file that belongs to another chain of runs; where `given` is an order to go on from
 * the file, the codes of `takeUp`.
 */
export function runHosted(
  hosted: Hosted,
  opening: Opening,
  given?: Carried | ResumeOrder,
): Promise<JsonObject> {
  const inbox = new Inbox(queueOf(hosted, given));
  // First of all: whatever reaches this workflow gets its place in the queue.
  setDefaultSignalHandler((name, ...args) => {
    inbox.push({ via: 'signal', name, payload: queueable(args[0]) as Json });
  });
  void CancellationScope.current().cancelRequested.catch(() => inbox.push({ via: 'cancel' }));
  return CancellationScope.nonCancellable(async () => {
    const carried = isOrder(given) ? await takeUp(opening, given) : given;
    return live(hosted, inbox, opening, carried);
  });
}

/** An order to go on from the file is the first message that the run judges. */
function queueOf(
  { names }: Hosted,
  given?: Carried | ResumeOrder,
): readonly Incoming[] | undefined {
  if (!isOrder(given)) return given?.queue;
  return [{ via: 'signal', name: names.submit, payload: queueable(given.resume) as Json }];
}

function isOrder(given: unknown): given is ResumeOrder {
  return typeof given === 'object' && given !== null && 'resume' in given;
}

async function live(
  hosted: Hosted,
  inbox: Inbox,
  opening: Opening,
  carried?: Carried,
): Promise<JsonObject> {
  const { names } = hosted;
  const procedure = procedureFor(hosted, opening, carried?.chartVersion);
  const openedAt = carried?.openedAt ?? workflowInfo().startTime.toISOString();
  const { standing, effects } = carried
    ? { ...carried, effects: undefined }
    : begin(hosted, procedure, opening, openedAt);
  const head = carried?.head ?? { seq: 0, hash: BOUNDS.zeroHash, rejected: 0 };
  const turnover = turnoverOf(opening.config);
  const tell = hosted.teller(opening);
  const doors = doorsOf(opening);
  const newest = hosted.procedureOf(opening.procedure) ?? procedure;
  const options = { procedure, newest, inbox, doors, turnover, tell };
  const host = new Host(options, { standing, head, openedAt });
  setHandler(defineQuery<JsonObject>(names.view), () => viewOf(opening, host));
  setHandler(defineQuery<JsonObject>(names.file), () =>
    plain({ entries: host.standing.tail.map(({ entry }) => entry) }),
  );
  const { policyMove } = names;
  if (policyMove !== undefined) {
    setHandler(defineQuery<JsonObject, [Json]>(policyMove), (order) =>
      plain(previewMove(procedure, host.standing.state, policyOrderOf(order))),
    );
  }
  setHandler(
    defineUpdate<Outcome, [Json]>(names.submit),
    (payload) => answerUpdate(inbox, names.submit, payload),
    { validator: (payload) => validateUpdate(names.submit, payload) },
  );
  if (effects !== undefined) await host.open(effects);
  host.resume(carried?.deliveries ?? []);
  const turn = await host.run();
  if (turn.kind === 'continues')
    return makeContinueAsNewFunc<HostedWorkflow>()(opening, turn.carried);
  return { state: host.view.state, seq: host.view.seq };
}

/**
 * The procedure at the chart version it was opened under. A version that this worker lacks fails the
 * task, not the workflow: it waits for a worker that has it.
 */
function procedureFor(hosted: Hosted, opening: Opening, chartVersion?: string): Procedure {
  const isObject = typeof opening === 'object' && (opening as Opening | null) !== null;
  const fault = isObject
    ? hosted.faultOf(opening, workflowInfo().workflowId)
    : 'the start argument is no object';
  if (fault !== undefined) throw ApplicationFailure.nonRetryable(fault, 'EVENT_MALFORMED');
  const { procedure: name } = opening;
  if (hosted.procedureOf(name) === undefined) {
    throw ApplicationFailure.nonRetryable(`no procedure ${name}`, 'EVENT_MALFORMED');
  }
  const version = chartVersion ?? hosted.versionFor?.(name);
  const procedure = hosted.procedureOf(name, version);
  if (procedure === undefined) {
    throw new Error(`this worker has no version ${version ?? ''} of the chart ${name}`);
  }
  return procedure;
}

function begin(
  { refusesOpening: refuses = () => false }: Hosted,
  procedure: Procedure,
  opening: Opening,
  at: string,
): { standing: Standing; effects: readonly Effect[] } {
  try {
    turnoverOf(opening.config);
    const { state, effects } = start(procedure, opening, at);
    const fault = faultOfLive(procedure, opening);
    if (fault !== undefined && refuses()) throw new KernelError(procedure.name, fault);
    return {
      standing: { state, seq: 0, rejected: 0, recent: [], tail: [], signatures: {} },
      effects,
    };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    throw ApplicationFailure.nonRetryable(error.message, 'EVENT_MALFORMED');
  }
}

/** Contract §1, "Case view". */
function viewOf({ caseNo }: Opening, host: Host): JsonObject {
  return plain({ caseNo, ...host.view, recentOutcomes: host.standing.recent });
}

/** @throws Error where the argument of the query is of no use: whoever asked is told. */
function policyOrderOf(order: Json): PolicyOrder {
  const { version, at } = (order ?? {}) as JsonObject;
  if (typeof version === 'string' && typeof at === 'string' && isInstant(at))
    return { version, at };
  throw new Error('the query takes { version, at }: a policy version and an ISO instant');
}

function plain(value: object): JsonObject {
  return value as JsonObject;
}

/** Only whether this is a submission at all: a refusal here leaves no history. */
function validateUpdate(name: string, payload: Json): void {
  const shape = shapeOf(name, payload);
  if ('submission' in shape) return;
  const { meaning, remedy } = CODES[shape.refused];
  throw ApplicationFailure.nonRetryable(`${meaning}; ${remedy}`, shape.refused);
}

async function answerUpdate(inbox: Inbox, name: string, payload: Json): Promise<Outcome> {
  let answer: Answer | undefined;
  inbox.push({ via: 'update', name, payload }, (given) => {
    answer = given;
  });
  // A handler has the root scope: once somebody asked to cancel the workflow, it could not wait there.
  await CancellationScope.nonCancellable(() => condition(() => answer !== undefined));
  if (answer?.kind === 'outcome') return answer.outcome;
  const { code = 'NOT_A_SUBMISSION', message = '' } = answer ?? {};
  throw ApplicationFailure.nonRetryable(message, code);
}
