import type { Due } from '../../../machines/kernel/due.ts';
import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import type { Service } from '../service.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly role?: string;
  readonly case?: string;
  readonly overdue?: true;
  readonly explain?: true;
}

/** `tasks`: who is asked for what. */
export const addTasks: AddCommand = (program, io, end) => {
  declare(
    program,
    'tasks',
    ['List open tasks, oldest first.'],
    ['tasks', 'tasks --role EMB-HD', 'tasks --case LIVE-1 --json', 'tasks --overdue --explain'],
  )
    .option('--role <role>', 'only tasks of this role, such as EMB-HD')
    .option('--case <no>', 'only tasks of this case')
    .option('--overdue', 'only tasks whose date has passed')
    .option('--explain', 'say below each task why its date is what it is')
    .action(async (options: Options) => {
      const { findService } = await import('../service.ts');
      const { role, case: caseNo, overdue } = options;
      const query = new URLSearchParams({
        ...(role === undefined ? {} : { role }),
        ...(caseNo === undefined ? {} : { case: caseNo }),
        ...(overdue === undefined ? {} : { overdue: 'true' }),
      });
      const tasks = await allPages(await findService(io), query);
      const reasons = options.explain === true ? await reasonsOf(tasks) : [];
      if (options.json === true) io.out(JSON.stringify(withReasons({ tasks }, tasks, reasons)));
      else {
        for (const [nth, task] of tasks.entries()) {
          io.out(lineOf(task));
          for (const reason of reasons[nth] ?? []) io.out(`  ${reason}`);
        }
      }
      end(EXIT.done);
    });
};

/** Every task, page after page. */
async function allPages(service: Service, query: URLSearchParams): Promise<readonly JsonObject[]> {
  const tasks: JsonObject[] = [];
  for (;;) {
    const { body } = await service.get(`/v1/tasks?${query.toString()}`);
    tasks.push(...(body['tasks'] as readonly JsonObject[]));
    if (typeof body['next'] !== 'string') return tasks;
    query.set('cursor', body['next']);
  }
}

/** Why the date of each task is what it is. */
async function reasonsOf(tasks: readonly JsonObject[]): Promise<readonly (readonly string[])[]> {
  const [{ CALENDARS }, { explainDue }] = await Promise.all([
    import('../../../machines/calendar/calendars.ts'),
    import('../../../machines/kernel/due.ts'),
  ]);
  return tasks.map((task) => explainDue(task as unknown as Due, CALENDARS));
}

function withReasons(
  body: JsonObject,
  tasks: readonly JsonObject[],
  reasons: readonly (readonly string[])[],
): JsonObject {
  if (reasons.length === 0) return body;
  return { ...body, tasks: tasks.map((task, nth) => ({ ...task, explained: reasons[nth] ?? [] })) };
}

function lineOf(task: JsonObject): string {
  const roles = (task['roles'] as readonly string[]).join(', ');
  const due = task['due'] === undefined ? '' : `, until ${textOf(task['due'])}`;
  return `${textOf(task['caseNo'])} · ${roles} · ${textOf(task['title'])} (since ${textOf(task['since'])}${due})`;
}
