/** What the edges read: the case, its file, tasks, letters. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import type { Registry, TaskRow, VersionRow } from './types.ts';

type Reads = Pick<
  Registry,
  'case' | 'duties' | 'file' | 'tasks' | 'versions' | 'letters' | 'health'
>;

export function readsOf(db: Kysely<Database>): Reads {
  return {
    case: readCase(db),
    duties: readDuties(db),
    file: readFile(db),
    tasks: readTasks(db),
    versions: readVersions(db),
    letters: readLetters(db),
    async health() {
      await sql`select 1`.execute(db);
    },
  };
}

const readCase =
  (db: Kysely<Database>): Registry['case'] =>
  async (caseNo) => {
    const row = await db
      .selectFrom('cases')
      .leftJoin('halts', 'halts.case_no', 'cases.case_no')
      .select(['cases.case_no', 'opening', 'open', 'state', 'seq', 'hash', 'view', 'opened_at'])
      .select('halt')
      .where('cases.case_no', '=', caseNo)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { case_no, opened_at, halt, ...rest } = row;
    return { ...rest, caseNo: case_no, openedAt: opened_at, ...(halt && { halted: halt }) };
  };

/** By their numbers: no case has one with a kind before it. */
const readDuties =
  (db: Kysely<Database>): Registry['duties'] =>
  async ({ kind, open }) => {
    let query = db
      .selectFrom('cases')
      .select(['case_no as caseNo', 'procedure', 'state', 'open', 'opened_at as openedAt'])
      .where('case_no', 'like', '%/%')
      .orderBy(sql`opened_at collate "C"`, 'desc')
      .orderBy(sql`case_no collate "C"`)
      .limit(1_000);
    if (kind !== undefined) query = query.where('procedure', '=', kind);
    if (open !== undefined) query = query.where('open', '=', open);
    return query.execute();
  };

const readFile =
  (db: Kysely<Database>): Registry['file'] =>
  async (caseNo, after = 0, limit = 1_000) => {
    const rows = await db
      .selectFrom('entries')
      .select(['entry', 'prev', 'hash'])
      .where('case_no', '=', caseNo)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(({ entry, prev, hash }) => ({ ...entry, prev, hash }));
  };

const readTasks =
  (db: Kysely<Database>): Registry['tasks'] =>
  async ({ role, caseNo, overdueAt }) => {
    let query = db
      .selectFrom('tasks')
      .select(['id', 'case_no', 'title', 'roles', 'events', 'since', 'due'])
      .select(SHOWN)
      .where('closed_at', 'is', null)
      // ISO instants in UTC sort as text; what has no due date comes last.
      .orderBy(sql`due collate "C"`, (order) => order.asc().nullsLast())
      .orderBy(sql`since collate "C"`)
      .orderBy(sql`case_no collate "C"`)
      .orderBy(sql`id collate "C"`);
    if (caseNo !== undefined) query = query.where('case_no', '=', caseNo);
    if (role !== undefined) query = query.where(sql<boolean>`roles @> array[${role}::text]`);
    if (overdueAt !== undefined) query = query.where(sql<boolean>`due collate "C" < ${overdueAt}`);
    const rows = await query.execute();
    return rows.map(({ case_no, due, shown, ...rest }) => ({
      ...rest,
      caseNo: case_no,
      ...(due === null ? {} : { due }),
      ...reasonsOf(shown),
    }));
  };

/** The task as the view of its case shows it; null where the view has no such task. */
const SHOWN = sql<Pick<TaskRow, 'length' | 'paused' | 'moved'> | null>`(
  select shown from cases, jsonb_array_elements(cases.view -> 'tasks') shown
  where cases.case_no = tasks.case_no and shown ->> 'id' = tasks.id limit 1)`.as('shown');

function reasonsOf(shown: Pick<TaskRow, 'length' | 'paused' | 'moved'> | null) {
  const { length, paused, moved } = shown ?? {};
  return { ...(length && { length }), ...(paused && { paused }), ...(moved && { moved }) };
}

const readVersions =
  (db: Kysely<Database>): Registry['versions'] =>
  async () => {
    const { rows } = await sql<VersionRow>`
      select procedure, "chartVersion", "policyVersion", count(*)::int as cases
      from (select procedure, coalesce(view ->> 'chartVersion', 'unknown') as "chartVersion",
          coalesce(view ->> 'policyVersion', 'unknown') as "policyVersion"
        from cases where open) versions
      group by procedure, "chartVersion", "policyVersion"
      order by procedure collate "C", "chartVersion" collate "C", "policyVersion" collate "C"
    `.execute(db);
    return rows;
  };

const readLetters =
  (db: Kysely<Database>): Registry['letters'] =>
  async ({ caseNo, undelivered }) => {
    let query = db
      .selectFrom('letters')
      .innerJoin('cases', 'cases.case_no', 'letters.case_no')
      .select([
        'letters.case_no as caseNo',
        'letters.key',
        'letters.kind',
        'letters.recipient as to',
        'letters.correlation_id as correlationId',
        'letters.content',
        'letters.created_at as createdAt',
        'letters.delivered_at',
      ])
      .orderBy('letters.n');
    if (caseNo !== undefined) query = query.where('letters.case_no', '=', caseNo);
    if (undelivered === true) {
      // Letters of a recorded case are history: nobody is to send them.
      query = query.where('letters.delivered_at', 'is', null).where('cases.recorded', '=', false);
    }
    const rows = await query.execute();
    return rows.map(({ delivered_at, ...rest }) => ({
      ...rest,
      ...(delivered_at === null ? {} : { deliveredAt: delivered_at }),
    }));
  };
