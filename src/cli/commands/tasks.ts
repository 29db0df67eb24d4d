import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly role?: string;
  readonly case?: string;
}

/** `tasks`: who is asked for what. */
export const addTasks: AddCommand = (program, io, end) => {
  declare(
    program,
    'tasks',
    ['List open tasks, oldest first.'],
    ['tasks', 'tasks --role EMB-HD', 'tasks --case LIVE-1 --json'],
  )
    .option('--role <role>', 'only tasks of this role, such as EMB-HD')
    .option('--case <no>', 'only tasks of this case')
    .action(async (options: Options) => {
      const { findService } = await import('../service.ts');
      const { role, case: caseNo } = options;
      const query = new URLSearchParams({
        ...(role === undefined ? {} : { role }),
        ...(caseNo === undefined ? {} : { case: caseNo }),
      });
      const { body } = await (await findService(io)).get(`/v1/tasks?${query.toString()}`);
      if (options.json === true) io.out(JSON.stringify(body));
      else for (const task of body['tasks'] as readonly JsonObject[]) io.out(lineOf(task));
      end(EXIT.done);
    });
};

function lineOf(task: JsonObject): string {
  const roles = (task['roles'] as readonly string[]).join(', ');
  const due = task['due'] === undefined ? '' : `, until ${textOf(task['due'])}`;
  return `${textOf(task['caseNo'])} · ${roles} · ${textOf(task['title'])} (since ${textOf(task['since'])}${due})`;
}
