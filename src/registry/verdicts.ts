/** Where verdicts stand: the first one on a digest, whatever is said later. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Act, Verdict } from '../../activities/contract.ts';
import type { EarlierEntry, VerdictStore } from '../../activities/ports.ts';
import { storableJson } from './json.ts';
import type { Database } from './schema.ts';

export function verdictStore(db: Kysely<Database>): VerdictStore {
  return {
    async settle(caseNo, verdicts) {
      if (verdicts.length === 0) return [];
      // In the order of the digests, so that two batches never wait for each other in a circle.
      const values = verdicts
        .toSorted((a, b) => (a.digest < b.digest ? -1 : 1))
        .map(({ digest, verdict }) => ({
          case_no: caseNo,
          digest,
          verdict: sql<Verdict>`${storableJson(verdict)}::text::jsonb`,
        }));
      await db
        .insertInto('verdicts')
        .values(values)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      // A second statement: the first does not see what another wrote while it waited.
      const standing = await readVerdicts(
        db,
        caseNo,
        verdicts.map(({ digest }) => digest),
      );
      return verdicts.map(({ digest }) => {
        const verdict = standing.get(digest);
        if (verdict === undefined) throw new Error('A verdict that was settled does not stand.');
        return verdict;
      });
    },
    standing: (caseNo, digests) => readVerdicts(db, caseNo, digests),
    earlier: (caseNo, what, seq) => readEarlier(db, caseNo, what, seq),
    async proposals(caseNo, draftId, seq) {
      const rows = await db
        .selectFrom('entries')
        .select(['sender', 'entry'])
        .where('case_no', '=', caseNo)
        .where('event_id', '=', draftId)
        .where('act', '=', 'propose')
        .where('sender', 'is not', null)
        .where('seq', '<=', place(seq))
        .orderBy('seq')
        .execute();
      return new Map(rows.map(({ sender, entry }) => [sender ?? '', entry.event]));
    },
  };
}

/** A place that the column's type can hold: callers say "up to the end" with a larger number. */
function place(seq: number): number {
  return Math.min(seq, 2 ** 31 - 1);
}

async function readVerdicts(
  db: Kysely<Database>,
  caseNo: string,
  digests: readonly string[],
): Promise<ReadonlyMap<string, Verdict>> {
  if (digests.length === 0) return new Map();
  const rows = await db
    .selectFrom('verdicts')
    .select(['digest', 'verdict'])
    .where('case_no', '=', caseNo)
    .where('digest', 'in', digests)
    .execute();
  return new Map(rows.map(({ digest, verdict }) => [digest, verdict]));
}

async function readEarlier(
  db: Kysely<Database>,
  caseNo: string,
  what: { readonly ids: readonly string[]; readonly digests: readonly string[] },
  seq: number,
): Promise<readonly EarlierEntry[]> {
  const { ids, digests } = what;
  if (ids.length + digests.length === 0) return [];
  const rows = await db
    .selectFrom('entries')
    .select(['seq', 'event_id', 'act', 'sender', 'outcome', 'code', 'digest'])
    .where('case_no', '=', caseNo)
    .where('seq', '<=', place(seq))
    .where((where) =>
      where.or([
        ...(ids.length > 0 ? [where('event_id', 'in', ids)] : []),
        ...(digests.length > 0 ? [where('digest', 'in', digests)] : []),
      ]),
    )
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    seq: row.seq,
    id: row.event_id ?? '',
    act: row.act as Act,
    ...(row.sender === null ? {} : { sender: row.sender }),
    outcome: row.outcome,
    ...(row.code === null ? {} : { code: row.code }),
    digest: row.digest,
  }));
}
