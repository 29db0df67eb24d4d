/**
 * Which fast tests `npm run test:postgres` runs again: all that open a registry on the database of the run.
 */
import { importsOf, sources } from './sources.ts';

/** What opens one. */
const OPENS = ['test/support/api.ts', 'test/support/database.ts'];

/** Their paths from the root. */
export function testsOnPostgres(): readonly string[] {
  return sources('test')
    .filter(({ path }) => /^test\/(?!e2e\/).*\.test\.ts$/.test(path))
    .filter((file) =>
      importsOf(file).some(({ target, typeOnly }) => !typeOnly && OPENS.includes(target)),
    )
    .map(({ path }) => path);
}
