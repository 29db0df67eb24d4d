/**
 * Lengths of time of a policy: in calendar days (`P60D`, ISO 8601), or in working days of a calendar
 * (`P7D@china`). Pure: an instant and a length give an instant, whatever clock and zone the machine has.
 */
import { BOUNDS } from './bounds.ts';
import { KernelError } from './errors.ts';
import { isDuration, plus, repeats } from './instants.ts';

/** Tells working days from days of rest. */
export interface WorkCalendar {
  readonly name: string;
  /** Minutes that its days begin before those of UTC: the whole year the same. */
  readonly offsetMinutes: number;
  /**
   * Why a day (`1958-01-01`) is one of rest, in words for a reader; `undefined` on a working day. The
   * answer hangs on the day alone.
   */
  readonly restOn: (day: string) => string | undefined;
}

/** Calendars by the name that lengths use. */
export type WorkCalendars = Readonly<Record<string, WorkCalendar>>;

/** A day that was not counted. */
export interface Skipped {
  readonly day: string;
  readonly reason: string;
}

const WORKING = /^P([1-9]\d{0,3})D@([a-z]+)$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Days of rest in a row that no calendar has: a calendar with more would never come to an end. */
const REST_DAYS_MAX = 60;

interface Working {
  readonly days: number;
  readonly calendar: WorkCalendar;
}

function workingOf(text: string, calendars: WorkCalendars): Working | undefined {
  const [, days, name = ''] = WORKING.exec(text) ?? [];
  const calendar = Object.hasOwn(calendars, name) ? calendars[name] : undefined;
  if (days === undefined || calendar === undefined) return undefined;
  return { days: Number(days), calendar };
}

/**
 * Whether a text is a length: of ISO 8601, or of 1 to `BOUNDS.workingDays` working days of one of these
 * calendars. Working days do not repeat.
 */
export function isLength(text: string, calendars: WorkCalendars = {}): boolean {
  const working = workingOf(text, calendars);
  return working === undefined ? isDuration(text) : working.days <= BOUNDS.workingDays;
}

/**
 * An instant or date plus a length; of a length that repeats, one turn. Working days are counted from the
 * day after that of the instant, in the calendar's own days, and end at the same time of day.
 *
 * @throws KernelError where either text is not what it should be.
 */
export function after(instant: string, length: string, calendars: WorkCalendars = {}): string {
  const working = workingOf(length, calendars);
  if (working === undefined) return plus(instant, repeats(length) ? length.slice(2) : length);
  return counted(instant, working).end;
}

/** Any instant will do, if it is always the same one. */
const ORIGIN = '1957-12-17T00:00:00.000Z';

/**
 * Whether a length is over before another one, from one and the same instant; of what repeats, one turn.
 *
 * @throws KernelError where either text is no length.
 */
export function isShorter(length: string, than: string, calendars: WorkCalendars = {}): boolean {
  return Date.parse(after(ORIGIN, length, calendars)) < Date.parse(after(ORIGIN, than, calendars));
}

/** The days that a length did not count, in order; none for a length in calendar days. */
export function skipped(
  instant: string,
  length: string,
  calendars: WorkCalendars = {},
): readonly Skipped[] {
  const working = workingOf(length, calendars);
  return working === undefined ? [] : counted(instant, working).rest;
}

function counted(
  instant: string,
  { days, calendar }: Working,
): { readonly end: string; readonly rest: readonly Skipped[] } {
  const start = Date.parse(instant);
  if (Number.isNaN(start)) throw new KernelError('lengths', `${instant} is no instant`);
  const rest: Skipped[] = [];
  let left = days;
  let restInRow = 0;
  let at = start;
  while (left > 0) {
    at += DAY_MS;
    const day = dayIn(at, calendar);
    const reason = calendar.restOn(day);
    restInRow = reason === undefined ? 0 : restInRow + 1;
    if (reason === undefined) left -= 1;
    else rest.push({ day, reason });
    if (restInRow > REST_DAYS_MAX) {
      throw new KernelError(
        'lengths',
        `calendar ${calendar.name} has no working day before ${day}`,
      );
    }
  }
  return { end: new Date(at).toISOString(), rest };
}

function dayIn(ms: number, { offsetMinutes }: WorkCalendar): string {
  return new Date(ms + offsetMinutes * MINUTE_MS).toISOString().slice(0, 10);
}
