import type { Due } from '../../../machines/kernel/due.ts';
import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { everyRow } from '../pages.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly mine?: true;
  readonly role?: string;
  readonly body?: string;
  readonly province?: string;
  readonly case?: string;
  readonly dueBefore?: string;
  readonly overdue?: true;
  readonly explain?: true;
}

/** `tasks`: who is asked for what. */
export const addTasks: AddCommand = (program, io, end) => {
  declare(
    program,
    'tasks',
    [
      'List open tasks, those due first before the others.',
      'At the end of a line stands the task’s id.',
    ],
    [
      'tasks',
      'tasks --mine',
      'tasks --role EMB-HD --province Jilin',
      'tasks --body PSO --due-before 2030-01-01T00:00:00Z',
      'tasks --case LIVE-1 --json',
      'tasks --overdue --explain',
    ],
  )
    .option('--mine', 'only what the officer may act on who is signed in by CROSSING_TOKEN')
    .option('--role <role>', 'only tasks of this role, such as EMB-HD')
    .option('--body <body>', 'only tasks of the roles of this body, such as EMB')
    .option('--province <province>', 'only tasks of cases of this province')
    .option('--case <no>', 'only tasks of this case')
    .option('--due-before <instant>', 'only tasks whose date comes before this ISO instant, UTC')
    .option('--overdue', 'only tasks whose date has passed')
    .option('--explain', 'say below each task why its date is what it is')
    .action(async (options: Options) => {
      const { findService } = await import('../service.ts');
      const { json: _json, explain: _explain, ...narrowed } = options;
      const query = Object.fromEntries(
        Object.entries(narrowed).map(([name, value]) => [name, String(value)]),
      );
      const tasks = await everyRow(await findService(io), '/v1/tasks', 'tasks', query);
      const reasons = options.explain === true ? await reasonsOf(tasks) : [];
      if (options.json === true) io.out(JSON.stringify(withReasons({ tasks }, tasks, reasons)));
      else {
        if (tasks.length === 0) io.err('There are none.');
        for (const [nth, task] of tasks.entries()) {
          io.out(lineOf(task));
          for (const reason of reasons[nth] ?? []) io.out(`  ${reason}`);
        }
      }
      end(EXIT.done);
    });
};

/** Why the date of each task is what it is. */
async function reasonsOf(tasks: readonly JsonObject[]): Promise<readonly (readonly string[])[]> {
  const [{ CALENDARS }, { explainDue }] = await Promise.all([
    import('../../../machines/calendar/calendars.ts'),
    import('../../../machines/kernel/due.ts'),
  ]);
  // A draft has the date of the task that it would answer, which says itself why.
  return tasks.map((task) =>
    task['draft'] === undefined ? explainDue(task as unknown as Due, CALENDARS) : [],
  );
}

function withReasons(
  body: JsonObject,
  tasks: readonly JsonObject[],
  reasons: readonly (readonly string[])[],
): JsonObject {
  if (reasons.length === 0) return body;
  return { ...body, tasks: tasks.map((task, nth) => ({ ...task, explained: reasons[nth] ?? [] })) };
}

/** A task in one line, its id last: what `claim` asks for. */
export function lineOf(task: JsonObject): string {
  const roles = (task['roles'] as readonly string[]).join(', ');
  const due = task['due'] === undefined ? '' : `, until ${textOf(task['due'])}`;
  const claim = task['claim'] as JsonObject | undefined;
  const held = claim === undefined ? '' : `, in hand of ${textOf(claim['holder'])}`;
  const when = `since ${textOf(task['since'])}${due}${held}${lent(task)}`;
  const draft = task['draft'] as JsonObject | undefined;
  const title = textOf(task['title']);
  const what = draft === undefined ? title : `countersign ${title} of ${textOf(draft['by'])}`;
  return `${textOf(task['caseNo'])} · ${roles} · ${what} (${when}) · ${textOf(task['id'])}`;
}

/** For whom the officer who asks would act on it. */
function lent({ standsFor }: JsonObject): string {
  return Array.isArray(standsFor) ? `, for ${standsFor.map(textOf).join(', ')}` : '';
}
