/** Whom a case has to do with: asked for callers who may know of some cases alone. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** What a case has had to do with, from its beginning. */
export interface Touched {
  /** As `TaskRow.province`. */
  readonly province: string;
  readonly procedure: string;
  /** A claim for protection, or a review, was entered. */
  readonly examined: boolean;
  /** Those to whom a letter went, or with whom something is exchanged. */
  readonly sides: readonly string[];
}

/** What `touched` reads. */
export interface TouchedReads {
  /** `undefined` where there is no such case. */
  touched(caseNo: string): Promise<Touched | undefined>;
}

/** Reads over an open database. */
export function touchedOf(db: Kysely<Database>): TouchedReads {
  return {
    async touched(caseNo) {
      const { rows } = await sql<Touched>`
        select province_of(case_no) as province, procedure,
            exists (select from entries e where e.case_no = c.case_no and e.outcome <> 'rejected'
              and e.entry -> 'event' ->> 'type' ~ '^(protection|review)[.]') as examined,
            (select coalesce(jsonb_agg(side), '[]') from (
              select recipient as side from letters l where l.case_no = c.case_no
              union select who from exchanges x where x.case_no = c.case_no) s) as sides
          from cases c where case_no = ${caseNo}`.execute(db);
      return rows[0];
    },
  };
}
