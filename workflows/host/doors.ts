/**
 * The way out of the workflow: each activity with its time-outs and retries spelled out.
 */
import { proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { CaseActivities, RunRef } from '../../activities/contract.ts';
import type { Opening } from '../../machines/kernel/types.ts';
import { localFirst } from './durable.ts';
import type { Doors } from './host.ts';

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
function outward(summary: string): Pick<CaseActivities, 'askPeople' | 'askCounterpart'> {
  return proxyActivities<CaseActivities>({
    startToCloseTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1h' },
    summary,
  });
}

/** The doors of this run. */
export function doorsOf(opening: Opening): Doors {
  const { runId, firstExecutionRunId, originalExecutionRunId } = workflowInfo();
  const { caseNo, procedure, clock = 'live' } = opening;
  const run: RunRef = { caseNo, firstExecutionRunId, runId, originalRunId: originalExecutionRunId };
  const admit = localFirst(local.admit, ordinary.admit);
  const record = localFirst(local.record, ordinary.record);
  return {
    admit: ({ ordinary: committed, ...batch }) =>
      (committed ? ordinary.admit : admit)({ run, procedure, clock, ...batch }),
    record: ({ opening: effects, ...what }) =>
      record({ run, ...what, ...(effects && { opening: { start: opening, effects } }) }),
    deliver: ({ kind, key, summary }) => {
      const { askPeople, askCounterpart } = outward(summary);
      return (kind === 'people' ? askPeople : askCounterpart)({ caseNo, key });
    },
    reportHalt: (halt) => ordinary.reportHalt({ run, halt: { ...halt } }),
  };
}
