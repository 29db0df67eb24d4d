/** Why a case decides nothing more, for readers who cannot ask its workflow. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { HaltStore } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { jsonb } from './json.ts';
import type { Database } from './schema.ts';

/** The store over an open database. */
export function haltStore(db: Kysely<Database>): HaltStore {
  return {
    async reportHalt({ caseNo, firstExecutionRunId, runId }, halt: JsonObject) {
      // A chain of runs that never owned the file must not mark the case of another one.
      await sql`
        insert into halts (case_no, run_id, halt)
          select case_no, ${runId}, ${jsonb(halt)} from cases
            where case_no = ${caseNo} and first_execution_run_id = ${firstExecutionRunId}
          on conflict do nothing`.execute(db);
      await sql`select pg_notify('crossing_cases',
        ${JSON.stringify({ case: caseNo, from: 0, to: 0 })})`.execute(db);
    },
  };
}
