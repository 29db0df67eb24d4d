/**
 * The report of a month: `periodicReport` (contract §1), started by the schedule `crossing-report`. It
 * asks the registry once, and decides nothing.
 */
import { ApplicationFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ReportActivities } from '../activities/contract.ts';

/** For as long as it takes: the registry may be away. */
const { makeReport } = proxyActivities<ReportActivities>({
  startToCloseTimeout: '10m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10m' },
});

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/**
 * Makes the report of a month.
 *
 * @param wish - `month` as `YYYY-MM`; absent: the month before the one in which it was started, UTC.
 * @throws ApplicationFailure `EVENT_MALFORMED` where the month is none.
 */
export async function periodicReport(wish?: {
  readonly month?: string;
}): Promise<{ readonly month: string }> {
  const month = wish?.month ?? monthBefore(workflowInfo().startTime);
  if (typeof month !== 'string' || !MONTH.test(month)) {
    throw ApplicationFailure.nonRetryable('month is no month (1958-01)', 'EVENT_MALFORMED');
  }
  await makeReport({ month });
  return { month };
}

function monthBefore(started: Date): string {
  const first = new Date(Date.UTC(started.getUTCFullYear(), started.getUTCMonth() - 1, 1));
  return first.toISOString().slice(0, 7);
}
