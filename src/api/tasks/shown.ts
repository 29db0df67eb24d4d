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
import type { TaskRow } from '../../registry/tasks.ts';
import type { Caller } from '../powers.ts';
import type { ListedTaskSchema } from './schemas.ts';

type Listed = z.infer<typeof ListedTaskSchema>;

/** The task as this caller sees it. */
export function shownTask({ decisions = [], ...task }: TaskRow, caller: Caller): Listed {
  const officer = caller.kind === 'officer' ? caller.officer : undefined;
  return {
    ...task,
    decisions: decisions.map((decision) => shownDecision(decision, officer)),
  } as unknown as Listed;
}

function shownDecision(
  { second, drafts = [], barred, ...decision }: Decision,
  officer: Officer | undefined,
): Listed['decisions'][number] {
  const first = officer && barOfFirst({ ...decision, barred }, officer);
  const other = officer && second && barOfSecond(second, officer);
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
    ...(officer && { you: { first, second: second ? other : 'ROLE_NOT_ALLOWED' } }),
  };
}

function shownSecond(second: EntitledSecond) {
  const { roles, twoBodies = false, sometimes = false } = second;
  return { roles: [...roles], twoBodies, sometimes, barred: [...barredOfSecond(second)] };
}

/**
 * Why an officer cannot act on a task, in words that end a sentence; `undefined` where he can enter one of
 * its events, or second one.
 */
export function whyNot(
  task: TaskRow,
  officer: Officer,
  province: string | undefined,
): string | undefined {
  const elsewhere = province !== undefined && ![province, 'every'].includes(task.province);
  if (elsewhere) return `the task is of ${task.province}, and the office of ${province}`;
  const bars = barsOf(task, officer);
  if (bars.includes(undefined)) return undefined;
  const took = bars.some((bar) => bar !== 'ROLE_NOT_ALLOWED');
  if (took) return `${officer.id} took part in what is to be decided, or acts for somebody who did`;
  return `the task asks ${task.roles.join(', ')}, and ${officer.id} is none of these`;
}

function barsOf({ decisions, roles }: TaskRow, officer: Officer) {
  if (decisions === undefined) return [barOfFirst({ roles, barred: [] }, officer)];
  return decisions.flatMap((decision) => [
    barOfFirst(decision, officer),
    ...[decision, ...(decision.drafts ?? [])].flatMap(({ second }) =>
      second === undefined ? [] : [barOfSecond(second, officer)],
    ),
  ]);
}
