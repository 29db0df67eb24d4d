/**
 * Why a schema cannot be brought up to date, for whoever starts the service: which steps it has had does
 * not fit what this program would do next.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** A registry that this program leaves as it is. The message says what to do. */
export class RegistryUnfit extends Error {
  readonly code: 'REGISTRY_NEWER' | 'REGISTRY_OUT_OF_ORDER';
  constructor(code: RegistryUnfit['code'], words: string) {
    super(`${code}: ${words} Nothing was changed.`);
    this.name = 'RegistryUnfit';
    this.code = code;
  }
}

/**
 * What is the matter with the steps that were taken, of those that this program knows, in their order;
 * `undefined` where they are its first ones, or nothing was taken so far.
 */
export async function unfit<T>(
  db: Kysely<T>,
  known: readonly string[],
): Promise<RegistryUnfit | undefined> {
  const taken = await takenSteps(db);
  const foreign = taken.find((name) => !known.includes(name));
  if (foreign !== undefined) {
    return new RegistryUnfit(
      'REGISTRY_NEWER',
      `the registry was brought up to date by a later version of this program: it has the step ${foreign}, which ` +
        'is unknown here. Start that version, or restore a back-up of before into an empty database (docs/backup.md).',
    );
  }
  const missing = known.slice(0, taken.length).find((name) => !taken.includes(name));
  if (missing === undefined) return undefined;
  return new RegistryUnfit(
    'REGISTRY_OUT_OF_ORDER',
    `the registry has the step ${taken.at(-1)} and lacks ${missing}, which comes before it: a version between two ` +
      'releases made it. Start the version that made it, `export` every case, and make the rows again in an empty ' +
      'database with `registry rebuild --from-exports` (docs/backup.md); to try things out, name another CROSSING_DATA_DIR.',
  );
}

/** Names of the steps that were taken, sorted; none where there is no such table. */
async function takenSteps<T>(db: Kysely<T>): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ found: boolean }>`
    select to_regclass('kysely_migration') is not null as found`.execute(db);
  if (tables[0]?.found !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name).toSorted();
}
