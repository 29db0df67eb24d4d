/**
 * Time that does not run: while somebody else owes an answer, due dates and timers that the policy names
 * stand still, and are later by as much once it is over. Each remembers why.
 */
import { BOUNDS } from './bounds.ts';
import type { Open } from './effects.ts';
import { isIn } from './position.ts';
import type { Effect, Moved, OpenExchange, Paused, Policy } from './types.ts';

const DAY_MS = 86_400_000;

/** Where a case stands after a step. */
export interface PausePlace {
  readonly policy: Policy;
  readonly regions: Readonly<Record<string, string>>;
  /** ISO instant (or date) of the step. */
  readonly at: string;
}

/** Why no time runs for a key of the policy. */
type Cause = Pick<Paused, 'by' | 'reason'>;

/** Something open with a date, whatever its kind. */
interface Running {
  readonly due?: string;
  readonly paused?: Paused;
  readonly moved?: readonly Moved[];
}

/** What is open after a step, with what stands still from now on and what runs again. */
export function withPauses(
  place: PausePlace,
  open: Open,
): { readonly open: Open; readonly effects: readonly Effect[] } {
  const isStill = [...open.tasks, ...open.exchanges, ...open.timers].some(
    ({ paused }) => paused !== undefined,
  );
  if (place.policy.pauses === undefined && !isStill) return { open, effects: [] };
  const effects: Effect[] = [];
  const dated =
    (of: 'task' | 'exchange') =>
    <T extends Running & { readonly id: string; readonly dueBy?: string }>(one: T): T => {
      const next = dateOf(place, one, causeFor(place, open.exchanges, one.dueBy));
      const due = next.due === undefined ? {} : { due: next.due };
      if (next !== one) effects.push({ kind: 'moveDue', of, id: one.id, ...due });
      return next;
    };
  const timers = open.timers.map((timer) => {
    const { deadline, ...rest } = timer;
    const running: Running & typeof rest = { ...rest, due: deadline };
    const { due, ...next } = dateOf(place, running, causeFor(place, open.exchanges, timer.key));
    return { ...next, deadline: due ?? deadline };
  });
  const tasks = open.tasks.map(dated('task'));
  const exchanges = open.exchanges.map(dated('exchange'));
  return { open: { ...open, tasks, exchanges, timers }, effects };
}

/** The first cause of the policy that holds for a key. */
function causeFor(
  { policy, regions }: PausePlace,
  exchanges: readonly OpenExchange[],
  key: string | undefined,
): Cause | undefined {
  for (const [by, keys] of Object.entries(policy.pauses ?? {})) {
    if (key === undefined || !keys.includes(key)) continue;
    const exchange = exchanges.find((one) => one.key === by);
    if (exchange !== undefined) {
      return { by, reason: `${exchange.who} owed an answer: ${exchange.what}` };
    }
    if (by.includes('.') && isIn(regions, by)) return { by, reason: `the case stood in ${by}` };
  }
  return undefined;
}

/** Stands still, runs again, or stays as it is (the very same object). */
function dateOf<T extends Running>({ at }: PausePlace, one: T, cause: Cause | undefined): T {
  if (cause !== undefined) {
    if (one.paused !== undefined || one.due === undefined) return one;
    const { due, ...rest } = one;
    return { ...rest, paused: { ...cause, since: at, due } } as unknown as T;
  }
  if (one.paused === undefined) return one;
  const { paused, ...rest } = one;
  const ms = Math.max(0, Date.parse(at) - Date.parse(paused.since));
  const due = new Date(Date.parse(paused.due ?? at) + ms).toISOString();
  const { by, reason, since: from } = paused;
  const moved = [...(one.moved ?? []), { by, reason, days: ms / DAY_MS, from, at }];
  return { ...rest, due, moved: bounded(moved) } as unknown as T;
}

/** What moved a date long ago is summed up, so that a date can be moved as often as it takes. */
function bounded(moved: readonly Moved[]): readonly Moved[] {
  const [first, second, ...rest] = moved;
  if (moved.length <= BOUNDS.moves || first === undefined || second === undefined) return moved;
  const days = first.days + second.days;
  const reason = 'several pauses';
  return [{ by: 'pauses', reason, days, from: first.from, at: second.at }, ...rest];
}
