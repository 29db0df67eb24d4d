/** Open cases that no workflow runs for: since when, why, and the tasks that nobody can answer meanwhile. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Open cases that a sweep found without a running workflow. */
export interface InterruptionsTable {
  case_no: string;
  first_execution_run_id: string;
  since: string;
  reason: string;
}

/** Since when no workflow runs for an open case, and why. */
export interface Interruption {
  /** ISO instant at which its run ended, or at which no run was found. */
  readonly since: string;
  /** In words that hold nothing of the case. */
  readonly reason: string;
}

/** An open case, and the chain of runs that owns its file. */
export interface OpenRun {
  readonly caseNo: string;
  readonly firstExecutionRunId: string;
  readonly interrupted: boolean;
}

/** A webhook that no workflow of a case carries. */
export interface Untold {
  readonly caseNo: string;
  readonly key: string;
  /** Number of the delivery. */
  readonly id: string;
}

/** What the sweep reads and writes. */
export interface InterruptionStore {
  /** Open cases and duties after this number, in order, at most `limit`. */
  openRuns(after: string, limit: number): Promise<readonly OpenRun[]>;
  /**
   * Withdraws the open tasks of the case, under the lock of a record. The first instant and reason stand.
   * Nothing happens where the case has its outcome, or another chain of runs owns its file.
   */
  interrupt(
    run: Pick<OpenRun, 'caseNo' | 'firstExecutionRunId'>,
    interruption: Interruption,
  ): Promise<void>;
  /** What was to be told of such tasks and was not yet, the oldest first; no workflow carries it. */
  untold(limit: number): Promise<readonly Untold[]>;
  /** The run that owns the file is there after all: opens what was withdrawn. Harmless without cause. */
  continues(run: Pick<OpenRun, 'caseNo' | 'firstExecutionRunId'>): Promise<void>;
}

/** The store over an open database. */
export function interruptionStore(db: Kysely<Database>): InterruptionStore {
  return {
    async openRuns(after, limit) {
      const { rows } = await sql<OpenRun>`
        select c.case_no as "caseNo", c.first_execution_run_id as "firstExecutionRunId",
            i.case_no is not null as interrupted
          from cases c left join interruptions i on i.case_no = c.case_no
          where c.open and c.case_no collate "C" > ${after}
          order by c.case_no collate "C" limit ${limit}`.execute(db);
      return rows;
    },
    interrupt: (run, { since, reason }) =>
      db.transaction().execute(async (trx) => {
        if (!(await locked(trx, run))) return;
        await trx
          .insertInto('interruptions')
          .values({
            case_no: run.caseNo,
            first_execution_run_id: run.firstExecutionRunId,
            since,
            reason,
          })
          .onConflict((conflict) => conflict.column('case_no').doNothing())
          .execute();
        await sql`with withdrawn as (
            update tasks t set closed_at = i.since, close_reason = i.reason from interruptions i
              where i.case_no = ${run.caseNo} and t.case_no = i.case_no and t.closed_at is null
              returning t.case_no, t.id)
          select tell_between('task.withdrawn', i.since, t, i.reason)
            from withdrawn w join tasks t on t.case_no = w.case_no and t.id = w.id
              join interruptions i on i.case_no = t.case_no`.execute(trx);
      }),
    async untold(limit) {
      const { rows } = await sql<Untold>`
        select case_no as "caseNo", key, n::text as id from deliveries
          where place = 'between' and delivered_at is null and died_at is null
          order by n limit ${limit}`.execute(db);
      return rows;
    },
    continues: (run) =>
      db.transaction().execute(async (trx) => {
        if (!(await locked(trx, run))) return;
        await openWithdrawn(trx, run.caseNo);
        await trx.deleteFrom('interruptions').where('case_no', '=', run.caseNo).execute();
      }),
  };
}

/** Opens the tasks that an interruption withdrew. The caller holds the lock of the case. */
export async function openWithdrawn(db: Kysely<Database>, caseNo: string): Promise<void> {
  await sql`with opened as (
      update tasks t set closed_at = null, close_reason = null from interruptions i
        where i.case_no = ${caseNo} and t.case_no = i.case_no
          and t.closed_at = i.since and t.close_reason = i.reason
        returning t.case_no, t.id)
    select tell_between('task.opened', ${new Date().toISOString()}, t, null)
      from opened o join tasks t on t.case_no = o.case_no and t.id = o.id`.execute(db);
}

/** Takes the lock of a record; false where the case is not open, or is not this run's. */
async function locked(
  db: Kysely<Database>,
  { caseNo, firstExecutionRunId }: Pick<OpenRun, 'caseNo' | 'firstExecutionRunId'>,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 as one from cases where case_no = ${caseNo} and open
      and first_execution_run_id = ${firstExecutionRunId} for update`.execute(db);
  return rows.length > 0;
}
