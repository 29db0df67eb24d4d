/** Where verdicts stand: the first one on a digest, whatever is said later. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Verdict } from '../../activities/contract.ts';
import type { EarlierEntry, VerdictStore } from '../../activities/ports.ts';
import { jsonb, storableJson } from './json.ts';
import type { Database } from './schema.ts';

export function verdictStore(db: Kysely<Database>): VerdictStore {
  return {
    async settle(caseNo, verdicts) {
      if (verdicts.length === 0) return [];
      const { rows } = await sql<{ standing: Readonly<Record<string, Verdict>> }>`
        select settle_verdicts(${caseNo}, ${storableJson(verdicts)}::text::jsonb) as standing
      `.execute(db);
      const standing = rows[0]?.standing ?? {};
      return verdicts.map(({ digest }) => {
        const verdict = standing[digest];
        if (verdict === undefined) throw new Error('A verdict that was settled does not stand.');
        return verdict;
      });
    },
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

async function readEarlier(
  db: Kysely<Database>,
  caseNo: string,
  what: { readonly ids: readonly string[]; readonly digests: readonly string[] },
  seq: number,
): Promise<readonly EarlierEntry[]> {
  const { ids, digests } = what;
  if (ids.length + digests.length === 0) return [];
  const { rows } = await sql<{ entries: readonly EarlierRow[] }>`
    select earlier_entries(${caseNo}, ${jsonb(ids)}, ${jsonb(digests)}, ${place(seq)}) as entries
  `.execute(db);
  return (rows[0]?.entries ?? []).map(({ sender, code, ...row }) => ({
    ...row,
    ...(sender === null ? {} : { sender }),
    ...(code === null ? {} : { code }),
  }));
}

/** An entry as the database tells it: what is absent is null. */
type EarlierRow = Omit<EarlierEntry, 'sender' | 'code'> & {
  readonly sender: string | null;
  readonly code: string | null;
};
