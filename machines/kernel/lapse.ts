/**
 * Drafts whose ground has moved.
 */
import type { Position } from './position.ts';
import { judge } from './refusals.ts';
import type { Draft } from './types.ts';

/**
 * The drafts after the case has moved: whatever the event of a draft would now be refused for, waiting
 * apart, it has lapsed for, and stays so.
 */
export function lapse(at: Position, drafts: readonly Draft[], asOf: string): readonly Draft[] {
  const waits = at.procedure.waits.map(({ code }) => code as string);
  return drafts.map((draft) => {
    if (draft.lapsed !== undefined) return draft;
    const message = {
      event: draft.event,
      attested: true,
      by: draft.by,
      receivedAt: asOf,
      effectiveAt: asOf,
    };
    const judged = judge(at, message, 'first');
    if (judged.kind === 'refused') {
      return waits.includes(judged.code) ? draft : { ...draft, lapsed: judged.code };
    }
    return judged.kind === 'recorded' ? { ...draft, lapsed: 'EVENT_NOT_ALLOWED' } : draft;
  });
}
