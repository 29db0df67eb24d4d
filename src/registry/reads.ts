/** What the edges read: the case, its file, letters. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Database } from './schema.ts';
import type { Registry, SendingRow, VersionRow } from './types.ts';

type Reads = Pick<Registry, 'case' | 'duties' | 'file' | 'versions' | 'letters' | 'health'>;

export function readsOf(db: Kysely<Database>): Reads {
  return {
    case: readCase(db),
    duties: readDuties(db),
    file: readFile(db),
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
      .leftJoin('interruptions', 'interruptions.case_no', 'cases.case_no')
      .select(['halt', 'since', 'reason'])
      .select([SURRENDERED, ALSO])
      .where('cases.case_no', '=', caseNo)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { case_no, opened_at, halt, surrendered, also, view, since, reason, ...rest } = row;
    return {
      ...rest,
      view: withWhatCame(view, [...(surrendered ?? []), ...(also ?? [])]),
      caseNo: case_no,
      openedAt: opened_at,
      ...(halt && { halted: halt }),
      ...(since !== null && reason !== null && rest.open && { interrupted: { since, reason } }),
    };
  };

/** A document of the case that a later case of the same person has voided (A10). */
interface Surrendered {
  readonly kind: string;
  readonly number: string;
  readonly status: string;
  readonly reason: string;
  readonly voidedBy: { readonly caseNo: string; readonly eventId: string };
}

const SURRENDERED = sql<readonly Surrendered[] | null>`(
  select jsonb_agg(jsonb_build_object('kind', d.kind, 'number', d.number, 'status', d.status,
      'reason', d.reason, 'voidedBy', jsonb_build_object('caseNo', d.voided_in,
        'eventId', d.voided_by)))
  from documents d where d.case_no = cases.case_no and d.voided_in is not null)`.as('surrendered');

/** Other live cases that have a document of the same kind and number (I26). */
interface AlsoIn {
  readonly kind: string;
  readonly number: string;
  readonly alsoIn: readonly string[];
}

const ALSO = sql<readonly AlsoIn[] | null>`(
  select jsonb_agg(jsonb_build_object('kind', kind, 'number', number, 'alsoIn', others))
  from (
    select d.kind, d.number, jsonb_agg(distinct o.case_no) as others
    from documents d
      join documents o on o.kind = d.kind and md5(o.number) = md5(d.number)
        and o.number = d.number and o.case_no <> d.case_no
      join cases c on c.case_no = o.case_no and not c.recorded
    where d.case_no = cases.case_no and not cases.recorded
    group by d.kind, d.number
  ) same)`.as('also');

/** The view is the case's own last word; what came over its documents elsewhere is said here. */
function withWhatCame(view: JsonObject, came: readonly (Surrendered | AlsoIn)[]): JsonObject {
  if (came.length === 0) return view;
  const documents = (view['documents'] ?? []) as readonly JsonObject[];
  return {
    ...view,
    documents: documents.map((document) => {
      const { kind, number } = document;
      const over = came.filter((one) => one.kind === kind && one.number === number);
      return Object.assign({}, document, ...over) as JsonObject;
    }),
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
  async ({ caseNo, undelivered, part }) => {
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
