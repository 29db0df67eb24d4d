/** The registers: officers, issuers, channels. A second `put` of a name replaces. */
import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { Issuer, OfficerTerm, Registers, Substitution } from '../../activities/ports.ts';
import { textArray } from './arrays.ts';
import { jsonb } from './json.ts';
import type { Database, IssuersTable } from './schema.ts';
import type { Registry } from './types.ts';

/** `null`: no province, from ever, for ever. */
export interface OfficersTable {
  id: string;
  role: string;
  body: string;
  province: string | null;
  valid_from: string | null;
  valid_until: string | null;
}

type Reading = Registers & Pick<Registry, 'issuers' | 'listOfficers' | 'listIssuers'>;
type Putting = Pick<Registry, 'putOfficers' | 'putIssuers' | 'defaultRegisters' | 'putChannels'>;

export function registersOf(db: Kysely<Database>): Reading & Putting {
  return { ...reading(db), ...putting(db) };
}

function reading(db: Kysely<Database>): Reading {
  return {
    async named(names) {
      if (names.officers.length + names.issuers.length === 0) {
        return { officers: [], issuers: [], substitutions: [] };
      }
      const { rows } = await sql<{ found: Named }>`
        select named_registers(${jsonb(names.officers)}, ${jsonb(names.issuers)}) as found
      `.execute(db);
      const { officers = [], issuers = [], substitutions = [] } = rows[0]?.found ?? {};
      return {
        officers: officers.map((row) => withoutNulls<OfficerTerm>(row)),
        issuers,
        substitutions: substitutions.map((row) => withoutNulls<Substitution>(row)),
      };
    },
    async issuers(isses) {
      if (isses.length === 0) return [];
      const rows = await db.selectFrom('issuers').selectAll().where('iss', 'in', isses).execute();
      return rows.map(issuerOf);
    },
    async listOfficers({ role, body, after, limit }) {
      const rows = await db
        .selectFrom('officers')
        .select(['id', 'role', 'body', 'province', 'valid_from as from', 'valid_until as until'])
        .$if(role !== undefined, (query) => query.where('role', '=', role ?? ''))
        .$if(body !== undefined, (query) => query.where('body', '=', body ?? ''))
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`id collate "C" > ${after ?? ''}::text`),
        )
        .orderBy(sql`id collate "C"`)
        .limit(limit)
        .execute();
      return rows.map(withoutNulls);
    },
    async listIssuers({ after, limit }) {
      const rows = await db
        .selectFrom('issuers')
        .selectAll()
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`iss collate "C" > ${after ?? ''}::text`),
        )
        .orderBy(sql`iss collate "C"`)
        .limit(limit)
        .execute();
      return rows.map(issuerOf);
    },
  };
}

function issuerOf({ iss, jwks, speaks_for }: Selectable<IssuersTable>): Issuer {
  return { iss, jwks, speaksFor: speaks_for };
}

/** A row as the database tells it: what is absent is null. */
type Told<T> = { readonly [K in keyof T]: T[K] | null };

interface Named {
  readonly officers: readonly Told<OfficerTerm>[];
  readonly issuers: readonly Issuer[];
  readonly substitutions: readonly Told<Substitution>[];
}

function withoutNulls<T extends object>(row: Told<T>): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}

function putting(db: Kysely<Database>): Putting {
  return {
    async putOfficers(officers) {
      for (const officer of officers) await putOfficer(db, officer);
    },
    async putIssuers(issuers) {
      for (const issuer of issuers) await putIssuer(db, issuer);
    },
    async defaultRegisters({ officers, issuers }) {
      for (const officer of officers) {
        await db
          .insertInto('officers')
          .values({ id: officer.id, ...termsOf(officer) })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute();
      }
      const changed = await db
        .selectFrom('register_log')
        .select('subject')
        .where('what', '=', 'confirmed')
        .where('subject', 'like', 'issuer/%')
        .execute();
      const ours = new Set(changed.map(({ subject }) => subject));
      for (const issuer of issuers) {
        if (!ours.has(`issuer/${issuer.iss}`)) await putIssuer(db, issuer);
      }
    },
    async putChannels(channels) {
      for (const { body, channel } of channels) {
        await db
          .insertInto('channels')
          .values({ body, channel })
          .onConflict((conflict) => conflict.column('body').doUpdateSet({ channel }))
          .execute();
      }
    },
  };
}

/** Puts an officer in the place of the one of that id. */
export async function putOfficer(db: Kysely<Database>, officer: OfficerTerm): Promise<void> {
  const terms = termsOf(officer);
  await db
    .insertInto('officers')
    .values({ id: officer.id, ...terms })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(terms))
    .execute();
}

/** Puts an issuer in the place of the one of that name. */
export async function putIssuer(
  db: Kysely<Database>,
  { iss, jwks, speaksFor }: Issuer,
): Promise<void> {
  const values = { jwks: jsonb(jwks), speaks_for: textArray(speaksFor) };
  await db
    .insertInto('issuers')
    .values({ iss, ...values })
    .onConflict((conflict) => conflict.column('iss').doUpdateSet(values))
    .execute();
}

function termsOf(officer: OfficerTerm) {
  return {
    role: officer.role,
    body: officer.body,
    province: officer.province ?? null,
    valid_from: officer.from ?? null,
    valid_until: officer.until ?? null,
  };
}
