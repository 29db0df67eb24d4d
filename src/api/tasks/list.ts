/**
 * The list of tasks.
 */
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import { ROLES } from '../../../machines/shared/officers.ts';
import type { TaskFilter, TaskSeat } from '../../registry/tasks.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { officesOf, placesOf } from '../offices.ts';
import type { Office } from '../offices.ts';
import { cursorAt, limitOf, pageOf, placeIn } from '../paging.ts';
import type { Caller } from '../powers.ts';
import { Problem } from '../problems.ts';
import { refuseUnseenCase, tasksFor } from '../visibility.ts';
import { TASK_ROUTES as routes } from './routes.ts';
import type { TasksQuery } from './schemas.ts';
import { isListedTo, shownTask } from './shown.ts';

type Query = z.infer<typeof TasksQuery>;

/** Sorts after every date. */
const NO_DATE = '~';

/** Before a role: drafts that wait for a second officer of it. */
const SECOND = 'second/';

/** Adds the call to the application. */
export function addTaskList(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(routes.listTasks, async (c) => {
    const query = c.req.valid('query');
    const caller = c.get('caller');
    const { page, next } =
      query.closed === 'true'
        ? await closed(deps, query, caller)
        : await open(deps, query, filterOf(query, caller, new Date().toISOString()));
    const tasks = page
      .filter((row) => isListedTo(row, caller))
      .map((row) => shownTask(row, caller));
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
  const [seat = NO_SEAT, ...also] = seatsOf(query, caller);
  const dueBefore = [query.dueBefore, query.overdue === 'true' ? asOf : undefined]
    .filter((instant) => instant !== undefined)
    .toSorted()[0];
  return {
    asOf,
    ...seat,
    ...(also.length > 0 && { also }),
    ...(caseNo !== undefined && { caseNo }),
    ...(procedure !== undefined && { procedure }),
    ...(dueBefore !== undefined && { dueBefore }),
    ...holderOf(query, caller),
  };
}

/** Nothing is listed under it. */
const NO_SEAT: TaskSeat = { roles: [] };

/** The offices under which the caller looks, each as far as the query asks for it. */
function seatsOf(query: Query, caller: Caller): readonly TaskSeat[] {
  const { mine } = query;
  if (mine === 'true' && caller.kind !== 'officer') officerOf(caller, 'mine');
  const offices = officesOf(caller);
  if (mine === 'true') return offices.flatMap((office) => seatOf(query, mineIn(office)));
  const isBound = placesOf(caller) !== undefined;
  const seats = offices.slice(0, isBound ? offices.length : 1).map(tasksFor);
  return (seats.length === 0 ? [{}] : seats).flatMap((may) => seatOf(query, may));
}

/** Whoever stands in for another countersigns in his own name: drafts wait for his own role. */
function mineIn(office: Office): TaskSeat {
  const { role } = office.officer;
  const roles = office.standsFor === undefined ? [role, `${SECOND}${role}`] : [role];
  return { ...tasksFor(office), roles };
}

/** What is asked for of what he may; nothing where that is nothing. */
function seatOf({ role, body, province }: Query, may: TaskSeat): readonly TaskSeat[] {
  const named = inBoth(
    role === undefined ? undefined : [role, `${SECOND}${role}`],
    body === undefined ? undefined : rolesOfBody(body).flatMap((one) => [one, `${SECOND}${one}`]),
  );
  // Drafts are listed to those who may countersign them, and to nobody else.
  const roles = may.roles === undefined ? named?.filter(isNoSecond) : inBoth(named, may.roles);
  const provinces = inBoth(province === undefined ? undefined : [province], may.provinces);
  if (roles?.length === 0 || provinces?.length === 0) return [];
  return [{ ...may, ...(roles && { roles }), ...(provinces && { provinces }) }];
}

function isNoSecond(role: string): boolean {
  return !role.startsWith(SECOND);
}

/** Absent on one side: whatever the other has. */
function inBoth(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  return one?.filter((name) => other?.includes(name) ?? true) ?? other;
}

function rolesOfBody(body: string): readonly string[] {
  return Object.entries(ROLES)
    .filter(([, of]) => of === body)
    .map(([role]) => role);
}

function holderOf({ claimed }: Query, caller: Caller): Pick<TaskFilter, 'holder'> {
  if (claimed === undefined) return {};
  if (claimed === 'nobody') return { holder: null };
  return { holder: claimed === 'me' ? officerOf(caller, 'claimed').officer.id : claimed };
}

function officerOf(caller: Caller, field: string): Extract<Caller, { kind: 'officer' }> {
  if (caller.kind === 'officer') return caller;
  throw new Problem(
    'NOT_PERMITTED',
    `${field}: only an officer who signed in has tasks of his own.`,
  );
}
