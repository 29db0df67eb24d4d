/**
 * The list of tasks.
 */
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import { ROLES } from '../../../machines/shared/officers.ts';
import type { TaskFilter } from '../../registry/tasks.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { cursorAt, limitOf, pageOf, placeIn } from '../paging.ts';
import type { Caller } from '../powers.ts';
import { Problem } from '../problems.ts';
import { refuseUnseenCase, tasksFor } from '../visibility.ts';
import { TASK_ROUTES as routes } from './routes.ts';
import type { TasksQuery } from './schemas.ts';
import { shownTask } from './shown.ts';

type Query = z.infer<typeof TasksQuery>;

/** Sorts after every date. */
const NO_DATE = '~';

/** Adds the call to the application. */
export function addTaskList(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(routes.listTasks, async (c) => {
    const query = c.req.valid('query');
    const caller = c.get('caller');
    const { page, next } =
      query.closed === 'true'
        ? await closed(deps, query, caller)
        : await open(deps, query, filterOf(query, caller, new Date().toISOString()));
    const tasks = page.map((row) => shownTask(row, caller));
    return c.json({ tasks, ...(next !== undefined && { next }) }, 200);
  });
}

async function open({ registry }: ApiDeps, query: Query, filter: TaskFilter) {
  const limit = limitOf(query.limit);
  const [due, since = '', caseNo = '', id = ''] = placeIn(query.cursor, 4) ?? [];
  const after = due === undefined ? {} : { after: { due, since, caseNo, id } };
  const rows = await registry.tasks({ ...filter, ...after, limit: limit + 1 });
  return pageOf(rows, limit, (last) =>
    cursorAt(last.due ?? NO_DATE, last.since, last.caseNo, last.id),
  );
}

async function closed({ registry }: ApiDeps, query: Query, caller: Caller) {
  if (query.case === undefined) throw new Problem('MALFORMED', 'case: closed tasks are of a case.');
  await refuseUnseenCase({ registry }, caller, query.case);
  const limit = limitOf(query.limit);
  const [closedAt, id = ''] = placeIn(query.cursor, 2) ?? [];
  const rows = await registry.closedTasks(query.case, {
    ...(closedAt !== undefined && { after: { closedAt, id } }),
    limit: limit + 1,
  });
  return pageOf(rows, limit, (last) => cursorAt(last.closedAt ?? '', last.id));
}

function filterOf(query: Query, caller: Caller, asOf: string): TaskFilter {
  const { case: caseNo, procedure } = query;
  const may = tasksFor(caller);
  const roles = inBoth(rolesAskedFor(query, caller), may.roles);
  const provinces = inBoth(provincesAskedFor(query, caller), may.provinces);
  const dueBefore = [query.dueBefore, query.overdue === 'true' ? asOf : undefined]
    .filter((instant) => instant !== undefined)
    .toSorted()[0];
  return {
    asOf,
    ...(roles && { roles }),
    ...(provinces && { provinces }),
    ...(caseNo !== undefined && { caseNo }),
    ...(procedure !== undefined && { procedure }),
    ...(dueBefore !== undefined && { dueBefore }),
    ...holderOf(query, caller),
  };
}

/** Absent on one side: whatever the other has. */
function inBoth(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  return one?.filter((name) => other?.includes(name) ?? true) ?? other;
}

/** Absent: whatever the role. */
function rolesAskedFor({ role, body, mine }: Query, caller: Caller): readonly string[] | undefined {
  const named = inBoth(
    role === undefined ? undefined : [role],
    body === undefined ? undefined : rolesOfBody(body),
  );
  return mine === 'true' ? inBoth(named, [officerOf(caller, 'mine').officer.role]) : named;
}

function rolesOfBody(body: string): readonly string[] {
  return Object.entries(ROLES)
    .filter(([, of]) => of === body)
    .map(([role]) => role);
}

/** Absent: all. Duties that name none concern the offices of every province. */
function provincesAskedFor({ province, mine }: Query, caller: Caller): string[] | undefined {
  const own = mine === 'true' ? officerOf(caller, 'mine').province : undefined;
  if (province === undefined) return own === undefined ? undefined : [own, 'every'];
  return own === undefined || own === province ? [province] : [];
}

function holderOf({ claimed }: Query, caller: Caller): Pick<TaskFilter, 'holder'> {
  if (claimed === undefined) return {};
  if (claimed === 'nobody') return { holder: null };
  return { holder: claimed === 'me' ? officerOf(caller, 'claimed').officer.id : claimed };
}

function officerOf(caller: Caller, field: string): Extract<Caller, { kind: 'officer' }> {
  if (caller.kind === 'officer') return caller;
  throw new Problem('MALFORMED', `${field}: only an officer who signed in has tasks of his own.`);
}
