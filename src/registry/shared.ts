/** What live cases must not say twice, or of nobody: numbers of documents, and cases that are named. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { GivenNumber, SharedStore } from '../../activities/ports.ts';
import { jsonb } from './json.ts';
import type { Database } from './schema.ts';

/** The store over an open database. */
export function sharedStore(db: Kysely<Database>): SharedStore {
  return {
    async holdNumbers(caseNo, given) {
      const { rows } = await sql<{ taken: readonly GivenNumber[] }>`
        select hold_numbers(${caseNo}, ${jsonb(given)}) as taken`.execute(db);
      return rows[0]?.taken ?? [];
    },
    async withoutFile(caseNos) {
      const found = await db
        .selectFrom('cases')
        .select('case_no')
        .where('case_no', 'in', [...caseNos])
        .execute();
      const known = new Set(found.map(({ case_no }) => case_no));
      return caseNos.filter((caseNo) => !known.has(caseNo));
    },
  };
}
