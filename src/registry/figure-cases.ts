/** Tables that look at a case as a whole: what came before an event, and not only that it came. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Table, TimeInState } from '../../activities/contract.ts';
import type { Database } from './schema.ts';

type Row = Table['rows'][number];

/**
 * Detected in the month, by the opening of the case, against crossed in it, by the date that the last
 * screening gives; a date without a month is in none.
 */
export async function crossingTable(db: Kysely<Database>, month: string): Promise<Table> {
  const { rows } = await sql<Row>`
    with screened as (
      select distinct on (case_no) procedure, event ->> 'crossedOn' as crossed,
          event -> 'illegalCrossing' = 'true' as illegal
        from happenings where type = 'screening.completed' order by case_no, seq desc
    )
    select array[procedure, counted] as key, n::int as n
      from (values ('inbound'), ('outbound')) procedures (procedure),
        lateral (values
          ('detected', (select count(*) from reported_cases c
            where c.procedure = procedures.procedure and left(c.opened_on, 7) = ${month})),
          ('crossed', (select count(*) from screened s where s.procedure = procedures.procedure
            and s.illegal and left(s.crossed, 7) = ${month}))) counts (counted, n)
      order by procedure, counted desc`.execute(db);
  const says = 'Cases detected in the month, and illegal crossings that took place in it.';
  return { name: 'crossings', says, by: ['procedure', 'counted'], rows, total: false };
}

/** The steps after which somebody can be willing for the first time, in their order. */
const AFTER = ['before any round', 'round 1', 'round 2', 'round 3 or later', 'education'] as const;

/** A person counts once, by the first willing statement of the case. */
export async function willingTable(db: Kysely<Database>, month: string): Promise<Table> {
  const { rows } = await sql<{ after: number; n: number }>`
    with willing as (
      select distinct on (case_no) case_no, seq, at from happenings
        where type = 'willingness.stated' and event ->> 'value' = 'willing' order by case_no, seq
    ), placed as (
      select case
          when exists (select from happenings h where h.case_no = w.case_no and h.seq < w.seq
            and h.type = 'education.completed') then 4
          else least(3, (select count(*) from happenings h where h.case_no = w.case_no
            and h.seq < w.seq and h.type = 'mobilization.round-held'))
        end as after
        from willing w where left(w.at, 7) = ${month}
    )
    select after::int as after, count(*)::int as n from placed group by 1`.execute(db);
  return {
    name: 'willing',
    says: 'Persons willing to return for the first time, by what came before.',
    by: ['after'],
    rows: AFTER.map((label, at) => ({
      key: [label],
      n: rows.find(({ after }) => after === at)?.n ?? 0,
    })),
    total: true,
  };
}

/** The check as it stood: made, corrected on instruction, or overturned by a review. */
function standing(check: string, type: string, field: string, corrected: string) {
  return sql`(select v from (
      select h.seq, case h.type
          when ${type} then h.event -> ${field}
          when 'check.corrected' then
            case when h.event ->> 'check' = ${check} then h.event -> 'value' end
          else h.event #> array['corrects', ${corrected}] end as v
        from happenings h where h.case_no = r.case_no and h.seq < r.seq
          and h.type in (${type}, 'check.corrected', 'review.decided')
    ) said where v is not null order by seq desc limit 1)`;
}

/** Refusals of the month by what the checks said when it was refused (4e). */
export async function refusalTable(db: Kysely<Database>, month: string): Promise<Table> {
  const political = standing('political', 'political-check.completed', 'issue', 'issue');
  const justified = standing('justification', 'justification.assessed', 'justified', 'justified');
  const { rows } = await sql<{ political: number; unjustified: number; both: number }>`
    select count(*) filter (where political and justified)::int as political,
        count(*) filter (where not political and not justified)::int as unjustified,
        count(*) filter (where political and not justified)::int as both
      from (select coalesce(${political} = 'true', false) as political,
          coalesce(${justified} = 'true', false) as justified
        from happenings r where r.type = 'exit.refused' and left(r.at, 7) = ${month}) refused
    `.execute(db);
  const { political: issue = 0, unjustified = 0, both = 0 } = rows[0] ?? {};
  return {
    name: 'exit-refusals',
    says: 'Refusals of an exit, by their ground.',
    by: ['ground'],
    rows: [
      { key: ['political issue'], n: issue },
      { key: ['not justified'], n: unjustified },
      { key: ['both'], n: both },
    ],
    total: true,
  };
}

/** Days from an application to its first approval or refusal; a deferral decides neither. */
export async function exitTimes(
  db: Kysely<Database>,
  month: string,
): Promise<readonly TimeInState[]> {
  const { rows } = await sql<TimeInState>`
    with decided as (
      select distinct on (h.case_no) h.case_no, h.at, c.opened_on
        from happenings h join reported_cases c on c.case_no = h.case_no
        where h.type in ('exit.approved', 'exit.refused') order by h.case_no, h.seq
    ), lengths as (
      select greatest(0, extract(epoch from at::timestamptz - opened_on::timestamptz) / 86400) as days
        from decided where left(at, 7) = ${month}
    )
    select 'exit' as procedure, 'from application to decision' as state, count(*)::int as n,
        round(percentile_cont(0.5) within group (order by days)::numeric, 1)::float8
          as "medianDays",
        round(percentile_cont(0.9) within group (order by days)::numeric, 1)::float8 as "p90Days"
      from lengths having count(*) > 0`.execute(db);
  return rows;
}
