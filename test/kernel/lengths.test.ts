/** Lengths in calendar days and in working days: absolute instants, whatever zone the machine is in. */
import { afterEach, describe, expect, it } from 'vitest';
import { CALENDARS } from '../../machines/calendar/calendars.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { explainDue, isOverdue } from '../../machines/kernel/due.ts';
import { after, isLength, skipped, type WorkCalendar } from '../../machines/kernel/lengths.ts';

const NOON = 'T04:00:00.000Z';

function due(from: string, length: string): string {
  return after(from, length, CALENDARS);
}

describe('a length', () => {
  it.each(['P60D', 'R/P1Y', 'PT3S', 'P7D@china', 'P1D@korea', 'P12D@both'])('can be %s', (text) => {
    expect(isLength(text, CALENDARS)).toBe(true);
  });

  it.each([
    'P0D@china',
    'P07D@china',
    'P7D@nowhere',
    'P7D@',
    'P7D@constructor',
    'P1M@china',
    'R/P7D@china',
    '7D@china',
    '7 days',
  ])('is not %s', (text) => {
    expect(isLength(text, CALENDARS)).toBe(false);
  });

  it('has at most as many working days as the bound', () => {
    expect(isLength(`P${BOUNDS.workingDays}D@china`, CALENDARS)).toBe(true);
    expect(isLength(`P${BOUNDS.workingDays + 1}D@china`, CALENDARS)).toBe(false);
  });

  it('has no working days where there are no calendars', () => {
    expect(isLength('P7D@china')).toBe(false);
  });
});

describe('working days', () => {
  it('begin with the day after, and end at the same time of day', () => {
    // A Thursday: Friday, Saturday, (Sunday), Monday.
    expect(due(`1957-12-19${NOON}`, 'P3D@china')).toBe(`1957-12-23${NOON}`);
  });

  it('over the turn of the year leave out the holidays of both sides', () => {
    // 27 December (Friday) to 8 January: two Sundays, and New Year on both sides.
    expect(due(`1957-12-27${NOON}`, 'P8D@both')).toBe(`1958-01-07${NOON}`);
    expect(skipped(`1957-12-27${NOON}`, 'P8D@both', CALENDARS)).toEqual([
      { day: '1957-12-29', reason: 'Sunday' },
      { day: '1958-01-01', reason: 'New Year' },
      { day: '1958-01-05', reason: 'Sunday' },
    ]);
  });

  it('leave out a holiday of one side for both', () => {
    const around = { from: `1958-02-07${NOON}`, length: 'P10D@both' };
    expect(due(around.from, 'P10D@china')).toBe(`1958-02-22${NOON}`);
    expect(due(around.from, 'P10D@korea')).toBe(`1958-02-20${NOON}`);
    expect(due(around.from, 'P10D@both')).toBe(`1958-02-24${NOON}`);
    expect(skipped(around.from, around.length, CALENDARS).map(({ reason }) => reason)).toEqual([
      'Army Day (korea)',
      'Sunday',
      'Sunday',
      'Spring Festival (china)',
      'Spring Festival (china)',
      'Spring Festival (china)',
      'Sunday',
    ]);
  });

  it('are days of the calendar, not of UTC', () => {
    // Half past six on Sunday morning in Beijing: the day after is Monday there.
    expect(due('1957-12-21T22:30:00.000Z', 'P1D@china')).toBe('1957-12-22T22:30:00.000Z');
    // Half past six on Saturday morning: the day after is Sunday.
    expect(due('1957-12-20T22:30:00.000Z', 'P1D@china')).toBe('1957-12-22T22:30:00.000Z');
  });

  it('count a leap day', () => {
    expect(due(`1960-02-27${NOON}`, 'P2D@china')).toBe(`1960-03-01${NOON}`);
    expect(due(`1960-02-26${NOON}`, 'P2D@china')).toBe(`1960-02-29${NOON}`);
    expect(due(`1960-02-29${NOON}`, 'P1Y')).toBe(`1961-02-28${NOON}`);
    expect(due(`1960-02-28${NOON}`, 'P1D')).toBe(`1960-02-29${NOON}`);
  });

  it('never end in a calendar without any: that is an error', () => {
    const never: WorkCalendar = { name: 'never', offsetMinutes: 0, restOn: () => 'closed' };
    expect(() => after(`1958-01-01${NOON}`, 'P1D@never', { never })).toThrow('no working day');
  });
});

describe('daylight saving where the machine stands', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  // Clocks go forward on 29 March 2026 in Europe, on 8 March in America; China had summer time to 1991.
  it.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Pacific/Apia'])(
    'moves no date in %s',
    (name) => {
      process.env['TZ'] = name;
      expect(due('2026-03-27T23:30:00.000Z', 'P3D')).toBe('2026-03-30T23:30:00.000Z');
      expect(due('2026-03-06T18:00:00.000Z', 'P2D@china')).toBe('2026-03-09T18:00:00.000Z');
      expect(due('1991-04-13T04:00:00.000Z', 'P1D@china')).toBe('1991-04-15T04:00:00.000Z');
    },
  );
});

describe('a date explained', () => {
  const since = `1957-12-27${NOON}`;

  it('names each day that was not counted', () => {
    const dated = {
      since,
      length: 'P8D@both',
      due: `1958-01-07${NOON}`,
      dueBy: 'handoverReminder',
    };
    expect(explainDue(dated, CALENDARS)).toEqual([
      '8 working days (both) from 1957-12-27; not counted: 1957-12-29 Sunday, ' +
        '1958-01-01 New Year, 1958-01-05 Sunday',
      `due 1958-01-07${NOON}`,
    ]);
  });

  it('names each reason for which it was moved', () => {
    const pause = { by: 'asked', reason: 'somebody owed an answer', days: 40 };
    const moved = [{ ...pause, from: `1957-12-28${NOON}`, at: `1958-02-06${NOON}` }];
    const dated = { since, length: 'P7D', due: `1958-02-12${NOON}`, moved };
    expect(explainDue(dated, CALENDARS)).toEqual([
      'P7D from 1957-12-27',
      '40 days later: somebody owed an answer (from 1957-12-28 to 1958-02-06)',
      `due 1958-02-12${NOON}`,
    ]);
  });

  it('says that no time runs, and that there is no date', () => {
    const paused = { by: 'asked', reason: 'somebody owes an answer', since };
    expect(explainDue({ since, length: 'P1Y', paused }, CALENDARS)).toEqual([
      'P1Y from 1957-12-27',
      'no time runs since 1957-12-27: somebody owes an answer',
    ]);
    expect(explainDue({ since }, CALENDARS)).toEqual(['no date: the policy names no length']);
  });

  it('is overdue once it has passed, and never while there is none', () => {
    expect(isOverdue({ due: `1958-01-07${NOON}` }, `1958-01-08${NOON}`)).toBe(true);
    expect(isOverdue({ due: `1958-01-07${NOON}` }, `1958-01-07${NOON}`)).toBe(false);
    expect(isOverdue({}, `1958-01-08${NOON}`)).toBe(false);
  });
});
