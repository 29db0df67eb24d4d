/** Rows of a registry as they are compared after a rebuild. */
import { sql } from 'kysely';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { syntheticRegisters } from '../../src/officers/keys.ts';
import type { Link } from '../../src/registry/link.ts';
import { openLink, registryOver } from '../../src/registry/open.ts';
import type { Registry } from '../../src/registry/types.ts';

/**
 * Tables that are compared whole but for these columns. `n` is drawn; when something went out, and in
 * whose hands it was, is in no export; an export spells out an empty `config`, and `opening` without one
 * says the same.
 */
export const COMPARED: Readonly<Record<string, readonly string[]>> = {
  cases: ['opening'],
  entries: [],
  verdicts: [],
  tasks: [],
  open_tasks: [],
  documents: [],
  exchanges: [],
  letters: ['n', 'delivered_at', 'handed_by', 'acknowledged_at', 'acknowledged_by'],
  notices: [],
  links: [],
};

/** Histories tell the opening to the letter, and messages without a place. */
export const TOLD = { ...COMPARED, cases: [], rejected: [] } as const satisfies typeof COMPARED;

/** Every row of a table, without the columns that may differ, in one order. */
export async function rowsOf({ db }: Link, table: string, without: readonly string[]) {
  const { rows } = await sql<{ row: JsonObject }>`
    select to_jsonb(t) - ${sql.lit(`{${without.join(',')}}`)}::text[] as row
      from ${sql.table(table)} t`.execute(db);
  return rows.map(({ row }) => row).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** The rows of these tables in the database that is named. */
export async function rowsAt(
  at: Parameters<typeof openLink>[0],
  tables: Readonly<Record<string, readonly string[]>>,
): Promise<Readonly<Record<string, readonly JsonObject[]>>> {
  const link = await openLink(at);
  try {
    const all: Record<string, readonly JsonObject[]> = {};
    for (const [table, without] of Object.entries(tables)) {
      all[table] = await rowsOf(link, table, without);
    }
    return all;
  } finally {
    await link.close();
  }
}

function keyOf(row: JsonObject): string {
  return JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A registry without cases whose registers came from back-up. */
export async function withRegisters(link: Link, dataDir: string): Promise<Registry> {
  const registry = registryOver(link);
  const { officers, issuers } = await syntheticRegisters(dataDir);
  await registry.putOfficers(officers);
  await registry.putIssuers(issuers);
  return registry;
}
