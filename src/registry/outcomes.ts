/** How messages were answered, with the state of now. */
import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import type { Database, EntriesTable } from './schema.ts';
import type { Registry, StandingOutcome } from './types.ts';

type Outcomes = Pick<
  Registry,
  'outcome' | 'outcomeOfDigest' | 'faultOfDigest' | 'rejectedOfDigest' | 'rejected'
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
    async faultOfDigest(caseNo, digest) {
      const row = await db
        .selectFrom('verdicts')
        .select('verdict')
        .where('case_no', '=', caseNo)
        .where('digest', '=', digest)
        .executeTakeFirst();
      return row?.verdict.kind === 'submission' ? row.verdict.fault : undefined;
    },
    async rejected(caseNo, part) {
      const rows = rejectedOf(db, caseNo).orderBy('ordinal');
      return (part === undefined ? rows : rows.offset(part.after).limit(part.limit)).execute();
    },
    async rejectedOfDigest(caseNo, digest) {
      return rejectedOf(db, caseNo)
        .where('digest', '=', digest)
        .orderBy('ordinal')
        .executeTakeFirst();
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

/** One query, since every caller of the API waits for it. */
async function outcomeOfDigest(
  db: Kysely<Database>,
  caseNo: string,
  digest: string,
): Promise<StandingOutcome | undefined> {
  const { rows } = await sql<{ answer: Answer | null }>`
    select outcome_of_digest(${caseNo}, ${digest}) as answer`.execute(db);
  const answer = rows[0]?.answer ?? undefined;
  if (answer === undefined) return undefined;
  const outcome = outcomeNow(said(answer), {
    state: answer.now,
    view: { allowed: answer.allowed },
  });
  return answer.repeats ? { ...outcome, repeats: true } : outcome;
}

/** What the file answers to a digest, with the state and the allowed events of now. */
interface Answer extends Said {
  readonly now: string;
  readonly allowed: Json;
  /** It answers another submission, of which this one is a repeat. */
  readonly repeats: boolean;
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
