import { expect, test } from 'vitest';
import { importsOf, sources } from './support/sources.ts';

/** What opens a registry on the database of the run. */
const OPENS = ['test/support/api.ts', 'test/support/database.ts'];

test('every fast test whose registry is on the database of the run is run on PostgreSQL too', () => {
  const tests = sources('test').filter(({ path }) => /^test\/(?!e2e\/).*\.test\.ts$/.test(path));
  const opening = tests.filter((file) =>
    importsOf(file).some(({ target, typeOnly }) => !typeOnly && OPENS.includes(target)),
  );
  expect(opening.length).toBeGreaterThan(20);
  const elsewhere = opening.filter(({ path }) => !/^test\/(api|cli|embedded)\//.test(path));
  expect(elsewhere.map(({ path }) => path)).toEqual([]);
});
