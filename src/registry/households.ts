/** Cases of one household: their numbers and whether they are open, and nothing else of them. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import type { Registry } from './types.ts';

/** Other cases of one person that are named. */
const NAMED_AT_MOST = 50;

/** The links over an open database. */
export function householdsOf(
  db: Kysely<Database>,
): Pick<Registry, 'household' | 'openDependants' | 'sameSubject'> {
  return {
    async sameSubject(caseNo) {
      const { rows } = await sql<{ case_no: string }>`
        select other.case_no from cases own join cases other
          on md5(other.opening ->> 'subjectRef') = md5(own.opening ->> 'subjectRef')
            and other.opening ->> 'subjectRef' = own.opening ->> 'subjectRef'
            and other.procedure = own.procedure and other.case_no <> own.case_no
            and other.open and not other.recorded
        where own.case_no = ${caseNo} and own.open and not own.recorded
          and strpos(own.case_no, '/') = 0
        order by other.case_no collate "C" limit ${NAMED_AT_MOST}`.execute(db);
      return rows.map(({ case_no }) => case_no);
    },
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
