/** Who stands in for whom. */
import type { Kysely } from 'kysely';
import type { Substitution } from '../../activities/ports.ts';
import { textArray } from './arrays.ts';
import type { Database } from './schema.ts';

/** `null`: all events, all procedures. */
export interface SubstitutionsTable {
  id: string;
  substitute: string;
  absentee: string;
  valid_from: string;
  valid_until: string;
  events: string[] | null;
  procedures: string[] | null;
}

/** Where substitutions are kept; who reads them asks `named`. */
export interface SubstitutionStore {
  /** Keeps each under its id, in the place of an earlier one. */
  putSubstitutions(substitutions: readonly Substitution[]): Promise<void>;
}

export function substitutionStore(db: Kysely<Database>): SubstitutionStore {
  return {
    async putSubstitutions(substitutions) {
      for (const { id, substitute, absentee, from, until, events, procedures } of substitutions) {
        const values = {
          substitute,
          absentee,
          valid_from: from,
          valid_until: until,
          events: events === undefined ? null : textArray(events),
          procedures: procedures === undefined ? null : textArray(procedures),
        };
        await db
          .insertInto('substitutions')
          .values({ id, ...values })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
          .execute();
      }
    },
  };
}
