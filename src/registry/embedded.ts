/** The embedded registry: PGlite, in a folder or in memory. One process at a time may have it. */
import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely } from 'kysely';
import type { Link } from './link.ts';
import { migrate } from './migrations/index.ts';
import { PGliteDialect } from './pglite-dialect.ts';
import type { Database } from './schema.ts';
import { statementHook } from './statements.ts';
import type { StatementWatch } from './statements.ts';
import { CHANNEL, Waiters } from './waiters.ts';

/**
 * Opens the folder (made where missing), or a registry in memory where it is absent.
 *
 * PGlite has no guard of its own: a second process on the same folder loses rows that were
 * acknowledged. The caller holds the lock of the data folder.
 */
export async function openEmbedded(
  folder: string | undefined,
  watch?: StatementWatch,
): Promise<Link> {
  if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  const client = folder === undefined ? new PGlite() : new PGlite(folder);
  const db = new Kysely<Database>({
    dialect: new PGliteDialect(client),
    log: statementHook(watch),
  });
  const waiters = new Waiters();
  try {
    await client.waitReady;
    await migrate(db);
    await client.listen(CHANNEL, (payload) => waiters.notified(payload));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, waiters, close: closing(waiters, db) };
}

function closing(waiters: Waiters, db: Kysely<Database>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    waiters.close();
    closed ??= db.destroy();
    return closed;
  };
}
