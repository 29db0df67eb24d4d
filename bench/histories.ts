/**
 * What a decision leaves in Temporal: events, bytes, and actions as Temporal Cloud bills them.
 */
import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { playCase } from './load/block.ts';
import { DECISIONS } from './load/decisions.ts';
import type { Both, SideName } from './sides/both.ts';

type Event = temporal.api.history.v1.IHistoryEvent;

/** Of one decision. */
export interface Left {
  readonly type: string;
  readonly events: number;
  readonly bytes: number;
  readonly actions: number;
  /** Whether a search attribute changed. */
  readonly attributes: boolean;
}

/** Plays one case on a quiet machine, each decision after the reply to the one before, and reads it. */
export async function historyOf(
  both: Both,
  name: SideName,
  client: Client,
): Promise<readonly Left[]> {
  const script = await both.script(name);
  const { caseNo } = script;
  const id = name === 'service' ? `crossing-case/${caseNo}` : `bare/${caseNo}`;
  const seen: { readonly events: readonly Event[]; readonly bytes: number }[] = [];
  const look = async (): Promise<void> => {
    // The task that answers may still be on its way to its commit.
    let events: readonly Event[] = [];
    for (let before = -1; before !== events.length;) {
      before = events.length;
      await new Promise((resume) => setTimeout(resume, 300));
      events = (await client.workflow.getHandle(id).fetchHistory()).events ?? [];
    }
    const { raw } = await client.workflow.getHandle(id).describe();
    const bytes = Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0);
    seen.push({ events, bytes });
  };
  const side = both.sides[name];
  for (let count = 0; count <= script.decisions.length; count += 1) {
    const some = { ...script, decisions: script.decisions.slice(Math.max(0, count - 1), count) };
    await playCase({ side, watch: both.watch, opened: count > 0 }, some, () => undefined);
    await look();
  }
  return DECISIONS.map(({ event }, at) => {
    const [before, after] = [seen[at], seen[at + 1]];
    if (before === undefined || after === undefined) throw new Error('a decision was not seen');
    const events = after.events.slice(before.events.length);
    return {
      type: event.type,
      events: events.length,
      bytes: after.bytes - before.bytes,
      actions: actionsOf(events),
      attributes: events.some((one) => one.upsertWorkflowSearchAttributesEventAttributes),
    };
  });
}

/** Temporal Cloud's list; all local activities of one workflow task are one action. */
function actionsOf(events: readonly Event[]): number {
  const markers = new Set(
    events.flatMap(({ markerRecordedEventAttributes: marker }) =>
      marker ? [String(marker.workflowTaskCompletedEventId)] : [],
    ),
  );
  const single = events.filter(
    (event) =>
      event.workflowExecutionSignaledEventAttributes ??
      event.workflowExecutionUpdateAcceptedEventAttributes ??
      event.activityTaskScheduledEventAttributes ??
      event.timerStartedEventAttributes ??
      event.upsertWorkflowSearchAttributesEventAttributes,
  );
  return markers.size + single.length;
}
