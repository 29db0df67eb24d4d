/** A back-up of the registry (docs/backup.md): dumped, and restored into a database nobody has used. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRegistry } from '../../src/registry/open.ts';
import { query, startPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { aCase, entryRow, openTask, rejectedRow } from '../support/records.ts';

const run = promisify(execFile);
const BIN = '/usr/lib/postgresql/15/bin';
let postgres: TestPostgres;
let folder: string;

beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'crossing-backup-'));
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Every row of every table, by table. */
async function rowsOf(url: string): Promise<Record<string, unknown>> {
  const tables = await query(url, `select tablename from pg_tables where schemaname = 'public'`);
  const rows: Record<string, unknown> = {};
  for (const { tablename } of tables) {
    const [found] = await query(
      url,
      `select count(*)::int as n, md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as md5
        from "${String(tablename)}" t`,
    );
    rows[String(tablename)] = found;
  }
  return rows;
}

it('restored from its dump has every row, and goes on with the next one', async () => {
  const [from, to] = [await postgres.freshDatabase(), await postgres.freshDatabase()];
  const before = await openRegistry({ databaseUrl: from });
  const one = aCase(before);
  await one.record([entryRow(1, 'a', { effects: [openTask('t-1', ['EMB-CO'])] })]);
  await one.record([entryRow(2, 'b'), rejectedRow(1)]);
  await before.close();
  const dump = join(folder, 'registry.dump');
  await run(join(BIN, 'pg_dump'), ['--format=custom', `--file=${dump}`, from]);
  await run(join(BIN, 'pg_restore'), ['--no-owner', '--exit-on-error', `--dbname=${to}`, dump]);
  expect(await rowsOf(to)).toEqual(await rowsOf(from));
  const after = await openRegistry({ databaseUrl: to });
  try {
    const standing = await after.filed(one.caseNo);
    expect(standing?.entries).toHaveLength(2);
    const again = aCase(after);
    expect((await again.record([entryRow(1, 'a')])).head.seq).toBe(1);
    await expect(query(to, 'delete from entries')).rejects.toThrow(/never changed or deleted/);
  } finally {
    await after.close();
  }
});
