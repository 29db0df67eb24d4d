/** Cases of one household, as admission asks for them: whether those that depend are open. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { HouseholdStore } from '../../activities/ports.ts';
import type { Database } from './schema.ts';

/** The links over an open database. */
export function householdsOf(db: Kysely<Database>): HouseholdStore {
  return {
    async openDependants(caseNo) {
      const { rows } = await sql<{ open: boolean | null }>`
        select open_dependants(${caseNo}) as open`.execute(db);
      return rows[0]?.open ?? undefined;
    },
  };
}
