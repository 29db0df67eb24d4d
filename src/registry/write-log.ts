/**
 * A log of every write to the file, for tests that must prove that none contradicted another.
 *
 * `write_log(n, at, case_no, seq, kind, digest, hash, op)`: `op` is `insert`; `found` where a row came
 * again equal; else the code of the refusal (`RECORD_CONFLICT`, …) with what was to be written. `kind`
 * is `entry`, `rejected`, `ground` (the hash it was to follow) or `run`. The log also survives what it
 * refused, for `record_case` answers a refusal instead of failing.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Two processes may ask for it at once; this number is the log's own. */
const LOCK = 7_214_003;

const STATEMENTS: readonly string[] = [
  `create table if not exists write_log (
    n bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    case_no text,
    seq integer,
    kind text,
    digest text,
    hash text,
    op text not null
  )`,
  `create or replace function log_entry() returns trigger language plpgsql as $$
  begin
    perform log_write(new.case_no, new.seq, 'entry', new.digest, new.hash, 'insert');
    return null;
  end $$`,
  `create or replace function log_rejected() returns trigger language plpgsql as $$
  begin
    perform log_write(new.case_no, new.ordinal, 'rejected', new.digest, null, 'insert');
    return null;
  end $$`,
  `create or replace trigger entries_logged after insert on entries
    for each row execute function log_entry()`,
  `create or replace trigger rejected_logged after insert on rejected
    for each row execute function log_rejected()`,
];

/** From now on every write is logged, whichever process writes. Harmless twice. */
export async function keepWriteLog(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx);
    for (const statement of STATEMENTS) await sql.raw(statement).execute(trx);
  });
}
