/** Cases that others name. */
import type { Kysely } from 'kysely';
import type { SharedStore } from '../../activities/ports.ts';
import type { Database } from './schema.ts';

/** The store over an open database. */
export function sharedStore(db: Kysely<Database>): SharedStore {
  return {
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
