/** Terms of office. */
import type { OfficerTerm } from '../../activities/ports.ts';

/** Whether an officer is in term at an instant (ISO): from the first one of the term, before its end. */
export function isInTerm(
  { from, until }: Pick<OfficerTerm, 'from' | 'until'>,
  at: string,
): boolean {
  const now = Date.parse(at);
  const before = from !== undefined && now < Date.parse(from);
  const after = until !== undefined && now >= Date.parse(until);
  return !before && !after;
}
