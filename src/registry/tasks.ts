/**
 * Tasks as lists show them. Any number of open ones may stand under a role: a page is read in the order of
 * the key of `open_tasks`, and only its rows are looked at further.
 */
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { EntitledSecond } from '../../machines/kernel/entitled.ts';
import type { Decision } from '../../machines/kernel/view.ts';
import type { JsonObject, Moved, Paused } from '../../machines/kernel/types.ts';
import { PROVINCE_WORDS } from '../../machines/shared/province.ts';
import { textArray } from './arrays.ts';
import { CLAIM_NOW, claimOf, isClaimed } from './claims.ts';
import type { Claim } from './claims.ts';
import type { Database } from './schema.ts';

/** A task as a list shows it. */
export interface TaskRow {
  readonly id: string;
  readonly caseNo: string;
  readonly procedure: string;
  /** As it is counted: one of the three, `other`, or `every` for a duty that names none. */
  readonly province: string;
  /** Of a draft that waits for a second officer: the type of its event. */
  readonly title: string;
  readonly roles: readonly string[];
  readonly events: readonly string[];
  /** Present where it is a draft that waits for a second officer, and no task; `id` is `draft/` and its own. */
  readonly draft?: DraftRow;
  readonly since: string;
  /** Absent where there is no date, or while no time runs. */
  readonly due?: string;
  /** What explains the date, from the view of the case. */
  readonly length?: string;
  readonly paused?: Paused;
  readonly moved?: readonly Moved[];
  /** Who may decide what; absent in views that were written before there was this. */
  readonly decisions?: readonly Decision[];
  /** In whose hands it is; absent: in nobody's. */
  readonly claim?: Claim;
  /** Present where it is not open any more. */
  readonly closedAt?: string;
  /** Such as `case-moved-on`. */
  readonly closeReason?: string;
}

/** A draft as the view of its case shows it. */
export interface DraftRow {
  readonly id: string;
  /** Officer who proposed. */
  readonly by: string;
  readonly event: JsonObject;
  readonly secondRoles: readonly string[];
  /** ISO instant. */
  readonly since: string;
  /** Who may countersign; absent in views that were written before there was this. */
  readonly second?: EntitledSecond;
}

/** Where a task stands in the list: those due first before the others, those without a date last. */
export interface TaskPlace {
  /** `~` where there is no date. */
  readonly due: string;
  readonly since: string;
  readonly caseNo: string;
  readonly id: string;
}

/** An office under which open tasks are looked for. What is absent leaves all. */
export interface TaskSeat {
  /** Any of these; `second/` and a role for drafts that wait for a second officer of it. */
  readonly roles?: readonly string[];
  /** Any of these, as `TaskRow.province`. */
  readonly provinces?: readonly string[];
  /** Any of these. */
  readonly procedures?: readonly string[];
}

/** Which open tasks. What is absent leaves all. */
export interface TaskFilter extends TaskSeat {
  /** More offices, each besides the first. */
  readonly also?: readonly TaskSeat[];
  readonly caseNo?: string;
  readonly procedure?: string;
  /** ISO instant: only those whose date comes before it. */
  readonly dueBefore?: string;
  /** Only those in the hands of this officer; `null`: in nobody's. */
  readonly holder?: string | null;
  /** ISO instant at which claims are looked at; absent: now. */
  readonly asOf?: string;
  /** Only those after this place. */
  readonly after?: TaskPlace;
  /** At most so many; absent: all. */
  readonly limit?: number;
}

/** The tasks of the registry. */
export interface TaskReads {
  /** Open tasks, those due first before the others. */
  tasks(filter: TaskFilter): Promise<readonly TaskRow[]>;
  /** Tasks of a case that are not open any more, the latest first; after a place, and at most so many. */
  closedTasks(
    caseNo: string,
    page: {
      readonly after?: { readonly closedAt: string; readonly id: string };
      readonly limit: number;
    },
  ): Promise<readonly TaskRow[]>;
  /** One task, open or not; `undefined` where there is none. */
  task(caseNo: string, id: string, asOf: string): Promise<TaskRow | undefined>;
}

/** What `province_of` can come to. */
const PROVINCES = [...PROVINCE_WORDS, 'every'];

/** Rows of `open_tasks` that stand for a task whatever its roles. */
const ANY_ROLE = ['*'];

/** Reads tasks of an open database. */
export function tasksOf(db: Kysely<Database>): TaskReads {
  return {
    async tasks(filter) {
      if (pairsOf(filter).length === 0) return [];
      const { rows } = await taskListQuery(filter).execute(db);
      // A draft of a case that no workflow runs for can be answered by nobody.
      return rows.filter(({ id, draft }) => id !== null || draft).map(taskOf);
    },
    async closedTasks(caseNo, { after, limit }) {
      const { rows } = await sql<Found>`
        select ${COLUMNS}, null as shown, null as claim from tasks t join cases using (case_no)
          where t.case_no = ${caseNo} and t.closed_at is not null
            ${
              after === undefined
                ? sql``
                : sql`and (t.closed_at collate "C", t.id collate "C")
                    < (${after.closedAt}::text, ${after.id}::text)`
            }
          order by t.closed_at collate "C" desc, t.id collate "C" desc limit ${limit}`.execute(db);
      return rows.map(taskOf);
    },
    async task(caseNo, id, asOf) {
      const { rows } = await sql<Found>`
        select ${COLUMNS}, ${SHOWN}, ${CLAIM_NOW(asOf)} from tasks t join cases using (case_no)
          where t.case_no = ${caseNo} and t.id = ${id}`.execute(db);
      return rows[0] === undefined ? undefined : taskOf(rows[0]);
    },
  };
}

/**
 * The list as one statement: a page of each role and province, in order, then the first of all these. The
 * key of `open_tasks` sorts as "C" does; other tables are found by their keys in the database's own order.
 */
export function taskListQuery(filter: TaskFilter): RawBuilder<Found> {
  const { limit } = filter;
  const asOf = filter.asOf ?? new Date().toISOString();
  const narrow = filter.caseNo !== undefined || typeof filter.holder === 'string';
  const most = limit === undefined ? sql`` : sql`limit ${limit}::integer`;
  return sql<Found>`
    with ${narrow ? sql`narrow as materialized (${sourceOf(filter, asOf)}),` : sql``} page as (
      select distinct due, since, case_no, id
        from (values ${sql.join(pairsOf(filter))}) p (role, province, procedures),
          lateral (
            select o.due, o.since, o.case_no, o.id from ${narrow ? sql`narrow` : sql`open_tasks`} o
              where o.role = p.role and o.province = p.province ${conditionsOf(filter, asOf)}
              order by o.due, o.since, o.case_no, o.id ${most}
          ) o
        order by due, since, case_no, id ${most}
    )
    select ${COLUMNS}, ${SHOWN}, ${CLAIM_NOW(asOf)}, page.case_no as "ofCase",
        nullif(page.due, '~') as "draftDue", ${DRAFT}
      from page
        left join tasks t on t.case_no = page.case_no collate "default"
          and t.id = page.id collate "default"
        join cases on cases.case_no = page.case_no collate "default"
      order by page.due, page.since, page.case_no, page.id`;
}

/** Each role with each province of its office, and the procedures of it (null: all). */
function pairsOf({ also = [], ...own }: TaskFilter): readonly RawBuilder<unknown>[] {
  return [own, ...also].flatMap(({ roles = ANY_ROLE, provinces = PROVINCES, procedures }) =>
    roles.flatMap((role) =>
      provinces.map(
        (province) =>
          sql`(${role}::text, ${province}::text,
            ${procedures === undefined ? sql`null` : textArray(procedures)}::text[])`,
      ),
    ),
  );
}

/** Where rows come from: what narrows the list to a few of them is looked at first, and once. */
function sourceOf(filter: TaskFilter, asOf: string): RawBuilder<unknown> {
  const { caseNo, holder } = filter;
  if (caseNo !== undefined) return sql`select * from open_tasks where case_no = ${caseNo}`;
  return sql`select open_tasks.* from task_claims c
      join open_tasks on open_tasks.case_no = c.case_no and open_tasks.id = c.task_id
    where ${isClaimed(asOf, sql`open_tasks`, holder ?? undefined)}`;
}

function conditionsOf(filter: TaskFilter, asOf: string): RawBuilder<unknown> {
  const { caseNo, procedure, dueBefore, holder, after } = filter;
  const claimed = (by?: string) =>
    sql`exists (select from task_claims c where ${isClaimed(asOf, sql`o`, by)})`;
  const isNarrow = [filter, ...(filter.also ?? [])].some((seat) => seat.procedures !== undefined);
  return sql.join(
    [
      sql``,
      ...(isNarrow
        ? [
            sql`(p.procedures is null or exists (select from cases
              where cases.case_no = o.case_no collate "default"
                and cases.procedure = any (p.procedures)))`,
          ]
        : []),
      ...(after === undefined
        ? []
        : [
            sql`(o.due, o.since, o.case_no, o.id) > (${after.due}::text, ${after.since}::text,
              ${after.caseNo}::text, ${after.id}::text)`,
          ]),
      ...(dueBefore === undefined ? [] : [sql`o.due < ${dueBefore}::text`]),
      ...(procedure === undefined
        ? []
        : [
            sql`exists (select from cases
              where cases.case_no = o.case_no collate "default" and cases.procedure = ${procedure})`,
          ]),
      ...(holder === null ? [sql`not ${claimed()}`] : []),
      ...(typeof holder === 'string' && caseNo !== undefined ? [claimed(holder)] : []),
    ],
    sql` and `,
  );
}

/** A row as the database tells it: what is absent is null. */
interface Found {
  /** null in a row that stands for a draft. */
  readonly id: string | null;
  readonly caseNo: string;
  readonly procedure: string;
  readonly province: string;
  readonly title: string;
  readonly roles: readonly string[];
  readonly events: readonly string[];
  readonly since: string;
  readonly due: string | null;
  readonly closedAt: string | null;
  readonly closeReason: string | null;
  readonly shown: Pick<TaskRow, 'length' | 'paused' | 'moved' | 'decisions'> | null;
  readonly claim: { readonly holder: string; readonly since: string } | null;
  /** Of lists of open tasks. */
  readonly ofCase?: string;
  readonly draftDue?: string | null;
  readonly draft?: DraftRow | null;
}

const COLUMNS = sql`t.id, t.case_no as "caseNo", cases.procedure, province_of(cases.case_no) as province,
  t.title, t.roles, t.events, t.since, t.due, t.closed_at as "closedAt",
  t.close_reason as "closeReason"`;

/** The task as the view of its case shows it; null where the view has no such task. */
const SHOWN = sql`(select shown from jsonb_array_elements(cases.view -> 'tasks') shown
  where shown ->> 'id' = t.id limit 1) as shown`;

/** The draft of a row that stands for one; null where nobody can answer it, since no workflow runs. */
const DRAFT = sql`case when t.id is null then (
  select draft from jsonb_array_elements(cases.view -> 'drafts') draft
    where 'draft/' || (draft ->> 'id') = page.id
      and not exists (select from interruptions i where i.case_no = cases.case_no)
    limit 1) end as draft`;

function taskOf({ ofCase, draftDue, draft, ...task }: Found): TaskRow {
  const { procedure, province } = task;
  if (!draft) return openOrClosed(task);
  const { id, event, secondRoles, since } = draft;
  const type = typeof event['type'] === 'string' ? event['type'] : '';
  return {
    ...{ id: `draft/${id}`, caseNo: ofCase ?? '', procedure, province, draft, since },
    ...{ title: type, roles: secondRoles, events: [type] },
    ...(typeof draftDue === 'string' && { due: draftDue }),
  };
}

function openOrClosed({
  id,
  due,
  shown,
  claim,
  closedAt,
  closeReason,
  ...rest
}: Omit<Found, 'ofCase' | 'draftDue' | 'draft'>): TaskRow {
  const { length, paused, moved, decisions } = shown ?? {};
  return {
    ...rest,
    id: id ?? '',
    ...(due === null ? {} : { due }),
    ...(length && { length }),
    ...(paused && { paused }),
    ...(moved && { moved }),
    ...(decisions && { decisions }),
    ...(claim && { claim: claimOf(claim) }),
    ...(closedAt !== null && { closedAt }),
    ...(closeReason !== null && { closeReason }),
  };
}
