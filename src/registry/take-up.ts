/** What a case goes on from, and who owns its file. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Delivery } from '../../activities/contract.ts';
import type { FiledCase, FiledEntry, TakeUpStore } from '../../activities/ports.ts';
import { openWithdrawn } from './interruptions.ts';
import type { Database } from './schema.ts';

/** The store over an open database. */
export function takeUpStore(db: Kysely<Database>): TakeUpStore {
  return {
    filed: (caseNo) => readFiled(db, caseNo),
    takeOver: ({ run: { caseNo, firstExecutionRunId }, seq, hash }) =>
      db.transaction().execute(async (trx) => {
        // As a record: the case is locked first. The function forgets the interruption.
        const { rows: found } = await sql`
          select 1 as one from cases where case_no = ${caseNo} and open and seq = ${seq}
            and hash = ${hash} for update`.execute(trx);
        if (found.length === 0) return false;
        await openWithdrawn(trx, caseNo);
        const { rows } = await sql<{ taken: boolean }>`
          select take_over(${caseNo}, ${firstExecutionRunId}, ${seq}, ${hash}) as taken`.execute(
          trx,
        );
        return rows[0]?.taken === true;
      }),
  };
}

async function readFiled(db: Kysely<Database>, caseNo: string): Promise<FiledCase | undefined> {
  const row = await db
    .selectFrom('cases')
    .selectAll()
    .select(OPENED_AT)
    .where('case_no', '=', caseNo)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { opening, open, seq, hash, rejected, view } = row;
  const [entries, deliveries] = await Promise.all([
    readEntries(db, caseNo, seq),
    readDeliveries(db, caseNo),
  ]);
  const { first_execution_run_id: firstExecutionRunId, dated_from } = row;
  const openedAt = dated_from ?? row.opened_at;
  const plain = { opening, open, seq, hash, rejected, view };
  return { ...plain, openedAt, firstExecutionRunId, entries, deliveries };
}

/**
 * Cases of before were registered with the database's clock: what their opening asked for tells from
 * when its dates are reckoned.
 */
const OPENED_AT = sql<string | null>`(
  select min(since) from tasks t
    where t.case_no = cases.case_no and t.key like cases.case_no || '/0/%')`.as('dated_from');

async function readEntries(
  db: Kysely<Database>,
  caseNo: string,
  upTo: number,
): Promise<readonly FiledEntry[]> {
  const rows = await db
    .selectFrom('entries')
    .leftJoin('verdicts', (join) =>
      join
        .onRef('verdicts.case_no', '=', 'entries.case_no')
        .onRef('verdicts.digest', '=', 'entries.digest'),
    )
    .select(['entry', 'prev', 'hash', 'entries.digest', 'sender', 'verdict'])
    .where('entries.case_no', '=', caseNo)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .execute();
  return rows.map(({ entry, prev, hash, digest, sender, verdict }) => ({
    entry: { ...entry, prev, hash },
    digest,
    ...(sender === null ? {} : { sender }),
    ...(verdict === null ? {} : { verdict }),
  }));
}

/** What nobody has received; a withdrawn task needs no telling, unless it is opened again. */
async function readDeliveries(db: Kysely<Database>, caseNo: string): Promise<readonly Delivery[]> {
  return db
    .selectFrom('deliveries')
    .leftJoin('tasks', (join) =>
      join
        .onRef('tasks.case_no', '=', 'deliveries.case_no')
        .onRef('tasks.id', '=', 'deliveries.task_id'),
    )
    .leftJoin('interruptions', 'interruptions.case_no', 'deliveries.case_no')
    .select(['deliveries.kind', 'deliveries.key', 'deliveries.summary'])
    .where('deliveries.case_no', '=', caseNo)
    .where('delivered_at', 'is', null)
    .where('died_at', 'is', null)
    .where(
      sql<boolean>`(closed_at is null
        or closed_at = interruptions.since and close_reason = interruptions.reason)`,
    )
    .orderBy('deliveries.n')
    .execute();
}
