/** The calendars of both sides: rules, for any year. */
import { describe, expect, it } from 'vitest';
import { CALENDARS } from '../../machines/calendar/calendars.ts';
import { lunarDay, qingmingDay } from '../../machines/calendar/lunar.ts';

const DAY_MS = 86_400_000;

function rest(calendar: string, day: string): string | undefined {
  return CALENDARS[calendar]?.restOn(day);
}

/** Days of rest of a year that have a name of their own. */
function named(calendar: string, year: number): readonly string[] {
  const days: string[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    const reason = rest(calendar, day) ?? '';
    if (reason !== '' && !reason.endsWith('day')) days.push(`${day.slice(5)} ${reason}`);
    else if (/[a-z] Day$/.test(reason)) days.push(`${day.slice(5)} ${reason}`);
  }
  return days;
}

describe('the lunar calendar', () => {
  // As printed calendars have them; 2033 is the year whose leap month tables got wrong.
  it.each([
    [1954, '1954-02-03'],
    [1958, '1958-02-18'],
    [1985, '1985-02-20'],
    [2008, '2008-02-07'],
    [2025, '2025-01-29'],
    [2027, '2027-02-06'],
    [2030, '2030-02-03'],
    [2033, '2033-01-31'],
    [2034, '2034-02-19'],
  ])('begins the year %i on %s', (year, day) => {
    expect(lunarDay(year, 1, 1)).toBe(day);
  });

  it.each([
    [1958, '1958-09-27'],
    [2020, '2020-10-01'],
    [2025, '2025-10-06'],
    [2033, '2033-09-08'],
  ])('has its mid-autumn of %i on %s', (year, day) => {
    expect(lunarDay(year, 8, 15)).toBe(day);
  });

  it.each([
    [2008, '2008-04-04'],
    [2023, '2023-04-05'],
    [2026, '2026-04-05'],
  ])('has clear brightness of %i on %s', (year, day) => {
    expect(qingmingDay(year)).toBe(day);
  });

  it('ends in no year: each begins 353 to 385 days after the one before', () => {
    let before = Date.parse(lunarDay(1949, 1, 1));
    for (let year = 1950; year <= 3000; year += 1) {
      const begins = Date.parse(lunarDay(year, 1, 1));
      const days = (begins - before) / DAY_MS;
      expect(days >= 353 && days <= 385, String(year)).toBe(true);
      before = begins;
    }
  });

  it('says what it has not', () => {
    expect(() => lunarDay(2025, 13, 1)).toThrow('no month 13');
  });
});

describe('the calendar of China', () => {
  it('rests on Sundays until 1995, and on Saturdays too from May of that year', () => {
    expect(rest('china', '1957-12-21')).toBeUndefined();
    expect(rest('china', '1957-12-22')).toBe('Sunday');
    expect(rest('china', '1995-04-29')).toBeUndefined();
    expect(rest('china', '1995-05-06')).toBe('Saturday');
  });

  it('has the seven holidays of 1958', () => {
    expect(named('china', 1958)).toEqual([
      '01-01 New Year',
      '02-18 Spring Festival',
      '02-19 Spring Festival',
      '02-20 Spring Festival',
      '05-01 Labour Day',
      '10-01 National Day',
      '10-02 National Day',
    ]);
  });

  it('has those of 2025, by the rules of 2024', () => {
    expect(named('china', 2025)).toEqual([
      '01-01 New Year',
      '01-28 Spring Festival',
      '01-29 Spring Festival',
      '01-30 Spring Festival',
      '01-31 Spring Festival',
      '04-04 Qingming',
      '05-01 Labour Day',
      '05-02 Labour Day',
      '05-31 Dragon Boat Festival',
      '10-01 National Day',
      '10-02 National Day',
      '10-03 National Day',
      '10-06 Mid-Autumn Festival',
    ]);
  });

  it.each([
    [2000, 10],
    [2008, 11],
    [2014, 11],
    [2025, 13],
    [2999, 13],
  ])('has in %i no more than %i days of its own', (year, days) => {
    const count = named('china', year).length;
    expect(count <= days && count >= days - 1).toBe(true);
  });
});

describe('the calendar of Korea', () => {
  it('rests on Sundays alone, to this day', () => {
    expect(rest('korea', '2025-01-04')).toBeUndefined();
    expect(rest('korea', '2025-01-05')).toBe('Sunday');
  });

  it('has its holidays of 1958, and no lunar ones', () => {
    expect(named('korea', 1958)).toEqual([
      '01-01 New Year',
      '02-08 Army Day',
      "03-08 Women's Day",
      '05-01 Labour Day',
      '08-15 Liberation Day',
      '09-09 Foundation Day',
      '10-10 Party Foundation Day',
    ]);
  });

  it('has lunar ones from the end of the eighties', () => {
    expect(rest('korea', '1988-09-25')).toBe('Chuseok');
    expect(rest('korea', '1989-02-06')).toBe('Lunar New Year');
    expect(rest('korea', '1988-02-17')).toBeUndefined();
  });
});

describe('the calendar of both', () => {
  it('works where both do, and says whose rest it is', () => {
    expect(rest('both', '1958-02-08')).toBe('Army Day (korea)');
    expect(rest('both', '1958-02-18')).toBe('Spring Festival (china)');
    expect(rest('both', '1958-01-01')).toBe('New Year');
    expect(rest('both', '1958-01-02')).toBeUndefined();
  });
});
