/** What the check of the registry reads besides the file: numbers in order, and rows beside the view. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Rows that repeat what the view of a case says. */
export interface Beside {
  /** Ids of open tasks, sorted. */
  readonly tasks: readonly string[];
  /** `<kind> <number> <status>` of every document, sorted. */
  readonly documents: readonly string[];
  /** A sweep withdrew the tasks, for no workflow runs. */
  readonly interrupted: boolean;
}

/** Reads of the check. */
export interface CheckReads {
  /** Numbers of cases and duties after this one, in order, at most `limit`. */
  numbersAfter(after: string, limit: number): Promise<readonly string[]>;
  /** The rows beside the view of a case. */
  beside(caseNo: string): Promise<Beside>;
}

/** The reads over an open database. */
export function checkReads(db: Kysely<Database>): CheckReads {
  return {
    async numbersAfter(after, limit) {
      const { rows } = await sql<{ no: string }>`
        select case_no as no from cases where case_no collate "C" > ${after}
          order by case_no collate "C" limit ${limit}`.execute(db);
      return rows.map(({ no }) => no);
    },
    async beside(caseNo) {
      const [tasks, documents, interruption] = await Promise.all([
        db
          .selectFrom('tasks')
          .select('id')
          .where('case_no', '=', caseNo)
          .where('closed_at', 'is', null)
          .execute(),
        db
          .selectFrom('documents')
          .select(['kind', 'number', 'status'])
          .where('case_no', '=', caseNo)
          .execute(),
        db
          .selectFrom('interruptions')
          .select('case_no')
          .where('case_no', '=', caseNo)
          .executeTakeFirst(),
      ]);
      return {
        tasks: tasks.map(({ id }) => id).toSorted(),
        documents: documents
          .map(({ kind, number, status }) => `${kind} ${number} ${status}`)
          .toSorted(),
        interrupted: interruption !== undefined,
      };
    },
  };
}
