/**
 * Drafts whose ground has moved.
 */
import { judgeAll } from './administer.ts';
import type { Position } from './position.ts';
import { told } from './refusals.ts';
import type { CaseState, Draft } from './types.ts';

/**
 * The drafts after the case has moved: whatever the event of a draft would now be refused for, waiting
 * apart, it has lapsed for, and stays so.
 */
export function lapse(at: Position, state: CaseState): readonly Draft[] {
  const { drafts, asOf } = state;
  const waits = at.procedure.waits.map(({ code }) => code as string);
  return drafts.map((draft) => {
    if (draft.lapsed !== undefined) return draft;
    const message = {
      event: draft.event,
      attested: true,
      by: draft.by,
      receivedAt: asOf,
      effectiveAt: asOf,
      ...told(state),
    };
    const judged = judgeAll(at, state, message, 'first');
    if (judged.kind === 'refused') {
      return waits.includes(judged.code) ? draft : { ...draft, lapsed: judged.code };
    }
    return judged.kind === 'recorded' ? { ...draft, lapsed: 'EVENT_NOT_ALLOWED' } : draft;
  });
}
