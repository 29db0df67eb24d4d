/**
 * Fields that every event has, whatever its type.
 */
import { isDate, isInstant } from '../machines/kernel/instants.ts';
import type { JsonObject } from '../machines/kernel/types.ts';

/** How far the clock of whoever says when it happened may be ahead. */
const CLOCK_AHEAD_MS = 5 * 60_000;

/**
 * The first of the common fields that is of a wrong type or value, in words; `undefined` where all are
 * right. `at` is a day of the calendar or an instant with its offset, in a live case not later than 5
 * minutes after receipt (a day counts from its beginning in UTC).
 */
export function faultOfFields(
  event: JsonObject,
  clock: 'live' | 'recorded',
  receivedAt: string,
): string | undefined {
  const wrong = ['by', 'second', 'reasons'].find(
    (field) => event[field] !== undefined && typeof event[field] !== 'string',
  );
  if (wrong !== undefined) return `${wrong} is not a text`;
  if (isUnseen(event['reasons'])) return 'reasons hold no character that can be seen';
  const at = event['at'];
  if (typeof at !== 'string' || !(isDate(at) || isInstant(at))) {
    return 'at is no date (1958-01-08) and no instant with its offset (1958-01-08T10:00:00Z)';
  }
  if (clock === 'live' && Date.parse(at) > Date.parse(receivedAt) + CLOCK_AHEAD_MS) {
    return `at lies in the future${isDate(at) ? ': a day begins at 00:00 UTC; send an instant with its offset' : ''}`;
  }
  return undefined;
}

/** A text of other characters than blanks that shows nothing all the same, such as U+200B. */
function isUnseen(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '' && !/[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}
