/**
 * On which database a run of the tests opens its registries: PGlite, or with `TEST_DATABASE=postgres` the
 * one PostgreSQL server that `shared-postgres.ts` has started for the run.
 */
import { randomUUID } from 'node:crypto';
import type { RegistryOptions } from '../../src/registry/open.ts';
import { query } from './postgres.ts';

/** A database of that server whose schema is up to date, and which nobody holds open. */
export const TEMPLATE = 'registry_template';

/** The server's address without a database; it gets here from the process that started it. */
export const SERVER_VARIABLE = 'TEST_POSTGRES_SERVER';

/** True where the run was asked for PostgreSQL. @throws for a database that there is not. */
export function isOnPostgres(env: Readonly<Record<string, unknown>> = process.env): boolean {
  const wanted = env['TEST_DATABASE'] ?? 'pglite';
  if (wanted !== 'postgres' && wanted !== 'pglite') {
    throw new Error('TEST_DATABASE: use postgres or pglite');
  }
  return wanted === 'postgres';
}

/** An empty registry's database: its own for each call. On PGlite: in memory. */
export async function testDatabase(): Promise<RegistryOptions> {
  if (!isOnPostgres()) return {};
  const server = process.env[SERVER_VARIABLE];
  if (server === undefined) throw new Error('TEST_DATABASE=postgres needs a run by vitest.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(`${server}/postgres`, `create database ${name} template ${TEMPLATE}`);
  return { databaseUrl: `${server}/${name}` };
}

const byFolder = new Map<string, string>();

/** The database that belongs to a data folder: the same when a service starts on it again. */
export async function databaseOf(dataDir: string): Promise<string | undefined> {
  const known = byFolder.get(dataDir);
  if (known !== undefined) return known;
  const { databaseUrl } = await testDatabase();
  if (databaseUrl !== undefined) byFolder.set(dataDir, databaseUrl);
  return databaseUrl;
}
