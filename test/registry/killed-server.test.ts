/** What a server that is killed in the middle leaves behind, at the level of connections. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Link } from '../../src/registry/link.ts';
import { openLink, registryOver } from '../../src/registry/open.ts';
import type { Registry } from '../../src/registry/types.ts';
import { startPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { aCase, entryRow } from '../support/records.ts';

let postgres: TestPostgres;
let link: Link;
let registry: Registry;

beforeAll(async () => {
  postgres = await startPostgres();
  link = await openLink({ databaseUrl: await postgres.freshDatabase() });
  registry = registryOver(link);
});
afterAll(async () => {
  await registry.close();
  await postgres.stop();
});

it('what was acknowledged stands after a kill, a transaction in the middle is undone, and work goes on', async () => {
  const one = aCase(registry);
  await one.record([entryRow(1, 'a'), entryRow(2, 'b')]);
  // Nobody waits for an answer on this connection when it breaks.
  const middle = link.db.transaction().execute(async (trx) => {
    await sql`update cases set state = 'half' where case_no = ${one.caseNo}`.execute(trx);
    await postgres.killAndRestart();
  });
  await expect(middle).rejects.toThrow();
  await expect.poll(() => registry.file(one.caseNo).catch(() => [])).toHaveLength(2);
  expect((await registry.case(one.caseNo))?.state).not.toBe('half');
  await one.record([entryRow(3, 'c')]);
  expect((await registry.file(one.caseNo)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
});
