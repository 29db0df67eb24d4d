/**
 * A case goes on from its file: somebody ended its run, reset it, or it halted. Two officers order it by
 * the event `case.resumed`, which names the place that they let it go on from.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { JsonObject, Opening } from '../machines/kernel/types.ts';
import type { CaseActivities, RunRef, TakeUpActivities } from './contract.ts';
import { digestOf } from './digest.ts';
import type { FiledCase, FoldUp, TakenUp, TakeUpStore } from './ports.ts';

/** What taking up needs from outside. */
export interface TakeUpDeps {
  readonly store: TakeUpStore;
  /** The same admission as the cases have. */
  readonly admit: CaseActivities['admit'];
  readonly foldUp: FoldUp;
}

/** An order, and the case that it is for. */
export interface TakeUpOrder {
  readonly caseNo: string;
  /** The signed submission. */
  readonly submission: JsonObject;
}

/** No run speaks: admission looks at the case number alone. */
const NO_RUN = { firstExecutionRunId: '', runId: '', originalRunId: '' };

/** What the order would come to now; `undefined` where the number has no file. Nothing is changed. */
export async function judgeOrder(
  { store, admit, foldUp }: TakeUpDeps,
  { caseNo, submission }: TakeUpOrder,
): Promise<{ readonly file: FiledCase; readonly comes: TakenUp } | undefined> {
  const file = await store.filed(caseNo);
  if (file === undefined) return undefined;
  const { opening, seq } = file;
  const { verdicts } = await admit({
    run: { caseNo, ...NO_RUN },
    procedure: opening.procedure,
    clock: opening.clock ?? 'live',
    seq,
    messages: [{ via: 'signal', name: 'submit', payload: submission }],
  });
  const verdict = verdicts[0];
  if (verdict?.kind !== 'submission') return { file, comes: refused('NOT_A_SUBMISSION') };
  return { file, comes: foldUp(file, submission, verdict) };
}

/** Implements `TakeUpActivities.takeUp` over its ports. */
export function createTakeUp(deps: TakeUpDeps): TakeUpActivities['takeUp'] {
  return async ({ run, start, order }) => {
    if (run.runId !== run.originalRunId) {
      throw final('RUN_SUPERSEDED', 'This run came about by a reset.');
    }
    const judged = await judgeOrder(deps, { caseNo: run.caseNo, submission: order.resume });
    if (judged === undefined || !isOpening(judged.file, start)) {
      throw final('CASE_EXISTS', 'The number has no file that was opened like this.');
    }
    const { file, comes } = judged;
    if (comes.kind === 'refused') throw final(comes.code, comes.message);
    if (comes.kind === 'disagrees') throw final('RECORD_CONFLICT', comes.disagreement.reason);
    if (!(await own(deps, run, file))) {
      throw final('RECORD_CONFLICT', 'The file moved on meanwhile.');
    }
    return { carried: comes.carried };
  };
}

function own({ store }: TakeUpDeps, run: RunRef, { seq, hash }: FiledCase): Promise<boolean> {
  return store.takeOver({ run, seq, hash });
}

function isOpening({ opening }: FiledCase, start: Opening): boolean {
  return digestOf({ ...opening }) === digestOf({ ...start });
}

function refused(code: string): TakenUp {
  return { kind: 'refused', code, message: 'the order cannot be read' };
}

function final(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}
