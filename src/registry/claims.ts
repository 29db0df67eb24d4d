/**
 * In whose hands a task is: a mark for colleagues. It stops nobody from deciding, and no rule reads it.
 */
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Database } from './schema.ts';

/** Days of 24 hours after which a claim is none any more, unless somebody else has the task before. */
export const CLAIM_DAYS = 3;

const CLAIM_MS = CLAIM_DAYS * 86_400_000;

/** Who has a task in his hands. */
export interface Claim {
  /** Officer id. */
  readonly holder: string;
  /** ISO instant. */
  readonly since: string;
  /** ISO instant from which on it is none any more. */
  readonly until: string;
}

/** One line of the log of a task. */
export interface ClaimEntry {
  /** From 1, without gap. */
  readonly n: number;
  readonly act: 'claim' | 'release' | 'hand-over';
  /** Officer who acted. */
  readonly by: string;
  /** In whose hands it is from then on; absent: in nobody's. */
  readonly holder?: string;
  /** ISO instant. */
  readonly at: string;
  readonly reasons?: string;
}

/** Claims of the registry. */
export interface ClaimStore {
  /** All that was said of this task, oldest first. */
  claims(caseNo: string, taskId: string): Promise<readonly ClaimEntry[]>;
  /** Appends one line; false where somebody else has written a line of this number, which stands. */
  addClaim(caseNo: string, taskId: string, entry: ClaimEntry): Promise<boolean>;
}

/** The claims over an open database. */
export function claimsOf(db: Kysely<Database>): ClaimStore {
  return {
    async claims(caseNo, taskId) {
      const rows = await db
        .selectFrom('task_claims')
        .select(['n', 'act', 'by_officer', 'holder', 'at', 'reasons'])
        .where('case_no', '=', caseNo)
        .where('task_id', '=', taskId)
        .orderBy('n')
        .execute();
      return rows.map(({ n, act, by_officer: by, holder, at, reasons }) => ({
        n,
        act,
        by,
        ...(holder !== null && { holder }),
        at,
        ...(reasons !== null && { reasons }),
      }));
    },
    async addClaim(caseNo, taskId, { n, act, by, holder = null, at, reasons = null }) {
      const row = { case_no: caseNo, task_id: taskId, n, act, by_officer: by, holder, at, reasons };
      const added = await db
        .insertInto('task_claims')
        .values(row)
        .onConflict((conflict) => conflict.columns(['case_no', 'task_id', 'n']).doNothing())
        .returning('n')
        .execute();
      return added.length === 1;
    },
  };
}

/** A claim with its end. */
export function claimOf({ holder, since }: Pick<Claim, 'holder' | 'since'>): Claim {
  return { holder, since, until: shifted(since, CLAIM_MS) };
}

/** The claim that the last line of a log makes; `undefined` where it is in nobody's hands at the instant. */
export function claimAfter(log: readonly ClaimEntry[], asOf: string): Claim | undefined {
  const last = log.at(-1);
  if (last?.holder === undefined || last.at <= shifted(asOf, -CLAIM_MS)) return undefined;
  return claimOf({ holder: last.holder, since: last.at });
}

/** Column `claim` of a task `t`: the claim that holds at the instant, else null. */
export const CLAIM_NOW = (asOf: string): RawBuilder<unknown> => sql`(
  select jsonb_build_object('holder', c.holder, 'since', c.at) from task_claims c
    where ${isClaimed(asOf, sql`t`)}) as claim`;

/** Whether line `c` of the log makes the claim that holds on a row at the instant (by this officer). */
export function isClaimed(
  asOf: string,
  row: RawBuilder<unknown>,
  holder?: string,
): RawBuilder<unknown> {
  const whose = holder === undefined ? sql`c.holder is not null` : sql`c.holder = ${holder}::text`;
  return sql`c.case_no = ${row}.case_no collate "default"
    and c.task_id = ${row}.id collate "default" and ${whose}
    and c.at collate "C" > ${shifted(asOf, -CLAIM_MS)}::text
    and not exists (select from task_claims later where later.case_no = c.case_no
      and later.task_id = c.task_id and later.n > c.n)`;
}

function shifted(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}
