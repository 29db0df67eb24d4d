/**
 * From a file to what a new run of the case starts with, in the form that a run hands to the next.
 */
import type { SubmissionVerdict } from '../../activities/contract.ts';
import type { FiledCase, TakenUp } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Carried } from '../../workflows/host/host.ts';
import { settle } from '../../workflows/host/settle.ts';
import { RESUMED, plainOf, refold, resuming } from './refold.ts';

/** Folds the file and judges the order on the case as it then stands. */
export function foldUp(file: FiledCase, order: JsonObject, verdict: SubmissionVerdict): TakenUp {
  const { seq, hash, rejected, openedAt, deliveries } = file;
  if (!file.open) return refused('CASE_CLOSED', 'the case has its outcome');
  const { type, ...place } = verdict.act === 'submit' ? eventOf(order) : {};
  if (type !== RESUMED) return refused('EVENT_NOT_ALLOWED', `a case goes on by ${RESUMED}`);
  if (verdict.repeats !== undefined) {
    const words = `the id was used at place ${verdict.repeats.seq}: give the event another one`;
    return refused('EVENT_NOT_ALLOWED', words);
  }
  const found = refold(file);
  if (found.kind === 'disagrees') return found;
  const { procedure } = found.folded;
  const standing = resuming(found.folded.standing);
  const incoming = { via: 'signal', name: 'submit', payload: order } as const;
  const [row] = settle(procedure, standing, [incoming], [verdict]).rows;
  if (row?.kind !== 'entry' || row.entry.expect !== 'accepted') {
    const code = row?.kind === 'entry' ? row.entry.code : undefined;
    const words = row?.kind === 'entry' ? row.message : undefined;
    return refused(code ?? 'EVENT_NOT_ALLOWED', verdict.fault ?? words ?? 'the rules refuse it');
  }
  if (place['seq'] !== seq || place['hash'] !== hash) {
    const words = `the file ends at place ${seq} with ${hash}, and the order names another end`;
    return refused('EVENT_NOT_ALLOWED', words);
  }
  const carried: Carried = {
    standing,
    head: { seq, hash, rejected },
    queue: [incoming],
    deliveries,
    chartVersion: procedure.version,
    openedAt,
  };
  return { kind: 'goes-on', carried: plainOf(carried) };
}

function eventOf(order: JsonObject): JsonObject {
  const { event } = order;
  return typeof event === 'object' && event !== null && !Array.isArray(event)
    ? (event as JsonObject)
    : {};
}

function refused(code: string, message: string): TakenUp {
  return { kind: 'refused', code, message };
}
