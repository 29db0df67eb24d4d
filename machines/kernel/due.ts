/**
 * Why a date is what it is, in words for a reader. Nothing here decides: whether something is overdue is
 * found out when somebody asks, and is stored nowhere.
 */
import { repeats } from './instants.ts';
import { skipped, type WorkCalendars } from './lengths.ts';
import type { Dated, Policy } from './types.ts';

const PLACES = 2;

/** Something open with its date, and the length that it counts from. */
export interface Due extends Dated {
  /** ISO instant. */
  readonly since: string;
  /** ISO instant; absent where there is no date, or no time runs. */
  readonly due?: string;
  /** As the policy of the case has it. */
  readonly length?: string;
}

/** With the length that its date counts from, where the policy names one. */
export function withLength<T extends Dated>(dated: T, { delays }: Policy): T & Pick<Due, 'length'> {
  const length = dated.dueBy === undefined ? undefined : delays[dated.dueBy];
  return length === undefined ? dated : { ...dated, length };
}

/** Whether a date has passed. What has no date is never late, nor what no time runs for. */
export function isOverdue({ due }: Pick<Due, 'due'>, now: string): boolean {
  return due !== undefined && Date.parse(due) < Date.parse(now);
}

/** The reasons of a date, one a line, in the order in which they apply. */
export function explainDue(dated: Due, calendars: WorkCalendars): readonly string[] {
  const { since, due, length, paused, moved = [] } = dated;
  if (due === undefined && paused === undefined) return ['no date: the policy names no length'];
  return [
    ...(length === undefined ? [] : [counted(since, length, calendars)]),
    ...moved.map(
      ({ days, reason, from, at }) =>
        `${inDays(days)} later: ${reason} (from ${dayOf(from)} to ${dayOf(at)})`,
    ),
    ...(paused === undefined
      ? [`due ${due ?? ''}`]
      : [`no time runs since ${dayOf(paused.since)}: ${paused.reason}`]),
  ];
}

function counted(since: string, length: string, calendars: WorkCalendars): string {
  const [iso = length, calendar] = length.split('@');
  if (calendar === undefined) {
    return `${length} from ${dayOf(since)}${repeats(length) ? ', again and again' : ''}`;
  }
  const rest = skipped(since, length, calendars).map(({ day, reason }) => `${day} ${reason}`);
  const left = rest.length === 0 ? '' : `; not counted: ${rest.join(', ')}`;
  return `${iso.slice(1, -1)} working days (${calendar}) from ${dayOf(since)}${left}`;
}

function inDays(days: number): string {
  const shown = Number(days.toFixed(PLACES));
  return `${shown} ${shown === 1 ? 'day' : 'days'}`;
}

function dayOf(instant: string): string {
  return instant.slice(0, 10);
}
