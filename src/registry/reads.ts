/** What the edges read: files, letters, duties. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import type { Registry, SendingRow, VersionRow } from './types.ts';

type Reads = Pick<Registry, 'duties' | 'file' | 'versions' | 'letters' | 'health'>;

export function readsOf(db: Kysely<Database>): Reads {
  return {
    duties: readDuties(db),
    file: readFile(db),
    versions: readVersions(db),
    letters: readLetters(db),
    async health() {
      await sql`select 1`.execute(db);
    },
  };
}

/** By their numbers: no case has one with a kind before it. */
const readDuties =
  (db: Kysely<Database>): Registry['duties'] =>
  async ({ kind, open, provinces, after, limit = 1_000 }) => {
    let query = db
      .selectFrom('cases')
      .select(['case_no as caseNo', 'procedure', 'state', 'open', 'opened_at as openedAt'])
      .where('case_no', 'like', '%/%')
      .orderBy(sql`opened_at collate "C"`, 'desc')
      .orderBy(sql`case_no collate "C"`)
      .limit(limit);
    if (after !== undefined) {
      query = query.where(sql<boolean>`(opened_at collate "C" < ${after.openedAt}
        or opened_at = ${after.openedAt} and case_no collate "C" > ${after.caseNo})`);
    }
    if (kind !== undefined) query = query.where('procedure', '=', kind);
    if (open !== undefined) query = query.where('open', '=', open);
    if (provinces !== undefined) {
      query = query.where(sql<string>`province_of(case_no)`, 'in', provinces);
    }
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

const readVersions =
  (db: Kysely<Database>): Registry['versions'] =>
  async () => {
    const { rows } = await sql<VersionRow>`
      select procedure, "chartVersion", "policyVersion", count(*) filter (where open)::int as cases,
        count(*)::int as files
      from (
        select procedure, coalesce(view ->> 'chartVersion', 'unknown') as "chartVersion",
            coalesce(view ->> 'policyVersion', 'unknown') as "policyVersion", open
          from cases
        -- Of moved cases the policies of before too: documents were decided under them.
        union all
        select procedure, coalesce(view ->> 'chartVersion', 'unknown'), earlier, false
          from cases cross join lateral (
            select view ->> 'openedUnder' as earlier
            union select e.entry #>> '{event,version}' from entries e
              where e.case_no = cases.case_no and e.entry #>> '{event,type}' = 'policy.moved'
                and e.outcome = 'accepted' and e.act in ('submit', 'countersign')) moved
          where view ? 'openedUnder' and earlier is distinct from view ->> 'policyVersion'
      ) versions
      group by procedure, "chartVersion", "policyVersion"
      order by procedure collate "C", "chartVersion" collate "C", "policyVersion" collate "C"
    `.execute(db);
    return rows;
  };

/** Later sendings of a letter, oldest first; null where there are none. */
const SENDINGS = sql<readonly SendingRow[] | null>`(
  select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('n', s.n, 'as', s.sent_as, 'by', s.sent_by,
      'at', s.at, 'clearanceId', s.clearance_id, 'deliveredAt', s.delivered_at,
      'handedBy', s.handed_by)) order by s.n)
  from sendings s where s.case_no = letters.case_no and s.key = letters.key)`.as('sendings');

const readLetters =
  (db: Kysely<Database>): Registry['letters'] =>
  async ({ caseNo, body, undelivered, part }) => {
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
        'letters.handed_by',
        'letters.told_at',
        'letters.acknowledged_at',
        'letters.acknowledged_by',
      ])
      .select(SENDINGS)
      .orderBy('letters.n');
    if (caseNo !== undefined) query = query.where('letters.case_no', '=', caseNo);
    if (body !== undefined) query = query.where('letters.recipient', '=', body);
    if (part !== undefined) query = query.offset(part.after).limit(part.limit);
    if (undelivered === true) {
      // Letters of a recorded case are history: nobody is to send them.
      query = query.where('letters.delivered_at', 'is', null).where('cases.recorded', '=', false);
    }
    const rows = await query.execute();
    return rows.map(({ sendings, ...row }) => {
      const { delivered_at, handed_by, told_at, ...others } = row;
      const { acknowledged_at: at, acknowledged_by: by, ...rest } = others;
      return {
        ...rest,
        ...(delivered_at === null ? {} : { deliveredAt: delivered_at }),
        ...(handed_by === null ? {} : { handedBy: handed_by }),
        ...(told_at === null ? {} : { toldAt: told_at }),
        sent: 1 + (sendings ?? []).length,
        sendings: sendings ?? [],
        ...(at === null || by === null ? {} : { acknowledged: { by, at } }),
      };
    });
  };
