/** A refusal to what comes after the end, when no workflow is left to record it. */
import { sql } from 'kysely';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { FileEntry } from '../../activities/contract.ts';
import { RecordRefusal } from '../../activities/ports.ts';
import { entryHash } from '../file/chain.ts';
import { jsonb } from './json.ts';
import { outcomeNow, said } from './outcomes.ts';
import type { Said } from './outcomes.ts';
import type { CasesTable, Database } from './schema.ts';
import type { Registry, StandingOutcome } from './types.ts';
import { CHANNEL } from './waiters.ts';

type LateRefusal = Parameters<Registry['refuseAfterEnd']>[0];

/**
 * Appends the refusal, or finds the answer that the same digest has already.
 * @throws RecordRefusal `RECORD_GAP` where there is no such case.
 */
export function refuseAfterEnd(db: Kysely<Database>, input: LateRefusal): Promise<StandingOutcome> {
  // The hash needs the place, so the lock is held over two round trips; the server ends it after 5 s.
  return db.transaction().execute(async (trx) => {
    const now = await trx
      .selectFrom('cases')
      .selectAll()
      .where('case_no', '=', input.caseNo)
      .forUpdate()
      .executeTakeFirst();
    if (now === undefined) throw new RecordRefusal('RECORD_GAP', 'There is no such case.');
    const stands = await trx
      .selectFrom('entries')
      .select(['seq', 'event_id', 'outcome', 'code', 'message', 'state'])
      .where('case_no', '=', input.caseNo)
      .where('digest', '=', input.digest)
      .orderBy('seq')
      .executeTakeFirst();
    return outcomeNow(said(stands ?? (await append(trx, now, input))), now);
  });
}

async function append(
  trx: Transaction<Database>,
  now: Selectable<CasesTable>,
  input: LateRefusal,
): Promise<Said> {
  const { caseNo, digest } = input;
  const seq = now.seq + 1;
  const entry: FileEntry = { ...input.entry, seq, state: now.state };
  const hash = entryHash(entry, now.hash);
  const id = entry.event['id'];
  const row = {
    event_id: typeof id === 'string' ? id : null,
    outcome: entry.expect,
    code: entry.code ?? null,
    message: input.message ?? null,
    state: now.state,
    seq,
  };
  await trx
    .insertInto('entries')
    .values({
      ...row,
      case_no: caseNo,
      act: entry.act ?? 'submit',
      sender: input.sender ?? null,
      digest,
      entry: jsonb(entry),
      prev: now.hash,
      hash,
    })
    .execute();
  await trx
    .updateTable('cases')
    .set({ seq, hash, view: jsonb({ ...now.view, seq }) })
    .where('case_no', '=', caseNo)
    .execute();
  await trx
    .updateTable('verdicts')
    .set({ answer_seq: seq })
    .where('case_no', '=', caseNo)
    .where('digest', '=', digest)
    .where('answer_seq', 'is', null)
    .execute();
  const payload = JSON.stringify({ case: caseNo, from: seq, to: seq });
  await sql`select pg_notify(${CHANNEL}, ${payload})`.execute(trx);
  return row;
}
