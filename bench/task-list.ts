/**
 * The task list of an officer with very many open tasks, on PostgreSQL alone.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import pg from 'pg';
import { start } from '../machines/kernel/step.ts';
import { viewOf } from '../machines/kernel/view.ts';
import { procedureOf } from '../machines/registry.ts';
import { openLink, registryOver } from '../src/registry/open.ts';
import type { Link } from '../src/registry/link.ts';
import { taskListQuery } from '../src/registry/tasks.ts';
import type { TaskFilter } from '../src/registry/tasks.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { median, quantile } from './figures.ts';
import { TASK_LIST } from './report/targets.ts';

/** Open tasks of one case here. */
const TASKS_A_CASE = 5;
const ROLE = 'EMB-CO';
const NOW = '1958-06-01T00:00:00.000Z';

/** Whether the median of a list stays under its target. */
export interface TaskListFigures {
  /** Open tasks under the one role. */
  readonly open: number;
  readonly lists: readonly { readonly list: string; readonly under: boolean }[];
}

const LISTS: Readonly<Record<string, TaskFilter>> = {
  'first page': { roles: [ROLE] },
  'page in the middle': {
    roles: [ROLE],
    after: { due: '1958-06-15', since: '', caseNo: '', id: '' },
  },
  'one province': { roles: [ROLE], provinces: ['Jilin', 'every'] },
  'in nobody’s hands': { roles: [ROLE], holder: null },
  'in one officer’s hands': { roles: [ROLE], holder: 'EMB-CO-1' },
  overdue: { roles: [ROLE], dueBefore: NOW },
  'mine, with drafts and as a substitute': {
    roles: [ROLE, `second/${ROLE}`],
    also: [{ roles: ['EMB-HD'], provinces: ['Jilin', 'every'], procedures: ['outbound'] }],
  },
  'whatever the role': {},
};

/** Puts so many open tasks under one role and reads pages of 50 of them. */
export async function measureTaskList(
  tasks: number,
  times: number,
  say: (text: string) => void,
): Promise<TaskListFigures> {
  const server = await startPostgres();
  try {
    const databaseUrl = await server.freshDatabase();
    const link = await openLink({ databaseUrl });
    const registry = registryOver(link);
    say(`${tasks} open tasks are put in`);
    await fill(link, databaseUrl, Math.ceil(tasks / TASKS_A_CASE));
    const lists: TaskListFigures['lists'][number][] = [];
    const spoken: string[] = [];
    for (const [list, filter] of Object.entries(LISTS)) {
      const page = { ...filter, limit: 51, asOf: NOW };
      say(`${list}:\n${await planOf(link, page)}`);
      const taken: number[] = [];
      for (let n = 0; n < times; n += 1) {
        const begun = performance.now();
        await registry.tasks(page);
        taken.push(performance.now() - begun);
      }
      // Milliseconds belong to this machine: they are said, and not kept.
      const [p50, p99] = [median(taken), quantile(taken, 0.99)];
      spoken.push(`${list}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
      lists.push({ list, under: p50 < TASK_LIST.ms });
    }
    say(spoken.join('\n'));
    await registry.close();
    return { open: tasks, lists };
  } finally {
    await server.stop();
  }
}

/** Cases with the view of one that waits for its first decision, each task with a date of its own. */
async function fill({ db }: Link, databaseUrl: string, cases: number): Promise<void> {
  // A connection of its own: those of the registry give no statement so much time.
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const run = async (statement: RawBuilder<unknown>): Promise<void> => {
    const { sql: text, parameters } = statement.compile(db);
    await client.query(text, [...parameters]);
  };
  const view = JSON.stringify(waitingView());
  await run(sql`insert into cases (case_no, procedure, opening, recorded, first_execution_run_id,
      opened_at, seq, hash, rejected, state, open, view)
    select 'L-' || n, 'outbound', jsonb_build_object('facts', jsonb_build_object('province',
        (array['Liaoning', 'Jilin', 'Heilongjiang', 'other'])[n % 4 + 1])),
      false, 'run', ${NOW}, 1, 'h', 0, 'detected', true, ${view}::text::jsonb
    from generate_series(1, ${cases}::integer) n`);
  await run(sql`insert into tasks (case_no, id, key, title, roles, events, since, due)
    select 'L-' || n, 't-' || m, 'k', 'Verify the identity', array[${ROLE}::text],
      array['identity.verified'], ${NOW},
      '1958-' || to_char(5 + (n * 7 + m) % 3, 'FM00') || '-' || to_char(1 + (n * 11) % 28, 'FM00')
    from generate_series(1, ${cases}::integer) n, generate_series(1, ${TASKS_A_CASE}::integer) m
  `);
  // One in ten is in somebody's hands.
  await run(sql`insert into task_claims (case_no, task_id, n, act, by_officer, holder, at)
    select case_no, id, 1, 'claim', holder, holder, '1958-05-31T00:00:00.000Z'
    from tasks, concat('EMB-CO-', 1 + abs(hashtext(id || case_no)) % 100) holder
    where hashtext(case_no || id) % 10 = 0`);
  await run(sql`analyze`);
  await client.end();
}

function waitingView(): object {
  const outbound = procedureOf('outbound');
  if (outbound === undefined) throw new Error('there is no outbound procedure');
  const opening = { caseNo: 'L-1', procedure: 'outbound', subjectRef: 's/1', facts: {} };
  const { state } = start(outbound, opening, NOW);
  const view = viewOf(outbound, state);
  const [task] = view.tasks;
  const tasks = Array.from({ length: TASKS_A_CASE }, (_, n) => ({ ...task, id: `t-${n + 1}` }));
  return { ...view, tasks };
}

async function planOf({ db }: Link, filter: TaskFilter): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain (analyze, costs off, timing off) ${taskListQuery(filter)}`.execute(db);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
