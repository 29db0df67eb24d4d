/**
 * The calendars that lengths of a policy name: `china`, `korea`, and `both`, whose working days are
 * working days on both sides.
 */
import type { WorkCalendar, WorkCalendars } from '../kernel/lengths.ts';
import { lunarDay, qingmingDay } from './lunar.ts';
import { CHINA, KOREA, type CalendarRules, type Holiday, type Start } from './rules.ts';

const DAY_MS = 86_400_000;
/** Years that are kept computed; a step asks for one or two. */
const YEARS_KEPT = 64;

const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/** A calendar from its rules. What it computed of a year it keeps: the same for whoever asks. */
export function calendarOf(rules: CalendarRules): WorkCalendar {
  const kept = new Map<number, ReadonlyMap<string, string>>();
  const holidaysOf = (year: number): ReadonlyMap<string, string> => {
    const found = kept.get(year);
    if (found !== undefined) return found;
    if (kept.size >= YEARS_KEPT) kept.clear();
    const made = holidaysIn(rules, year);
    kept.set(year, made);
    return made;
  };
  return {
    name: rules.name,
    offsetMinutes: rules.offsetMinutes,
    restOn: (day) => {
      const holiday = holidaysOf(Number(day.slice(0, 4))).get(day);
      return holiday ?? weekendOn(rules, day);
    },
  };
}

/** A day counts where it is a working day of both; days are those of the first. */
function bothOf(first: WorkCalendar, second: WorkCalendar): WorkCalendar {
  return {
    name: 'both',
    offsetMinutes: first.offsetMinutes,
    restOn: (day) => {
      const [one, two] = [first.restOn(day), second.restOn(day)];
      if (one === undefined && two === undefined) return undefined;
      if (one === two) return one;
      const named = [
        ...(one === undefined ? [] : [`${one} (${first.name})`]),
        ...(two === undefined ? [] : [`${two} (${second.name})`]),
      ];
      return named.join(', ');
    },
  };
}

const china = calendarOf(CHINA);
const korea = calendarOf(KOREA);

/** The calendars of both sides. */
export const CALENDARS: WorkCalendars = { china, korea, both: bothOf(china, korea) };

/** The holidays of a year by day; none reaches from one year into the next. */
function holidaysIn(rules: CalendarRules, year: number): ReadonlyMap<string, string> {
  const days = new Map<string, string>();
  for (const holiday of rules.holidays) {
    if (!holds(holiday, year)) continue;
    const first = Date.parse(startIn(holiday.on, year));
    for (let nth = 0; nth < (holiday.days ?? 1); nth += 1) {
      days.set(new Date(first + nth * DAY_MS).toISOString().slice(0, 10), holiday.name);
    }
  }
  return days;
}

function holds({ since, until }: Holiday, year: number): boolean {
  return (since ?? year) <= year && year <= (until ?? year);
}

function startIn(on: Start, year: number): string {
  switch (on.kind) {
    case 'date':
      return `${year}-${padded(on.month)}-${padded(on.day)}`;
    case 'lunar':
      return lunarDay(year, on.month, on.day);
    case 'lunar-eve':
      return new Date(Date.parse(lunarDay(year, 1, 1)) - DAY_MS).toISOString().slice(0, 10);
    default:
      return qingmingDay(year);
  }
}

function padded(count: number): string {
  return String(count).padStart(2, '0');
}

function weekendOn({ weekends }: CalendarRules, day: string): string | undefined {
  const weekday = new Date(Date.parse(day)).getUTCDay();
  const holding = weekends.find(({ from, until }) => (from ?? day) <= day && day <= (until ?? day));
  return holding?.days.includes(weekday) === true ? WEEKDAYS[weekday] : undefined;
}
