/**
 * Vitest starts this once before a run on PostgreSQL, and takes it down at the end: a server for all files
 * of the run, with the schema made once.
 */
import type { TestProject } from 'vitest/node';
import { openRegistry } from '../../src/registry/open.ts';
import { SERVER_VARIABLE, TEMPLATE, isOnPostgres } from './database.ts';
import { query, startPostgres } from './postgres.ts';

/** Starts the server where the project's tests run on PostgreSQL; gives what ends it. */
export async function setup({ config }: TestProject): Promise<() => Promise<void>> {
  if (!isOnPostgres({ ...process.env, ...config.env })) return () => Promise.resolve();
  const server = await startPostgres();
  const first = await server.freshDatabase();
  const address = first.slice(0, first.lastIndexOf('/'));
  await query(`${address}/postgres`, `create database ${TEMPLATE}`);
  const registry = await openRegistry({ databaseUrl: `${address}/${TEMPLATE}` });
  await registry.close();
  process.env[SERVER_VARIABLE] = address;
  return () => server.stop();
}
