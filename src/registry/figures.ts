/** The figures of a month, reckoned from what stands, and the reports that were made of them. */
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Table, TimeInState } from '../../activities/contract.ts';
import type { ReportStore } from '../../activities/ports.ts';
import { crossingTable, exitTimes, refusalTable, willingTable } from './figure-cases.ts';
import { eventTables } from './figure-tables.ts';
import type { Happened } from './figure-tables.ts';
import { jsonb } from './json.ts';
import type { Database } from './schema.ts';
import type { Registry } from './types.ts';

type Row = Table['rows'][number];

/** Procedures of cases; all others are duties. */
const CASES = sql`procedure in ('outbound', 'inbound', 'exit')`;

/** The clause that a repatriation was ordered on; empty where the outcome itself says its rule. */
const CLAUSE = sql`coalesce(case when outcome = 'repatriated' then (
  select h.event ->> 'clause' from happenings h where h.case_no = reported_cases.case_no
    and h.type = 'repatriation.decided' order by h.seq desc limit 1) end, '')`;

/** The store over an open database. */
export function reportsOf(db: Kysely<Database>): ReportStore & Pick<Registry, 'report'> {
  return {
    async figures(month) {
      const tables = [
        ...(await caseTables(db, month)),
        await peopleTable(db, month),
        await doubledTable(db, month),
        await crossingTable(db, month),
        await willingTable(db, month),
        await refusalTable(db, month),
        ...eventTables(await happened(db, month)),
        await silentTable(db, month),
        await overdueTable(db, month),
      ];
      const times = [...(await timesInState(db, month)), ...(await exitTimes(db, month))];
      return { tables, times };
    },
    async putReport(report) {
      const { month, madeAt: made_at } = report;
      const row = { month, made_at, report: jsonb(report) };
      await db
        .insertInto('reports')
        .values(row)
        .onConflict((conflict) => conflict.column('month').doUpdateSet(row))
        .execute();
    },
    async report(month) {
      let query = db.selectFrom('reports').select('report').orderBy('month', 'desc').limit(1);
      if (month !== undefined) query = query.where('month', '=', month);
      return (await query.executeTakeFirst())?.report;
    },
  };
}

/** Instant at which the month is over, as text that sorts with instants. */
function endOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString();
}

async function rowsOf(db: Kysely<Database>, query: RawBuilder<Row>): Promise<readonly Row[]> {
  return (await query.execute(db)).rows;
}

async function caseTables(db: Kysely<Database>, month: string): Promise<readonly Table[]> {
  const where = sql`array[procedure, province, period]`;
  const count = (key: RawBuilder<unknown>, condition: RawBuilder<unknown>) =>
    rowsOf(
      db,
      sql<Row>`select ${key} as key, count(*)::int as n from reported_cases
        where ${condition} group by 1 order by 1`,
    );
  const opened = sql`left(opened_on, 7) = ${month}`;
  const closed = sql`left(closed_on, 7) = ${month}`;
  const open = openAtEndOf(month);
  const by = ['procedure', 'province', 'period'];
  const table = (name: string, says: string, rows: readonly Row[], keys = by): Table => {
    return { name, says, by: keys, rows, total: true };
  };
  const outcomes = await count(
    sql`array[procedure, outcome, ${CLAUSE}]`,
    sql`${CASES} and ${closed}`,
  );
  const duties = await count(sql`array[procedure]`, sql`not ${CASES} and ${open}`);
  return [
    table('opened', 'Cases opened in the month.', await count(where, sql`${CASES} and ${opened}`)),
    table('closed', 'Cases closed in the month.', await count(where, sql`${CASES} and ${closed}`)),
    table('open', 'Cases open at its end.', await count(where, sql`${CASES} and ${open}`)),
    table('outcomes', 'Outcomes of the month, by the rule that each rests on.', outcomes, [
      'procedure',
      'outcome',
      'rule',
    ]),
    table('duties', 'Duties open at its end.', duties, ['kind']),
  ];
}

/** Live cases alone: a sample is played as often as anybody likes. */
async function doubledTable(db: Kysely<Database>, month: string): Promise<Table> {
  const rows = await rowsOf(
    db,
    sql<Row>`select array[procedure] as key, count(*)::int as n from (
        select procedure, subject from reported_cases
          where ${CASES} and not recorded and ${openAtEndOf(month)}
          group by procedure, subject having count(*) > 1) doubled
      group by procedure order by procedure`,
  );
  const says = 'Persons with more than one open case of a procedure at its end.';
  return { name: 'same-person', says, by: ['procedure'], rows, total: true };
}

function openAtEndOf(month: string): RawBuilder<unknown> {
  return sql`left(opened_on, 7) <= ${month}
    and (closed_on is null or left(closed_on, 7) > ${month})`;
}

/** A household is all cases that are linked, over whatever others. */
async function peopleTable(db: Kysely<Database>, month: string): Promise<Table> {
  const { rows } = await sql<{ persons: number; households: number }>`
    with recursive opened as (
      select case_no, subject from reported_cases
        where ${CASES} and left(opened_on, 7) = ${month}
    ), reached (root, case_no) as (
      select case_no, case_no from opened
      union select r.root, l.other_no from reached r join links l on l.case_no = r.case_no
    )
    select (select count(distinct subject)::int from opened) as persons,
      (select count(distinct first)::int from
        (select min(case_no) as first from reached group by root) households) as households
    `.execute(db);
  const { persons = 0, households = 0 } = rows[0] ?? {};
  return {
    name: 'people',
    says: 'Persons and households whose cases were opened in the month.',
    by: ['counted'],
    rows: [
      { key: ['persons'], n: persons },
      { key: ['households'], n: households },
    ],
    total: false,
  };
}

async function happened(db: Kysely<Database>, month: string): Promise<readonly Happened[]> {
  const { rows } = await sql<Happened>`
    select procedure, type, event ->> 'kind' as kind, event ->> 'result' as result,
        count(*)::int as n
      from happenings where ${CASES} and left(at, 7) = ${month} group by 1, 2, 3, 4`.execute(db);
  return rows;
}

/** Requests that nobody has answered at the end of the month, in cases that are open then. */
async function silentTable(db: Kysely<Database>, month: string): Promise<Table> {
  const { rows } = await sql<{ over60: number; over180: number }>`
    select count(*) filter (where days > 60)::int as over60,
        count(*) filter (where days > 180)::int as over180
      from (
        select extract(epoch from ${endOf(month)}::timestamptz - asked.at::timestamptz) / 86400
            as days
          from happenings asked join reported_cases c on c.case_no = asked.case_no
          where asked.type = 'consent.requested' and left(asked.at, 7) <= ${month}
            and (c.closed_on is null or left(c.closed_on, 7) > ${month})
            and not exists (
              select from happenings later where later.case_no = asked.case_no
                and later.seq > asked.seq and left(later.at, 7) <= ${month}
                and (later.type = 'consent.requested'
                  or later.type in ('counterpart.consented', 'counterpart.approved',
                    'counterpart.refused')
                  and later.event ->> 'correlationId' = asked.event ->> 'correlationId'))
      ) silent`.execute(db);
  const { over60 = 0, over180 = 0 } = rows[0] ?? {};
  return {
    name: 'silence',
    says: 'Requests for consent or approval without an answer at the end of the month.',
    by: ['days'],
    rows: [
      { key: ['more than 60'], n: over60 },
      { key: ['more than 180'], n: over180 },
    ],
    total: false,
  };
}

/** Nothing is due in a recorded case. */
async function overdueTable(db: Kysely<Database>, month: string): Promise<Table> {
  const end = endOf(month);
  const rows = await rowsOf(
    db,
    sql<Row>`select array[role] as key, count(*)::int as n
      from tasks t join cases c on c.case_no = t.case_no, unnest(t.roles) role
      where not c.recorded and t.since collate "C" < ${end} and t.due collate "C" < ${end}
        and (t.closed_at is null or t.closed_at collate "C" >= ${end})
      group by 1 order by 1`,
  );
  const says = 'Tasks overdue at the end of the month; one of several roles counts for each.';
  return { name: 'overdue', says, by: ['role'], rows, total: false };
}

async function timesInState(db: Kysely<Database>, month: string): Promise<readonly TimeInState[]> {
  const { rows } = await sql<TimeInState>`
    with moves as (
      select case_no, seq, procedure, state, at,
          lag(state) over (partition by case_no order by seq) as before
        from happenings where ${CASES}
    ), stays as (
      select procedure, state, at, lead(at) over (partition by case_no order by seq) as left_at
        from moves where state is distinct from before
    ), lengths as (
      select procedure, state,
          greatest(0, extract(epoch from left_at::timestamptz - at::timestamptz) / 86400) as days
        from stays where left(left_at, 7) = ${month}
    )
    select procedure, state, count(*)::int as n,
        round(percentile_cont(0.5) within group (order by days)::numeric, 1)::float8
          as "medianDays",
        round(percentile_cont(0.9) within group (order by days)::numeric, 1)::float8 as "p90Days"
      from lengths group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}
