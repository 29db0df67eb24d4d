/**
 * The workflows of cases and duties behind the port of the API.
 */
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { PolicyPreview } from '../../machines/kernel/move-policy.ts';
import {
  MESSAGES,
  TASK_QUEUE,
  WORKFLOW_TYPES,
  isDutyNo,
  sendingWorkflowId,
  webhookWorkflowId,
  workflowIdOf,
} from '../../workflows/messages.ts';
import type { CaseWorkflows } from '../api/deps.ts';

/** Milliseconds that a health check waits. */
const HEALTH_MS_MAX = 3_000;

/** The port over a client. */
export function createCaseWorkflows(client: Client): CaseWorkflows {
  return {
    async start(opening) {
      const { caseNo } = opening;
      const type = isDutyNo(caseNo) ? WORKFLOW_TYPES.duty : WORKFLOW_TYPES.case;
      try {
        await client.workflow.start(type, {
          taskQueue: TASK_QUEUE,
          workflowId: workflowIdOf(caseNo),
          // A number is never used again, however its workflow ended.
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          args: [opening],
        });
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'taken';
        throw error;
      }
    },
    async signal(caseNo, name, payload) {
      try {
        await client.workflow.getHandle(workflowIdOf(caseNo)).signal(name, payload);
        return 'sent';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone';
        throw error;
      }
    },
    async policyMove(caseNo, version) {
      const order = { version, at: new Date().toISOString() };
      try {
        const handle = client.workflow.getHandle(workflowIdOf(caseNo));
        return await handle.query<PolicyPreview, [typeof order]>(MESSAGES.policyMove, order);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone';
        throw error;
      }
    },
    async sendAgain({ caseNo, key, id }) {
      try {
        await client.workflow.start(WORKFLOW_TYPES.letter, {
          taskQueue: TASK_QUEUE,
          workflowId: sendingWorkflowId(caseNo, id),
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          args: [{ caseNo, key, id }],
        });
      } catch (error) {
        // It is on its way already.
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    async tellAgain({ caseNo, key, id }) {
      await client.workflow.start(WORKFLOW_TYPES.webhook, {
        taskQueue: TASK_QUEUE,
        workflowId: webhookWorkflowId(id),
        // One at a time; it may die again, and go again.
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: [{ caseNo, key }],
      });
    },
    async health() {
      const { connection, options } = client;
      const { namespace } = options;
      await connection.withDeadline(Date.now() + HEALTH_MS_MAX, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
    },
  };
}
