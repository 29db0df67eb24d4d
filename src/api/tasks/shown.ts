/**
 * A task as it is answered: with the reasons in words, and with what the officer who asks may do. Both come
 * from the kernel, which judges decisions by the same.
 */
import type { z } from '@hono/zod-openapi';
import {
  barOfFirst,
  barOfSecond,
  barredOfSecond,
  type EntitledSecond,
} from '../../../machines/kernel/entitled.ts';
import type { Officer } from '../../../machines/kernel/types.ts';
import type { Decision } from '../../../machines/kernel/view.ts';
import type { DraftRow, TaskRow } from '../../registry/tasks.ts';
import { inOwnName, officesFor, reaches } from '../offices.ts';
import type { Office } from '../offices.ts';
import type { Caller } from '../powers.ts';
import type { ListedTaskSchema } from './schemas.ts';

type Listed = z.infer<typeof ListedTaskSchema>;

/** The task as this caller sees it. */
export function shownTask(row: TaskRow, caller: Caller): Listed {
  const { decisions: _decisions, draft, ...task } = row;
  const standsFor = standsForIn(row, caller);
  return {
    ...task,
    ...(draft && { draft: { id: draft.id, by: draft.by, since: draft.since } }),
    ...(standsFor.length > 0 && { standsFor }),
    decisions: decisionsOf(row).map((decision) => shownDecision(decision, row, caller)),
  } as unknown as Listed;
}

/** Whether the list shows it: a draft is for those who may countersign it. */
export function isListedTo({ draft, procedure, events }: TaskRow, caller: Caller): boolean {
  if (draft === undefined) return true;
  if (caller.kind !== 'officer') return false;
  const { second } = draft.event;
  const officer = inOwnName(caller, { procedure, type: events[0] ?? '' });
  const isAnother = second !== undefined && second !== officer.id;
  return !isAnother && barOfSecond(secondOf(draft), officer) === undefined;
}

/** Those in whose place he sees it, where his own office has nothing to do with it. */
function standsForIn(task: TaskRow, caller: Caller): readonly string[] {
  const concerned = officesFor(caller, task).filter((office) => isAsked(task, office));
  if (concerned.some(({ standsFor }) => standsFor === undefined)) return [];
  return [...new Set(concerned.flatMap(({ standsFor }) => standsFor ?? []))];
}

function isAsked({ roles, events: asked }: TaskRow, { officer, events }: Office): boolean {
  return roles.includes(officer.role) && (!events || asked.some((type) => events.includes(type)));
}

/** Of a draft: the one decision that it is. */
function decisionsOf({ decisions = [], draft, events }: TaskRow): readonly Decision[] {
  if (draft === undefined) return decisions;
  const second = secondOf(draft);
  const { id, by, since } = draft;
  const drafts = [{ id, by, since, second }];
  return [{ type: events[0] ?? '', roles: [], barred: [], second, drafts }];
}

function secondOf({ second, secondRoles, by }: DraftRow): EntitledSecond {
  return second ?? { roles: secondRoles, barred: [by] };
}

function shownDecision(
  { second, drafts = [], barred, ...decision }: Decision,
  task: TaskRow,
  caller: Caller,
): Listed['decisions'][number] {
  const { procedure } = task;
  const { type } = decision;
  const officer = caller.kind === 'officer' ? inOwnName(caller, { procedure, type }) : undefined;
  const barsOn = (one: Officer) => ({
    first: barOfFirst({ ...decision, barred }, one),
    second: second ? barOfSecond(second, one) : ('ROLE_NOT_ALLOWED' as const),
  });
  const lent = officesFor(caller, task).filter(
    ({ standsFor, events }) => standsFor !== undefined && (events?.includes(type) ?? true),
  );
  return {
    ...decision,
    roles: [...decision.roles],
    barred: [...barredOfSecond({ roles: [], barred })],
    ...(second && { second: shownSecond(second) }),
    drafts: drafts.map((draft) => ({
      ...draft,
      second: shownSecond(draft.second),
      ...(officer && { you: { second: barOfSecond(draft.second, officer) } }),
    })),
    ...(officer && { you: barsOn(officer) }),
    ...(lent.length > 0 && {
      youFor: lent.map((one) => ({ absentee: one.standsFor ?? '', ...barsOn(one.officer) })),
    }),
  };
}

function shownSecond(second: EntitledSecond) {
  const { roles, twoBodies = false, sometimes = false } = second;
  return { roles: [...roles], twoBodies, sometimes, barred: [...barredOfSecond(second)] };
}

/**
 * Why somebody in these offices cannot act on a task, in words that end a sentence; `undefined` where he can
 * enter one of its events, or second one, in his own name or in that of whom he stands in for.
 */
export function whyNot(task: TaskRow, offices: readonly Office[]): string | undefined {
  const [own] = offices;
  const here = offices.filter((office) => reaches(office, task));
  if (here.length === 0)
    return `the task is of ${task.province}, and the office of ${own?.province}`;
  const bars = here.flatMap((office) => barsOf(task, office));
  if (bars.includes(undefined)) return undefined;
  const took = bars.some((bar) => bar !== 'ROLE_NOT_ALLOWED');
  const id = own?.officer.id;
  if (took) return `${id} took part in what is to be decided, or acts for somebody who did`;
  return `the task asks ${task.roles.join(', ')}, and ${id} is none of these`;
}

function barsOf({ decisions, roles }: TaskRow, { officer, events }: Office) {
  if (decisions === undefined) return [barOfFirst({ roles, barred: [] }, officer)];
  const within = decisions.filter(({ type }) => events?.includes(type) ?? true);
  return within.flatMap((decision) => [
    barOfFirst(decision, officer),
    ...[decision, ...(decision.drafts ?? [])].flatMap(({ second }) =>
      second === undefined ? [] : [barOfSecond(second, officer)],
    ),
  ]);
}
