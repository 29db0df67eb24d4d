/**
 * Weekends and holidays as data: each with the years for which it holds, and the reason. What follows
 * from a rule is computed for any year; there is no list that ends.
 */

/** A weekend that held for a while. */
export interface Weekend {
  /** Days of the week, 0 is Sunday. */
  readonly days: readonly number[];
  /** First day on which it held; absent: from the beginning. */
  readonly from?: string;
  /** Last day on which it held; absent: to this day. */
  readonly until?: string;
}

/** On which day of the year a holiday begins. */
export type Start =
  | { readonly kind: 'date'; readonly month: number; readonly day: number }
  /** Of the Chinese lunar calendar. */
  | { readonly kind: 'lunar'; readonly month: number; readonly day: number }
  /** The day before the lunar new year. */
  | { readonly kind: 'lunar-eve' }
  | { readonly kind: 'qingming' };

/** A named holiday. */
export interface Holiday {
  readonly name: string;
  readonly on: Start;
  /** Days in a row; absent: one. */
  readonly days?: number;
  /** First year; absent: from the beginning. */
  readonly since?: number;
  /** Last year; absent: to this day. */
  readonly until?: number;
}

/** A calendar of one side, as data. */
export interface CalendarRules {
  readonly name: string;
  readonly offsetMinutes: number;
  readonly weekends: readonly Weekend[];
  readonly holidays: readonly Holiday[];
}

const SUNDAY = 0;
const SATURDAY = 6;

const NEW_YEAR: Start = { kind: 'date', month: 1, day: 1 };
const LABOUR: Start = { kind: 'date', month: 5, day: 1 };
const NATIONAL: Start = { kind: 'date', month: 10, day: 1 };
const SPRING: Start = { kind: 'lunar', month: 1, day: 1 };

/**
 * China. The week had six working days until the rules on working hours of 1995 (from 1 May 1995 two
 * days of rest for all; the alternate Saturdays of 1994 and 1995 are not modelled). Holidays by the rules
 * on annual festivals of 23 December 1949 and their revisions of 1999, 2007, 2013 and 2024.
 */
export const CHINA: CalendarRules = {
  name: 'china',
  offsetMinutes: 480,
  weekends: [
    { days: [SUNDAY], until: '1995-04-30' },
    { days: [SUNDAY, SATURDAY], from: '1995-05-01' },
  ],
  holidays: [
    { name: 'New Year', on: NEW_YEAR },
    { name: 'Spring Festival', on: SPRING, days: 3, until: 2007 },
    { name: 'Spring Festival', on: { kind: 'lunar-eve' }, days: 3, since: 2008, until: 2013 },
    { name: 'Spring Festival', on: SPRING, days: 3, since: 2014, until: 2024 },
    { name: 'Spring Festival', on: { kind: 'lunar-eve' }, days: 4, since: 2025 },
    { name: 'Qingming', on: { kind: 'qingming' }, since: 2008 },
    { name: 'Labour Day', on: LABOUR, until: 1999 },
    { name: 'Labour Day', on: LABOUR, days: 3, since: 2000, until: 2007 },
    { name: 'Labour Day', on: LABOUR, since: 2008, until: 2024 },
    { name: 'Labour Day', on: LABOUR, days: 2, since: 2025 },
    { name: 'Dragon Boat Festival', on: { kind: 'lunar', month: 5, day: 5 }, since: 2008 },
    { name: 'Mid-Autumn Festival', on: { kind: 'lunar', month: 8, day: 15 }, since: 2008 },
    { name: 'National Day', on: NATIONAL, days: 2, until: 1998 },
    { name: 'National Day', on: NATIONAL, days: 3, since: 1999 },
  ],
};

/**
 * The Korean side (north). The week has six working days to this day. Lunar festivals were no days of
 * rest before they came back in 1988 and 1989; they are reckoned by the meridian of Beijing, which in
 * some years is a day off. Years of introduction as reference works give them: our reading.
 */
export const KOREA: CalendarRules = {
  name: 'korea',
  offsetMinutes: 540,
  weekends: [{ days: [SUNDAY] }],
  holidays: [
    { name: 'New Year', on: NEW_YEAR },
    { name: 'Lunar New Year', on: SPRING, since: 1989 },
    { name: 'Army Day', on: { kind: 'date', month: 2, day: 8 }, since: 1949, until: 1977 },
    { name: 'Day of the Shining Star', on: { kind: 'date', month: 2, day: 16 }, since: 1976 },
    { name: "Women's Day", on: { kind: 'date', month: 3, day: 8 } },
    { name: 'Day of the Sun', on: { kind: 'date', month: 4, day: 15 }, since: 1974 },
    { name: 'Army Day', on: { kind: 'date', month: 4, day: 25 }, since: 1978 },
    { name: 'Labour Day', on: LABOUR },
    { name: 'Victory Day', on: { kind: 'date', month: 7, day: 27 }, since: 1996 },
    { name: 'Liberation Day', on: { kind: 'date', month: 8, day: 15 }, since: 1946 },
    { name: 'Chuseok', on: { kind: 'lunar', month: 8, day: 15 }, since: 1988 },
    { name: 'Foundation Day', on: { kind: 'date', month: 9, day: 9 }, since: 1949 },
    { name: 'Party Foundation Day', on: { kind: 'date', month: 10, day: 10 }, since: 1949 },
    { name: 'Constitution Day', on: { kind: 'date', month: 12, day: 27 }, since: 1973 },
  ],
};
