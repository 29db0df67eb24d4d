/** How messages were answered, with the state of now. */
import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import type { Database, EntriesTable } from './schema.ts';
import type { Registry, StandingOutcome } from './types.ts';

type Outcomes = Pick<
  Registry,
  'outcome' | 'outcomeOfDigest' | 'rejectedOfDigest' | 'recentOutcomes' | 'rejected'
>;

const COLUMNS = ['seq', 'event_id', 'sender', 'outcome', 'code', 'message', 'state'] as const;
type OutcomeRow = Pick<Selectable<EntriesTable>, (typeof COLUMNS)[number]>;

/** What an outcome is told from. */
export type Said = Omit<OutcomeRow, 'sender'>;

export function outcomesOf(db: Kysely<Database>): Outcomes {
  return {
    async outcome(caseNo, id) {
      const rows = await db
        .selectFrom('entries')
        .select(COLUMNS)
        .where('case_no', '=', caseNo)
        .where('event_id', '=', id)
        .orderBy('seq')
        .execute();
      return withNow(db, caseNo, answerOf(rows));
    },
    outcomeOfDigest: (caseNo, digest) => outcomeOfDigest(db, caseNo, digest),
    async rejected(caseNo) {
      const rows = await rejectedOf(db, caseNo).orderBy('ordinal').execute();
      return rows;
    },
    async rejectedOfDigest(caseNo, digest) {
      return rejectedOf(db, caseNo)
        .where('digest', '=', digest)
        .orderBy('ordinal')
        .executeTakeFirst();
    },
    async recentOutcomes(caseNo, limit) {
      const rows = await db
        .selectFrom('entries')
        .select(COLUMNS)
        .where('case_no', '=', caseNo)
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return rows.toReversed().map(said);
    },
  };
}

/**
 * The entry that speaks for an event id. Attested ones before others; among them the last that was
 * taken (a countersignature after the proposal), else the first refusal, for that one stands. Without
 * any attested one, the last refusal.
 */
function answerOf(rows: readonly OutcomeRow[]): OutcomeRow | undefined {
  const attested = rows.filter(({ sender }) => sender !== null);
  return attested.findLast(({ outcome }) => outcome !== 'rejected') ?? attested[0] ?? rows.at(-1);
}

/**
 * One query, since every caller of the API waits for it. A repeat in other words (signed anew) has its
 * answer at the place of the first.
 */
async function outcomeOfDigest(
  db: Kysely<Database>,
  caseNo: string,
  digest: string,
): Promise<StandingOutcome | undefined> {
  const { rows } = await sql<OutcomeRow & { readonly now: string; readonly allowed: unknown }>`
    select e.*, c.state as now, c.view -> 'allowed' as allowed
      from cases c join lateral (
        (select seq, event_id, outcome, code, message, state, 1 as rank from entries
          where case_no = c.case_no and digest = ${digest} order by seq limit 1)
        union all
        (select e.seq, e.event_id, e.outcome, e.code, e.message, e.state, 2
          from verdicts v join entries e on e.case_no = v.case_no and e.seq = v.answer_seq
          where v.case_no = c.case_no and v.digest = ${digest})
        order by rank limit 1
      ) e on true
      where c.case_no = ${caseNo}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  return outcomeNow(said(row), { state: row.now, view: { allowed: row.allowed as Json } });
}

async function withNow(
  db: Kysely<Database>,
  caseNo: string,
  row: OutcomeRow | undefined,
): Promise<StandingOutcome | undefined> {
  if (row === undefined) return undefined;
  const now = await db
    .selectFrom('cases')
    .select(['state', 'view'])
    .where('case_no', '=', caseNo)
    .executeTakeFirstOrThrow();
  return outcomeNow(said(row), now);
}

/** An outcome with the state and the allowed events of a case row. */
export function outcomeNow(
  outcome: Omit<StandingOutcome, 'allowed'>,
  now: { readonly state: string; readonly view: JsonObject },
): StandingOutcome {
  const allowed = now.view['allowed'];
  return {
    ...outcome,
    state: now.state,
    allowed: Array.isArray(allowed)
      ? allowed.filter((type): type is string => typeof type === 'string')
      : [],
  };
}

/** A row of the file as an outcome, with the state that it left. */
export function said(row: Said): Omit<StandingOutcome, 'allowed'> {
  return {
    id: row.event_id ?? '',
    outcome: row.outcome,
    ...(row.code === null ? {} : { code: row.code }),
    ...(row.message === null ? {} : { message: row.message }),
    state: row.state,
    seq: row.seq,
  };
}

function rejectedOf(db: Kysely<Database>, caseNo: string) {
  return db
    .selectFrom('rejected')
    .select(['at', 'name', 'code', 'digest', 'size'])
    .where('case_no', '=', caseNo)
    .$narrowType<{ code: 'NOT_A_SUBMISSION' | 'MESSAGE_UNKNOWN' | 'TOO_LARGE' }>();
}
