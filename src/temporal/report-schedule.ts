/**
 * The schedule of the monthly report. An operator may pause it, change it or trigger it by hand; what is
 * there already is left as it is.
 */
import type { Client } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { REPORT_SCHEDULE, TASK_QUEUE, WORKFLOW_TYPES } from '../../workflows/messages.ts';

/** Sees to it that there is the schedule: on the first of the month, at three o'clock UTC. */
export async function prepareReportSchedule(client: Client): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: REPORT_SCHEDULE,
      spec: { calendars: [{ dayOfMonth: 1, hour: 3, comment: 'the month that has ended' }] },
      action: {
        type: 'startWorkflow',
        workflowType: WORKFLOW_TYPES.report,
        workflowId: REPORT_SCHEDULE,
        taskQueue: TASK_QUEUE,
        args: [],
      },
      policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '31 days' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
