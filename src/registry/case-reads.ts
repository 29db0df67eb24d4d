/** A case as it is looked at, in one statement each. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { said } from './outcomes.ts';
import type { Said } from './outcomes.ts';
import type { Database } from './schema.ts';
import type { CaseRow, CaseSeen, HouseholdMember, Registry } from './types.ts';

/** Other cases of one person that are named. */
const NAMED_AT_MOST = 50;

/** The reads over an open database. */
export function caseReads(
  db: Kysely<Database>,
): Pick<Registry, 'case' | 'caseSeen' | 'household' | 'sameSubject' | 'recentOutcomes'> {
  return {
    async case(caseNo) {
      const { rows } = await sql<{ found: Found | null }>`
        select case_row(${caseNo}) as found`.execute(db);
      return rowOf(rows[0]?.found);
    },
    async caseSeen(caseNo, recent) {
      const { rows } = await sql<Seen>`
        select case_row(${caseNo}) as found, recent_outcomes(${caseNo}, ${recent}) as recent,
          household_of(${caseNo}) as household,
          same_subject(${caseNo}, ${NAMED_AT_MOST}) as same`.execute(db);
      return seenOf(rows[0]);
    },
    async household(caseNo) {
      const { rows } = await sql<Pick<Seen, 'household'>>`
        select household_of(${caseNo}) as household`.execute(db);
      return rows[0]?.household ?? [];
    },
    async sameSubject(caseNo) {
      const { rows } = await sql<Pick<Seen, 'same'>>`
        select same_subject(${caseNo}, ${NAMED_AT_MOST}) as same`.execute(db);
      return rows[0]?.same ?? [];
    },
    async recentOutcomes(caseNo, limit) {
      const { rows } = await sql<Pick<Seen, 'recent'>>`
        select recent_outcomes(${caseNo}, ${limit}) as recent`.execute(db);
      return (rows[0]?.recent ?? []).map(said);
    },
  };
}

/** A document of the case that a later case of the same person has voided (A10). */
interface Surrendered {
  readonly kind: string;
  readonly number: string;
  readonly status: string;
  readonly reason: string;
  readonly voidedBy: { readonly caseNo: string; readonly eventId: string };
}

/** Other live cases that have a document of the same kind and number (I26). */
interface AlsoIn {
  readonly kind: string;
  readonly number: string;
  readonly alsoIn: readonly string[];
}

/** What `case_row` answers: what is absent is null. */
type Found = Omit<CaseRow, 'halted' | 'interrupted'> & {
  readonly [name in 'halted' | 'interrupted']: CaseRow[name] | null;
} & {
  readonly surrendered: readonly Surrendered[] | null;
  readonly also: readonly AlsoIn[] | null;
};

interface Seen {
  readonly found: Found | null;
  readonly recent: readonly Said[];
  readonly household: readonly HouseholdMember[];
  readonly same: readonly string[];
}

function seenOf(seen: Seen | undefined): CaseSeen | undefined {
  const row = rowOf(seen?.found);
  if (seen === undefined || row === undefined) return undefined;
  const { household, same, recent } = seen;
  return { row, household, sameSubject: same, recentOutcomes: recent.map(said) };
}

function rowOf(found: Found | null | undefined): CaseRow | undefined {
  if (found === null || found === undefined) return undefined;
  const { surrendered, also, halted, interrupted, ...row } = found;
  return {
    ...row,
    view: withWhatCame(row.view, [...(surrendered ?? []), ...(also ?? [])]),
    ...(halted && { halted }),
    ...(interrupted && { interrupted }),
  };
}

/** The view is the case's own last word; what came over its documents elsewhere is said here. */
function withWhatCame(view: JsonObject, came: readonly (Surrendered | AlsoIn)[]): JsonObject {
  if (came.length === 0) return view;
  const documents = (view['documents'] ?? []) as readonly JsonObject[];
  return {
    ...view,
    documents: documents.map((document) => {
      const { kind, number } = document;
      const over = came.filter((one) => one.kind === kind && one.number === number);
      return Object.assign({}, document, ...over) as JsonObject;
    }),
  };
}
