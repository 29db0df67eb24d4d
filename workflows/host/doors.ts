/**
 * The way out of the workflow: each activity with its time-outs and retries spelled out.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  CaseActivities,
  ResumeOrder,
  RunRef,
  TakeUpActivities,
} from '../../activities/contract.ts';
import type { Opening } from '../../machines/kernel/types.ts';
import { localFirst } from './durable.ts';
import type { Carried, Doors } from './host.ts';

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

/** A whole file is read and folded. */
const patient = proxyActivities<TakeUpActivities>({
  startToCloseTimeout: '2m',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
  summary: 'the case goes on from its file',
});

/**
 * What a case goes on from, by an order of two officers.
 * @throws ApplicationFailure with one of the codes of `takeUp`: the run ends with it.
 */
export async function takeUp(start: Opening, order: ResumeOrder): Promise<Carried> {
  try {
    const { carried } = await patient.takeUp({ run: runOf(start), start, order });
    return carried as unknown as Carried;
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (!(cause instanceof ApplicationFailure)) throw error;
    throw ApplicationFailure.nonRetryable(cause.message, cause.type);
  }
}

function runOf({ caseNo }: Opening): RunRef {
  const { runId, firstExecutionRunId, originalExecutionRunId } = workflowInfo();
  return { caseNo, firstExecutionRunId, runId, originalRunId: originalExecutionRunId };
}

/** What leaves the house: the receiver may be away for days. */
function outward(summary: string): Pick<CaseActivities, 'askPeople' | 'askCounterpart'> {
  return proxyActivities<CaseActivities>({
    startToCloseTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1h' },
    summary,
  });
}

/** The doors of this run. */
export function doorsOf(opening: Opening): Doors {
  const { caseNo, procedure, clock = 'live' } = opening;
  const run = runOf(opening);
  const admit = localFirst(local.admit, ordinary.admit);
  const record = localFirst(local.record, ordinary.record);
  return {
    admit: ({ ordinary: committed, ...batch }) =>
      (committed ? ordinary.admit : admit)({ run, procedure, clock, ...batch }),
    record: ({ opening: registering, ...what }) =>
      record({ run, ...what, ...(registering && { opening: { start: opening, ...registering } }) }),
    deliver: ({ kind, key, summary }) => {
      const { askPeople, askCounterpart } = outward(summary);
      return (kind === 'people' ? askPeople : askCounterpart)({ caseNo, key });
    },
    reportHalt: (halt) => ordinary.reportHalt({ run, halt: { ...halt } }),
  };
}
