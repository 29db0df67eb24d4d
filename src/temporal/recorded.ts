/** Workflows of the server, a page at a time, and whether the registry had something of them. */
import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { WORKFLOW_TYPES, numberOf, workflowIdOf } from '../../workflows/messages.ts';
import { unlessGone } from './gone.ts';

/** Runs of cases and duties, for the lists of the server. */
export const RUNS_QUERY = `WorkflowType IN ('${WORKFLOW_TYPES.case}', '${WORKFLOW_TYPES.duty}')`;

/** Status code of gRPC. */
const INVALID_ARGUMENT = 3;

type Event = temporal.api.history.v1.IHistoryEvent;

/** A page of runs, as the server lists them. */
export interface RunPage {
  readonly runs: readonly { readonly caseNo: string; readonly runId: string }[];
  /** Where the next page begins; absent at the end. */
  readonly next?: string;
}

/**
 * A page of the runs of cases and duties; `after` is `next` of the page before. `unreadable` where the
 * server can make nothing of it.
 */
export async function runPage(
  client: Client,
  after: string,
  limit: number,
): Promise<RunPage | 'unreadable'> {
  // Of some the server says that something went wrong, and the client asks for ten seconds.
  if (after !== '' && !isToken(after)) return 'unreadable';
  const found = await client.workflowService
    .listWorkflowExecutions({
      namespace: client.options.namespace,
      query: RUNS_QUERY,
      pageSize: limit,
      nextPageToken: Buffer.from(after, 'base64url'),
    })
    .catch((error: unknown) => {
      if (isGrpcServiceError(error) && error.code === INVALID_ARGUMENT) return undefined;
      throw error;
    });
  if (found === undefined) return 'unreadable';
  const { executions, nextPageToken } = found;
  const runs = (executions ?? []).flatMap(({ execution }) => {
    const caseNo = numberOf(execution?.workflowId ?? '');
    return caseNo === undefined ? [] : [{ caseNo, runId: execution?.runId ?? '' }];
  });
  const next = Buffer.from(nextPageToken ?? []).toString('base64url');
  return { runs, ...(next !== '' && { next }) };
}

/** A server's place in a list is an object in JSON, whatever its store is. */
function isToken(after: string): boolean {
  try {
    const token: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    return typeof token === 'object' && token !== null && !Array.isArray(token);
  } catch {
    return false;
  }
}

/**
 * Whether the registry took something from this run or one that it continues, by its history: one that
 * was refused at its opening, or waits to record it, has no rows. `false` where the run is gone.
 */
export async function hasRecorded(client: Client, caseNo: string, runId: string): Promise<boolean> {
  const execution = { workflowId: workflowIdOf(caseNo), runId };
  const { namespace } = client.options;
  const scheduled = new Set<string>();
  for (let nextPageToken: Uint8Array = new Uint8Array(); ;) {
    const page = await unlessGone(
      () =>
        client.workflowService.getWorkflowExecutionHistory({ namespace, execution, nextPageToken }),
      undefined,
    );
    for (const event of page?.history?.events ?? []) {
      if (continues(event) || tellsOf(event, scheduled)) return true;
    }
    nextPageToken = page?.nextPageToken ?? new Uint8Array();
    if (nextPageToken.length === 0) return false;
  }
}

/** What an earlier run handed over stood in the registry. */
function continues({ workflowExecutionStartedEventAttributes: started }: Event): boolean {
  return (started?.continuedExecutionRunId ?? '') !== '';
}

/** A record that was answered, within a task or as an activity of its own. */
function tellsOf(event: Event, scheduled: Set<string>): boolean {
  const { markerRecordedEventAttributes: marker } = event;
  if (marker) {
    const [payload] = marker.details?.['data']?.payloads ?? [];
    if (marker.markerName !== 'core_local_activity' || marker.failure || !payload) return false;
    const said = defaultPayloadConverter.fromPayload<Record<string, unknown>>(payload);
    return said['activity_type'] === 'record';
  }
  const { activityTaskScheduledEventAttributes: asked } = event;
  if (asked?.activityType?.name === 'record') scheduled.add(String(event.eventId));
  const { activityTaskCompletedEventAttributes: done } = event;
  return done !== undefined && done !== null && scheduled.has(String(done.scheduledEventId));
}
