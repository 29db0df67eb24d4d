/**
 * Days of the Chinese lunar calendar, computed from the sun and the moon for any year.
 */
import { LunarYear } from 'lunar-typescript';

/** Julian day number of 1 January 1970. */
const UNIX_EPOCH = 2_440_588;
const DAY_MS = 86_400_000;
/** Place of clear brightness among the solar terms that the library gives for a year. */
const QINGMING = 8;

/** The day on which the lunar year that begins in this year has its month and day (leap months apart). */
export function lunarDay(year: number, month: number, day: number): string {
  const first = yearOf(year).getMonth(month)?.getFirstJulianDay();
  if (first === undefined) throw new RangeError(`no month ${month} in the lunar year ${year}`);
  return dayOfJulian(first + day - 1);
}

/** The day of clear brightness (qingming), in the time of Beijing. */
export function qingmingDay(year: number): string {
  const julian = yearOf(year).getJieQiJulianDays()[QINGMING];
  if (julian === undefined) throw new RangeError(`no solar terms for the year ${year}`);
  return dayOfJulian(julian);
}

/** Not `LunarYear.fromYear`: it keeps the last year on the class, which is frozen where charts run. */
function yearOf(year: number): LunarYear {
  return new LunarYear(year);
}

function dayOfJulian(julian: number): string {
  return new Date((Math.floor(julian + 0.5) - UNIX_EPOCH) * DAY_MS).toISOString().slice(0, 10);
}
