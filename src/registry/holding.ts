/** A case held for a moment: whoever records waits for the lock on its row. */
import type { Kysely } from 'kysely';
import type { CaseHold } from '../../activities/ports.ts';
import type { Database } from './schema.ts';

/** Over an open database. */
export function caseHold(db: Kysely<Database>): CaseHold {
  return {
    holding: (caseNo, use) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('cases')
          .select('view')
          .where('case_no', '=', caseNo)
          .forShare()
          .executeTakeFirst();
        if (row === undefined) throw new Error(`There is no case ${caseNo}.`);
        use(row.view);
      }),
  };
}
