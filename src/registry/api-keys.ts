/** Keys of other services, by their hashes: no secret is ever here. */
import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import { textArray } from './arrays.ts';
import { logRegisters } from './register-log.ts';
import type { ApiKeysTable, Database } from './schema.ts';

/** An API key as the registry keeps it. Instants are ISO in UTC. */
export interface ApiKeyRow {
  readonly id: string;
  /** Which service it is for. */
  readonly name: string;
  /** Names of powers. */
  readonly powers: readonly string[];
  /** base64url SHA-256 of the secret. */
  readonly hash: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string;
  /** The secret before the last rotation, good until `until`. */
  readonly previous?: { readonly hash: string; readonly until: string };
  readonly revokedAt?: string;
  /** To the minute. */
  readonly lastUsedAt?: string;
}

/** Where API keys are kept. What is done to them is logged with it. */
export interface ApiKeyStore {
  apiKey(id: string): Promise<ApiKeyRow | undefined>;
  /** All of them, revoked and expired ones too, oldest first. */
  apiKeys(): Promise<readonly ApiKeyRow[]>;
  /** @throws where the id is taken. */
  addApiKey(
    key: Pick<
      ApiKeyRow,
      'id' | 'name' | 'powers' | 'hash' | 'createdAt' | 'createdBy' | 'expiresAt'
    >,
  ): Promise<void>;
  /** Puts another secret in the place of the present one, which stays good until `overlapUntil`. */
  rotateApiKey(rotation: {
    readonly id: string;
    readonly hash: string;
    readonly overlapUntil: string;
    readonly expiresAt: string;
    /** Who rotates it, and when. */
    readonly by: string;
    readonly at: string;
  }): Promise<void>;
  /** From now on nobody gets in by it; the first revocation stands. */
  revokeApiKey(id: string, at: string, by: string): Promise<void>;
  /** Notes the use, once a minute at most: a key is used often, and to the minute is enough. */
  usedApiKey(id: string, at: string): Promise<void>;
}

const MINUTE_MS = 60_000;

/** The store over an open database. */
export function apiKeyStore(db: Kysely<Database>): ApiKeyStore {
  return {
    ...changing(db),
    async apiKey(id) {
      const row = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row && keyOf(row);
    },
    async apiKeys() {
      const rows = await db
        .selectFrom('api_keys')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(keyOf);
    },
    async usedApiKey(id, at) {
      const before = new Date(Date.parse(at) - MINUTE_MS).toISOString();
      await db
        .updateTable('api_keys')
        .set({ last_used_at: at })
        .where('id', '=', id)
        .where((use) => use.or([use('last_used_at', 'is', null), use('last_used_at', '<', before)]))
        .execute();
    },
  };
}

function changing(
  db: Kysely<Database>,
): Pick<ApiKeyStore, 'addApiKey' | 'rotateApiKey' | 'revokeApiKey'> {
  return {
    addApiKey: ({ id, name, powers, hash, createdAt, createdBy, expiresAt }) =>
      db.transaction().execute(async (all) => {
        const values = { id, name, powers: textArray(powers), hash, expires_at: expiresAt };
        await all
          .insertInto('api_keys')
          .values({ ...values, created_at: createdAt, created_by: createdBy })
          .execute();
        const detail = { name, powers, expiresAt };
        const made = { at: createdAt, who: createdBy, what: 'created', detail } as const;
        await logRegisters(all, { ...made, subject: `api-key/${id}` });
      }),
    rotateApiKey: ({ id, hash, overlapUntil, expiresAt, by, at }) =>
      db.transaction().execute(async (all) => {
        const previous = { previous_hash: sql<string>`hash`, previous_until: overlapUntil };
        await all
          .updateTable('api_keys')
          .set({ ...previous, hash, expires_at: expiresAt })
          .where('id', '=', id)
          .execute();
        const rotated = { at, who: by, what: 'rotated', subject: `api-key/${id}` } as const;
        await logRegisters(all, { ...rotated, detail: { overlapUntil, expiresAt } });
      }),
    revokeApiKey: (id, at, by) =>
      db.transaction().execute(async (all) => {
        const { numUpdatedRows } = await all
          .updateTable('api_keys')
          .set({ revoked_at: at })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return;
        const subject = `api-key/${id}`;
        await logRegisters(all, { at, who: by, what: 'revoked', subject, detail: {} });
      }),
  };
}

function keyOf(row: Selectable<ApiKeysTable>): ApiKeyRow {
  const { previous_hash: hash, previous_until: until } = row;
  return {
    id: row.id,
    name: row.name,
    powers: row.powers,
    hash: row.hash,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    ...(hash !== null && until !== null && { previous: { hash, until } }),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
  };
}
