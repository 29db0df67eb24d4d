/**
 * What Temporal has of a case: the histories of all its runs, and the messages in them, in order.
 */
import type { Client } from '@temporalio/client';

import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { digestOf, submissionDigest } from '../../activities/digest.ts';
import type { Json } from '../../machines/kernel/types.ts';
import { actOf } from '../../machines/shared/submission.ts';

export type History = temporal.api.history.v1.IHistory;

/** One run of a chain. */
export interface Run {
  readonly runId: string;
  readonly history: History;
}

/** A message that stands in a history. */
export interface Arrival {
  readonly via: 'signal' | 'update';
  readonly name: string;
  readonly digest: string;
}

/** All runs of a workflow id that continue each other, the first one first, from its latest run. */
export async function runsOf(
  client: Client,
  workflowId: string,
  latestRunId?: string,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  let runId = latestRunId ?? (await client.workflow.getHandle(workflowId).describe()).runId;
  while (runId !== '') {
    const history: History = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.unshift({ runId, history });
    const [first] = history.events ?? [];
    runId = first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return runs;
}

/** Signals and updates in the order of the histories. */
export function arrivalsIn(runs: readonly Run[]): readonly Arrival[] {
  return runs.flatMap(({ history }) => (history.events ?? []).flatMap(arrivalOf));
}

function arrivalOf(event: temporal.api.history.v1.IHistoryEvent): readonly Arrival[] {
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal) {
    const name = signal.signalName ?? '';
    return [{ via: 'signal', name, digest: digestIn(name, signal.input) }];
  }
  const request = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
  if (!request) return [];
  const name = request.input?.name ?? '';
  return [{ via: 'update', name, digest: digestIn(name, request.input?.args) }];
}

function digestIn(name: string, args?: temporal.api.common.v1.IPayloads | null): string {
  const [payload] = args?.payloads ?? [];
  if (!payload) return digestOf(null);
  const value: Json = defaultPayloadConverter.fromPayload(payload);
  const act = actOf(name);
  return act === undefined ? digestOf(value) : submissionDigest(act, value);
}
