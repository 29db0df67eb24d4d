/**
 * The runs of a case on the Temporal server: how the latest one stands, how one that halted is ended,
 * and how the case goes on.
 */
import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { ResumeOrder } from '../../activities/contract.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { unlessGone } from './gone.ts';
import { RUNS_QUERY, hasRecorded, runPage } from './recorded.ts';
import type { RunPage } from './recorded.ts';
import {
  MESSAGES,
  TASK_QUEUE,
  WORKFLOW_TYPES,
  isDutyNo,
  numberOf,
  workflowIdOf,
} from '../../workflows/messages.ts';

/** How the latest run of a case stands. */
export type RunStanding =
  /** The server knows no such workflow, or no longer. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'running' | 'closed';
      readonly runId: string;
      readonly firstExecutionRunId: string;
      /** It came about by a reset. */
      readonly reset: boolean;
      /** `RUNNING`, `COMPLETED`, `FAILED`, `CANCELED`, `TERMINATED`, `TIMED_OUT`. */
      readonly status: string;
      /** ISO instant; absent while it runs. */
      readonly closedAt?: string;
    };

/** Runs of cases, as far as resuming and checking go. */
export interface CaseRuns {
  standing(caseNo: string): Promise<RunStanding>;
  /** The case view as its workflow has it; `undefined` where nobody answers for it. */
  view(caseNo: string): Promise<JsonObject | undefined>;
  /** Ends the running workflow for this reason; harmless where none runs. */
  end(caseNo: string, runId: string, reason: string): Promise<void>;
  /** Starts the run that goes on from the file; `running` where one runs already. */
  goOn(opening: Opening, order: ResumeOrder): Promise<'started' | 'running'>;
  /** Why the latest run failed, by its code; `undefined` where it did not. */
  failure(caseNo: string): Promise<{ readonly code: string; readonly message: string } | undefined>;
  /**
   * A page of the runs of cases and duties, newest first; `after`: `next` of the page before.
   * `unreadable` where `after` is none of these.
   */
  page(after: string, limit: number): Promise<RunPage | 'unreadable'>;
  /** Whether the registry once took something from this run, or from one that it continues. */
  hasRecorded(caseNo: string, runId: string): Promise<boolean>;
}

/** The port over a client. */
export function createCaseRuns(client: Client): CaseRuns {
  const handleOf = (caseNo: string, runId?: string) =>
    client.workflow.getHandle(workflowIdOf(caseNo), runId);
  return {
    standing: (caseNo) =>
      unlessGone<RunStanding>(() => standingOf(client, caseNo), { kind: 'unknown' }),
    async view(caseNo) {
      try {
        return await handleOf(caseNo).query<JsonObject>(MESSAGES.case);
      } catch {
        return undefined;
      }
    },
    end: (caseNo, runId, reason) =>
      unlessGone(async () => void (await handleOf(caseNo, runId).terminate(reason)), undefined),
    async goOn(opening, order) {
      const { caseNo } = opening;
      try {
        await client.workflow.start(isDutyNo(caseNo) ? WORKFLOW_TYPES.duty : WORKFLOW_TYPES.case, {
          taskQueue: TASK_QUEUE,
          workflowId: workflowIdOf(caseNo),
          // The one door that lets a number's workflow begin again.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          args: [opening, order],
        });
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'running';
        throw error;
      }
    },
    async failure(caseNo) {
      const standing = await unlessGone(() => standingOf(client, caseNo), undefined);
      if (standing?.kind !== 'closed' || standing.status !== 'FAILED') return undefined;
      const error: unknown = await handleOf(caseNo, standing.runId)
        .result()
        .catch((failed: unknown) => failed);
      const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
      const type = cause !== undefined && 'type' in cause ? cause.type : undefined;
      return { code: typeof type === 'string' ? type : 'FAILED', message: cause?.message ?? '' };
    },
    page: (after, limit) => runPage(client, after, limit),
    hasRecorded: (caseNo, runId) => hasRecorded(client, caseNo, runId),
  };
}

/** Numbers of the cases and duties that the server has runs of, each once; newest first. */
export async function* numbersKnownTo(client: Client): AsyncGenerator<string, void> {
  const said = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query: RUNS_QUERY })) {
    const number = numberOf(workflowId);
    if (number === undefined || said.has(number)) continue;
    said.add(number);
    yield number;
  }
}

async function standingOf(
  client: Client,
  caseNo: string,
): Promise<Exclude<RunStanding, { kind: 'unknown' }>> {
  const workflowId = workflowIdOf(caseNo);
  const { runId, status, closeTime } = await client.workflow.getHandle(workflowId).describe();
  const { history } = await client.connection.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return {
    kind: status.name === 'RUNNING' ? 'running' : 'closed',
    runId,
    firstExecutionRunId: started?.firstExecutionRunId ?? '',
    reset: started?.originalExecutionRunId !== runId,
    status: status.name,
    ...(closeTime === undefined ? {} : { closedAt: closeTime.toISOString() }),
  };
}
