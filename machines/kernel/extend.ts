/**
 * A date that an officer extends: once, with reasons, by the length that the policy has for it.
 */
import { after } from './lengths.ts';
import type { Procedure } from './procedure.ts';
import type { Administered, CaseState, Dated, Effect, Moved } from './types.ts';

const DAY_MS = 86_400_000;

/** Which date is extended. */
export interface ExtensionOrder {
  /** Id of the open task or exchange. */
  readonly about: string;
  readonly eventId: string;
}

/** Extends a date, or says why it cannot be. Timers that go with it ring later by as much. */
export function extend(
  { calendars }: Procedure,
  state: CaseState,
  { about, eventId }: ExtensionOrder,
): Administered {
  const open = [...state.tasks, ...state.exchanges].find(({ id }) => id === about);
  if (open === undefined) return impossible(`nothing is open under ${about}`);
  const { dueBy, due, extendedBy } = open;
  if (extendedBy !== undefined) return impossible(`${about} was extended by ${extendedBy}`);
  if (dueBy === undefined || due === undefined) return impossible(`no time runs for ${about}`);
  const extension = state.policy.extensions?.[dueBy];
  if (extension === undefined) return impossible(`the policy extends no ${dueBy}`);
  const later = (date: string): { readonly date: string; readonly moved: Moved } => {
    const next = after(date, extension.length, calendars);
    const days = (Date.parse(next) - Date.parse(date)) / DAY_MS;
    const moved = { by: 'extension', reason: 'extended by an officer', days, from: date, at: next };
    return { date: next, moved };
  };
  const own = later(due);
  const extended = <T extends Dated & { readonly id: string; readonly due?: string }>(
    one: T,
  ): T => {
    if (one.id !== about) return one;
    const moved = [...(one.moved ?? []), own.moved];
    return { ...one, due: own.date, extendedBy: eventId, moved };
  };
  const keys = [dueBy, ...(extension.with ?? [])];
  const timers = state.timers.map((timer) => {
    if (!keys.includes(timer.key) || timer.paused !== undefined) return timer;
    const { date, moved } = later(timer.deadline);
    return { ...timer, deadline: date, moved: [...(timer.moved ?? []), moved] };
  });
  const tasks = state.tasks.map(extended);
  const exchanges = state.exchanges.map(extended);
  const of = tasks.some(({ id }) => id === about) ? 'task' : 'exchange';
  const effect: Effect = { kind: 'moveDue', of, id: about, due: own.date };
  return { kind: 'done', state: { ...state, tasks, exchanges, timers }, effects: [effect] };
}

function impossible(detail: string): Administered {
  return { kind: 'refused', code: 'EVENT_NOT_ALLOWED', detail };
}
