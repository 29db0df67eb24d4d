/** Cases of one household: their numbers and whether they are open, and nothing else of them. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import type { Registry } from './types.ts';

/** The links over an open database. */
export function householdsOf(db: Kysely<Database>): Pick<Registry, 'household' | 'openDependants'> {
  return {
    household: (caseNo) =>
      db
        .selectFrom('links')
        .leftJoin('cases', 'cases.case_no', 'links.other_no')
        .select(['links.other_no as caseNo', 'links.relation', 'links.dependent'])
        .select(sql<boolean>`coalesce(cases.open, links.said_open)`.as('open'))
        .where('links.case_no', '=', caseNo)
        .orderBy(sql`links.other_no collate "C"`)
        .execute(),
    async openDependants(caseNo) {
      const { rows } = await sql<{ open: boolean | null }>`
        select open_dependants(${caseNo}) as open`.execute(db);
      return rows[0]?.open ?? undefined;
    },
  };
}
