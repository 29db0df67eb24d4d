/** Changes of the registers: one administrator proposes, another one confirms, and it is applied. */
import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { Issuer, OfficerTerm, Substitution } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { personsOf, tooFewFrom } from './administrators.ts';
import { jsonb } from './json.ts';
import { logRegisters } from './register-log.ts';
import { putIssuer, putOfficer } from './registers.ts';
import type { RegisterChangesTable } from './register-schema.ts';
import type { Database } from './schema.ts';
import { substitutionStore } from './substitutions.ts';

/** What is to be changed, and why. */
export type RegisterChange = { readonly reasons: string } & (
  | { readonly kind: 'put-officer'; readonly officer: OfficerTerm }
  /** Ends at this ISO instant. */
  | { readonly kind: 'end-term'; readonly officer: string; readonly until: string }
  | { readonly kind: 'put-issuer'; readonly issuer: Issuer }
  | { readonly kind: 'substitution'; readonly substitution: Omit<Substitution, 'id'> }
  /** Of this id; ends at this ISO instant, and not later than it would have. */
  | { readonly kind: 'end-substitution'; readonly substitution: string; readonly until: string }
);

/** Fewer than two administrators would be in office from this ISO instant on. */
export interface TooFew {
  readonly tooFewFrom: string;
}

/** A change with what became of it. Instants are ISO in UTC. */
export interface RegisterChangeRow {
  readonly id: string;
  readonly change: RegisterChange;
  readonly proposedBy: string;
  readonly proposedAt: string;
  /** Absent while it waits for another administrator. */
  readonly decided?: {
    readonly as: 'confirmed' | 'withdrawn';
    readonly by: string;
    readonly at: string;
  };
}

/** Where changes are kept, and how they get into the registers. */
export interface RegisterChangeStore {
  /**
   * Keeps a change for another administrator.
   * `own-entry`: it is about the one who proposes it, or about whom he stands in for; `officer-unknown`,
   * `substitution-unknown`: about somebody or something that is not there.
   */
  proposeChange(proposal: {
    readonly id: string;
    readonly change: RegisterChange;
    readonly by: string;
    readonly at: string;
  }): Promise<
    RegisterChangeRow | TooFew | 'own-entry' | 'officer-unknown' | 'substitution-unknown'
  >;
  /**
   * Confirms a change, which applies it, or withdraws it; with its row of the log, all or nothing.
   * Nobody confirms what he proposed, and nobody decides about his own entry; whoever stands in for
   * another counts as both. Two administrators stay in office.
   */
  decideChange(decision: {
    readonly id: string;
    readonly as: 'confirmed' | 'withdrawn';
    readonly by: string;
    readonly at: string;
  }): Promise<RegisterChangeRow | TooFew | 'unknown' | 'decided' | 'same-person' | 'own-entry'>;
  /** Newest first. `open`: only those that wait, or only those that do not. */
  registerChanges(filter: {
    readonly open?: boolean;
    readonly after?: { readonly proposedAt: string; readonly id: string };
    readonly limit: number;
  }): Promise<readonly RegisterChangeRow[]>;
}

type Db = Kysely<Database>;

/** The store over an open database. */
export function registerChangeStore(db: Db): RegisterChangeStore {
  return {
    proposeChange: (proposal) => db.transaction().execute((all) => propose(all, proposal)),
    decideChange: (decision) => db.transaction().execute((all) => decide(all, decision)),
    async registerChanges({ open, after, limit }) {
      const rows = await db
        .selectFrom('register_changes')
        .selectAll()
        .$if(open !== undefined, (query) =>
          query.where('decided', open === true ? 'is' : 'is not', null),
        )
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(proposed_at collate "C", id collate "C")
            < (${after?.proposedAt ?? ''}::text, ${after?.id ?? ''}::text)`),
        )
        .orderBy(sql`proposed_at collate "C" desc, id collate "C" desc`)
        .limit(limit)
        .execute();
      return rows.map(rowOf);
    },
  };
}

async function propose(
  db: Db,
  { id, change, by, at }: Parameters<RegisterChangeStore['proposeChange']>[0],
): ReturnType<RegisterChangeStore['proposeChange']> {
  const concerned = await concernedBy(db, change);
  if (concerned === undefined) return 'substitution-unknown';
  if (meet(concerned, await personsOf(db, by, at))) return 'own-entry';
  if (!(await areThere(db, mustBeThere(change)))) return 'officer-unknown';
  const tooFew = await tooFewFrom(db, change, at);
  if (tooFew !== undefined) return { tooFewFrom: tooFew };
  const stored = change as unknown as JsonObject;
  const proposed = { id, proposed_by: by, proposed_at: at };
  await db
    .insertInto('register_changes')
    .values({ ...proposed, change: jsonb(stored) })
    .execute();
  const subject = subjectOf(change);
  await logRegisters(db, { at, who: by, what: 'proposed', subject, changeId: id, detail: stored });
  return { id, change, proposedBy: by, proposedAt: at };
}

async function decide(
  db: Db,
  { id, as, by, at }: Parameters<RegisterChangeStore['decideChange']>[0],
): ReturnType<RegisterChangeStore['decideChange']> {
  const found = await db
    .selectFrom('register_changes')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) return 'unknown';
  const row = rowOf(found);
  const { change } = row;
  if (row.decided !== undefined) return 'decided';
  const persons = await personsOf(db, by, at);
  if (as === 'confirmed') {
    const proposers = await personsOf(db, row.proposedBy, row.proposedAt);
    if (meet(proposers, persons)) return 'same-person';
  }
  if (meet((await concernedBy(db, change)) ?? [], persons)) return 'own-entry';
  const tooFew = as === 'confirmed' ? await tooFewFrom(db, change, at) : undefined;
  if (tooFew !== undefined) return { tooFewFrom: tooFew };
  await db
    .updateTable('register_changes')
    .set({ decided: as, decided_by: by, decided_at: at })
    .where('id', '=', id)
    .execute();
  if (as === 'confirmed') await apply(db, id, change);
  const [subject, detail] = [subjectOf(change), found.change];
  await logRegisters(db, { at, who: by, what: as, subject, changeId: id, detail });
  return { ...row, decided: { as, by, at } };
}

async function apply(db: Db, id: string, change: RegisterChange): Promise<void> {
  switch (change.kind) {
    case 'put-officer':
      return putOfficer(db, change.officer);
    case 'end-term':
      await db
        .updateTable('officers')
        .set({ valid_until: change.until })
        .where('id', '=', change.officer)
        .execute();
      return;
    case 'put-issuer':
      return putIssuer(db, change.issuer);
    case 'substitution':
      return substitutionStore(db).putSubstitutions([{ id, ...change.substitution }]);
    case 'end-substitution':
      await db
        .updateTable('substitutions')
        .set({ valid_until: change.until })
        .where('id', '=', change.substitution)
        .where('valid_until', '>', change.until)
        .execute();
      return;
  }
}

function meet(one: readonly string[], other: readonly string[]): boolean {
  return one.some((id) => other.includes(id));
}

/**
 * Officers whose entry it is; `undefined` where there is no such entry. Whoever an issuer speaks for, before
 * or after, is meant by it too.
 */
async function concernedBy(db: Db, change: RegisterChange): Promise<readonly string[] | undefined> {
  switch (change.kind) {
    case 'put-officer':
      return [change.officer.id];
    case 'end-term':
      return [change.officer];
    case 'put-issuer': {
      const { iss, speaksFor } = change.issuer;
      const before = await db
        .selectFrom('issuers')
        .select('speaks_for')
        .where('iss', '=', iss)
        .executeTakeFirst();
      return [iss, ...speaksFor, ...(before?.speaks_for ?? [])];
    }
    case 'substitution':
      return [change.substitution.absentee, change.substitution.substitute];
    case 'end-substitution': {
      const found = await db
        .selectFrom('substitutions')
        .select(['absentee', 'substitute'])
        .where('id', '=', change.substitution)
        .executeTakeFirst();
      return found && [found.absentee, found.substitute];
    }
  }
}

function mustBeThere(change: RegisterChange): readonly string[] {
  if (change.kind === 'end-term') return [change.officer];
  if (change.kind !== 'substitution') return [];
  return [change.substitution.absentee, change.substitution.substitute];
}

async function areThere(db: Db, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const found = await db.selectFrom('officers').select('id').where('id', 'in', ids).execute();
  return found.length === new Set(ids).size;
}

function subjectOf(change: RegisterChange): string {
  switch (change.kind) {
    case 'put-officer':
      return `officer/${change.officer.id}`;
    case 'end-term':
      return `officer/${change.officer}`;
    case 'put-issuer':
      return `issuer/${change.issuer.iss}`;
    case 'substitution':
      return `substitution/${change.substitution.absentee}`;
    case 'end-substitution':
      return `substitution/${change.substitution}`;
  }
}

function rowOf(row: Selectable<RegisterChangesTable>): RegisterChangeRow {
  const { id, decided: as, decided_by: by, decided_at: at } = row;
  const change = row.change as unknown as RegisterChange;
  const isDecided = as !== null && by !== null && at !== null;
  return {
    ...{ id, change, proposedBy: row.proposed_by, proposedAt: row.proposed_at },
    ...(isDecided && { decided: { as, by, at } }),
  };
}
