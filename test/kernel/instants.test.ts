import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import {
  dayOf,
  firstDay,
  isDate,
  isDuration,
  isInstant,
  isPartialDate,
  lastDay,
  plus,
  repeats,
} from '../../machines/kernel/instants.ts';

describe('dates are days of the calendar', () => {
  it.each(['1958-01-08', '1956-02-29', '2000-02-29', '1957-12-31'])('%s is one', (text) => {
    expect(isDate(text)).toBe(true);
  });

  it.each([
    '1957-02-29',
    '1900-02-29',
    '1957-04-31',
    '1957-00-10',
    '1957-13-01',
    '1957-01-00',
    '1957-01-32',
    '1957',
    '1957-09',
    '57-09-01',
    '1957-9-1',
    '1957-09-01 ',
    '1957-09-01T00:00:00Z',
    '',
  ])('%j is none', (text) => {
    expect(isDate(text)).toBe(false);
  });

  it('a year and a month are partial dates, an impossible month is none', () => {
    expect(['1957', '1957-09', '1957-09-30'].map(isPartialDate)).toEqual([true, true, true]);
    expect(['195', '1957-13', '1957-09-31', '1957-9'].map(isPartialDate)).toEqual(
      Array(4).fill(false),
    );
  });
});

describe('partial dates have a first and a last day', () => {
  it.each([
    ['1957', '1957-01-01', '1957-12-31'],
    ['1957-02', '1957-02-01', '1957-02-28'],
    ['1956-02', '1956-02-01', '1956-02-29'],
    ['1957-04', '1957-04-01', '1957-04-30'],
    ['1957-12', '1957-12-01', '1957-12-31'],
    ['1957-12-17', '1957-12-17', '1957-12-17'],
    ['1957-12-17T23:30:00-02:00', '1957-12-18', '1957-12-18'],
  ])('%s', (text, first, last) => {
    expect([firstDay(text), lastDay(text)]).toEqual([first, last]);
  });
});

describe('instants carry their offset from UTC', () => {
  it.each([
    '1958-01-08T10:00Z',
    '1958-01-08T10:00:00Z',
    '1958-01-08T10:00:00.123456Z',
    '1958-01-08T10:00:00+08:00',
  ])('%s is one', (text) => expect(isInstant(text)).toBe(true));

  it.each([
    '1958-01-08',
    '1958-01-08T10:00:00',
    '1958-01-08 10:00:00Z',
    '1958-02-30T10:00:00Z',
    '1958-01-08T25:00:00Z',
    '1958-01-08T10:61:00Z',
  ])('%s is none', (text) => expect(isInstant(text)).toBe(false));

  it('the day of an instant is the one in UTC, of a date its own', () => {
    expect(dayOf('1958-01-08T23:59:59.999Z')).toBe('1958-01-08');
    expect(dayOf('1958-01-08T01:00:00+08:00')).toBe('1958-01-07');
    expect(dayOf('1958-01-08')).toBe('1958-01-08');
  });
});

describe('lengths of time are those of ISO 8601', () => {
  it.each(['P30D', 'P1Y', 'P1Y2M3W4DT5H6M7S', 'PT1M', 'R/P1Y', 'R/PT1S', 'P0D'])(
    '%s is one',
    (text) => {
      expect(isDuration(text)).toBe(true);
    },
  );

  it.each([
    '',
    'P',
    'PT',
    'P1',
    '30D',
    'P-1D',
    'P1.5D',
    'P1DT',
    'P1H',
    'R/P',
    'R/P0D',
    'R/PT0S',
    'P99999999999Y',
    'RP1Y',
    'p30d',
  ])('%j is none', (text) => expect(isDuration(text)).toBe(false));

  it('the longest is of so many days', () => {
    expect(isDuration(`P${BOUNDS.delayDays}D`)).toBe(true);
    expect(isDuration(`P${BOUNDS.delayDays}DT1S`)).toBe(false);
    expect(isDuration(`P${BOUNDS.delayDays + 1}D`)).toBe(false);
  });

  it('only what says so repeats', () => {
    expect(['R/P1Y', 'P1Y'].map(repeats)).toEqual([true, false]);
  });
});

describe('an instant plus a length', () => {
  it.each([
    ['1958-01-08T10:00:00.000Z', 'P30D', '1958-02-07T10:00:00.000Z'],
    ['1958-01-31T10:00:00.000Z', 'P1M', '1958-02-28T10:00:00.000Z'],
    ['1956-01-31T10:00:00.000Z', 'P1M', '1956-02-29T10:00:00.000Z'],
    ['1956-02-29T10:00:00.000Z', 'P1Y', '1957-02-28T10:00:00.000Z'],
    ['1956-02-29T10:00:00.000Z', 'P4Y', '1960-02-29T10:00:00.000Z'],
    ['1957-12-17T00:00:00.000Z', 'P1M', '1958-01-17T00:00:00.000Z'],
    ['1957-11-30T00:00:00.000Z', 'P3M', '1958-02-28T00:00:00.000Z'],
    ['1957-12-31T23:59:59.000Z', 'PT1S', '1958-01-01T00:00:00.000Z'],
    ['1957-12-17T00:00:00.000Z', 'P2W', '1957-12-31T00:00:00.000Z'],
    ['1957-12-17T00:00:00.000Z', 'P14M', '1959-02-17T00:00:00.000Z'],
    ['1957-12-17T00:00:00.000Z', 'P1DT12H30M15S', '1957-12-18T12:30:15.000Z'],
    ['1957-12-17', 'P1D', '1957-12-18T00:00:00.000Z'],
    ['1957-12-17T08:00:00+08:00', 'P1D', '1957-12-18T00:00:00.000Z'],
    ['1957-12-17T00:00:00.000Z', 'R/P1Y', '1958-12-17T00:00:00.000Z'],
    ['1957-12-17T00:00:00.000Z', 'P0D', '1957-12-17T00:00:00.000Z'],
  ])('%s plus %s is %s', (instant, length, sum) => {
    expect(plus(instant, length)).toBe(sum);
  });

  it.each([
    ['yesterday', 'P1D'],
    ['1957-12-17', '30 days'],
    ['1957-12-17', 'P'],
  ])('refuses to add to %s the length %s', (instant, length) => {
    expect(() => plus(instant, length)).toThrow(`cannot add ${length} to ${instant}`);
  });

  it('never goes back, and keeps the time of day where only the calendar moves', () => {
    const instants = fc.date({
      min: new Date('1900-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const counts = fc.nat({ max: 90 });
    fc.assert(
      fc.property(instants, counts, counts, (from, years, months) => {
        const start = from.toISOString();
        const sum = plus(start, `P${years}Y${months}M`);
        expect(sum.slice(10)).toBe(start.slice(10));
        expect(sum >= start).toBe(true);
        expect(sum.slice(8, 10) <= start.slice(8, 10)).toBe(true);
      }),
    );
  });
});
