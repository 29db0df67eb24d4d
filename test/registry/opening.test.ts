import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLink, openRegistry, registryOver } from '../../src/registry/open.ts';
import { query, startPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { aCase, entryRow } from '../support/records.ts';

const START_MS = 60_000;

describe('on PGlite', () => {
  it('what was recorded is there when the folder is opened again', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'crossing-registry-'));
    try {
      const first = await openRegistry({ dataDir });
      const one = aCase(first);
      await one.record([entryRow(1, 'a')]);
      await first.close();
      await first.close();
      const second = await openRegistry({ dataDir });
      expect(await second.case(one.caseNo)).toMatchObject({ seq: 1, hash: one.head.hash });
      await second.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

describe('on PostgreSQL', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  }, START_MS);
  afterAll(() => server.stop(), START_MS);

  it('several processes may start at once on an empty database', async () => {
    const databaseUrl = await server.freshDatabase();
    const all = await Promise.all(
      Array.from({ length: 4 }, () => openRegistry({ databaseUrl, writeLog: true })),
    );
    const [first] = all;
    if (first === undefined) throw new Error('four registries');
    const one = aCase(first);
    const heard = all.map((registry) => registry.changed(one.caseNo, 20_000));
    await one.record([entryRow(1, 'a')]);
    // Whichever process wrote: all of them hear it.
    await Promise.all(heard);
    await Promise.all(all.map((registry) => registry.close()));
  });

  it('a record that cannot have the lock gives up within three seconds', async () => {
    const databaseUrl = await server.freshDatabase();
    const link = await openLink({ databaseUrl });
    const registry = registryOver(link);
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    const next = one.input([entryRow(2, 'b')]);
    await link.db.transaction().execute(async (frozen) => {
      await sql`select from cases for update`.execute(frozen);
      const started = performance.now();
      await expect(registry.record(next)).rejects.toThrow(/lock timeout/);
      expect(performance.now() - started).toBeLessThan(3_000);
    });
    expect((await registry.record(next)).head.seq).toBe(2);
    await registry.close();
  });

  it('a transaction that was left open is ended by the server, and the case goes on', async () => {
    const databaseUrl = await server.freshDatabase();
    const link = await openLink({ databaseUrl });
    const { rows } = await sql<{ name: string; setting: string }>`
      select name, setting from pg_settings where name in ('idle_in_transaction_session_timeout',
        'lock_timeout', 'statement_timeout', 'default_transaction_isolation', 'application_name')
      order by name`.execute(link.db);
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      application_name: 'crossing-cases',
      default_transaction_isolation: 'read committed',
      idle_in_transaction_session_timeout: '5000',
      lock_timeout: '2000',
      statement_timeout: '2500',
    });
    await link.close();
  });

  it('who waits looks again when the listening connection broke, and is heard afterwards', async () => {
    const databaseUrl = await server.freshDatabase();
    const registry = await openRegistry({ databaseUrl });
    const one = aCase(registry);
    const broken = registry.changed(one.caseNo, 20_000);
    await query(databaseUrl, endOf('crossing-cases listener'));
    await broken;
    // Once it listens again, everybody looks again; from then on nothing is missed.
    await registry.changed(one.caseNo, 20_000);
    const heard = registry.changed(one.caseNo, 20_000);
    await one.record([entryRow(1, 'a')]);
    await heard;
    await registry.close();
  });

  it('connections that the server ended are replaced', async () => {
    const databaseUrl = await server.freshDatabase();
    const registry = await openRegistry({ databaseUrl });
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    await query(databaseUrl, endOf('crossing-cases'));
    await expect
      .poll(() => one.record([entryRow(2, 'b')]).then(() => 'recorded', String))
      .toBe('recorded');
    await registry.close();
  });

  it.each(['127.0.0.1', 'localhost'])(
    'a server that is not there is an error at once, which names the setting: %s',
    async (host) => {
      const nowhere = openRegistry({ databaseUrl: `postgres://test:secret@${host}:1/none` });
      await expect(nowhere).rejects.toThrow(/^(?!.*secret).*DATABASE_URL.*ECONNREFUSED/);
    },
  );
});

function endOf(application: string): string {
  return `select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = '${application}' and datname = current_database()`;
}
