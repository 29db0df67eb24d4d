/**
 * Dates, instants and lengths of time as text, without a clock: ISO 8601 in, ISO 8601 out, UTC.
 */
import { BOUNDS } from './bounds.ts';
import { KernelError } from './errors.ts';

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const DURATION =
  /^(R\/)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Days of a month, leap years of the Gregorian calendar counted. */
function daysOf(year: number, month: number): number {
  const start = Date.UTC(2000, month, 0);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : Number(new Date(start).toISOString().slice(8, 10));
}

/** Whether a text is a full date (`1958-01-08`) of the calendar. */
export function isDate(text: string): boolean {
  return text.length === 10 && isPartialDate(text);
}

/** Whether a text is a year, a month or a day of the calendar (`1957`, `1957-09`, `1957-09-30`). */
export function isPartialDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  if (month === undefined) return true;
  if (Number(month) < 1 || Number(month) > 12) return false;
  return (
    day === undefined || (Number(day) >= 1 && Number(day) <= daysOf(Number(year), Number(month)))
  );
}

/** Whether a text is an instant with its offset from UTC. */
export function isInstant(text: string): boolean {
  return INSTANT.test(text) && isDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));
}

/** The day of a date or instant, as written for dates and in UTC for instants. */
export function dayOf(text: string): string {
  return isInstant(text)
    ? new Date(Date.parse(text)).toISOString().slice(0, 10)
    : text.slice(0, 10);
}

/** First possible day of a partial date; of an instant its day. */
export function firstDay(text: string): string {
  if (text.length === 4) return `${text}-01-01`;
  return text.length === 7 ? `${text}-01` : dayOf(text);
}

/** Last possible day of a partial date; of an instant its day. */
export function lastDay(text: string): string {
  if (text.length === 4) return `${text}-12-31`;
  if (text.length !== 7) return dayOf(text);
  const days = daysOf(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
  return `${text}-${String(days).padStart(2, '0')}`;
}

/**
 * Whether a text is a length of time of ISO 8601 (`P60D`), or one that repeats (`R/P1Y`): at most
 * `BOUNDS.delayDays`, and what repeats takes time.
 */
export function isDuration(text: string): boolean {
  const parts = partsOf(text);
  if (parts === undefined) return false;
  const [years, months, weeks, days, hours, minutes, seconds] = parts;
  const clock = hours / 24 + minutes / 1_440 + seconds / 86_400;
  const length = years * 366 + months * 31 + weeks * 7 + days + clock;
  return length <= BOUNDS.delayDays && (length > 0 || !repeats(text));
}

type Parts = [number, number, number, number, number, number, number];

function partsOf(text: string): Parts | undefined {
  const parts = DURATION.exec(text);
  if (parts === null || !/\d[A-Z]$/.test(text)) return undefined;
  return parts.slice(2).map((part) => Number(part ?? 0)) as Parts;
}

/** Whether a length of time repeats. */
export function repeats(duration: string): boolean {
  return duration.startsWith('R/');
}

/**
 * An instant or date plus a length of time. Years and months go by the calendar (the last day of a
 * shorter month where there is no such day), weeks and days are of 24 hours.
 *
 * @throws KernelError where either text is not what it should be.
 */
export function plus(instant: string, duration: string): string {
  const start = Date.parse(instant);
  const parts = partsOf(duration);
  if (Number.isNaN(start) || parts === undefined || !isDuration(duration)) {
    throw new KernelError('instants', `cannot add ${duration} to ${instant}`);
  }
  const [years, months, weeks, days, hours, minutes, seconds] = parts;
  const from = new Date(start);
  const month = from.getUTCMonth() + months + 12 * years;
  const year = from.getUTCFullYear() + Math.floor(month / 12);
  const monthOfYear = ((month % 12) + 12) % 12;
  const day = Math.min(from.getUTCDate(), daysOf(year, monthOfYear + 1));
  const midnight = Date.UTC(year, monthOfYear, day);
  const ofDay = start - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  const length = ((weeks * 7 + days) * 24 + hours) * 3_600_000 + minutes * 60_000 + seconds * 1_000;
  return new Date(midnight + ofDay + length).toISOString();
}
