/** A database that is slow: what the caller is told, what the log says, and that nothing is lost. */
import { sql } from 'kysely';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openLink } from '../../src/registry/open.ts';
import type { RegistryOptions } from '../../src/registry/open.ts';
import type { SlowStatement } from '../../src/registry/statements.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { startPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';

/** Nobody else says this. */
const VALUE = 'Unmistakeable-1957';
/** Any statement takes longer. */
const EVERY_MS = 0.001;
const LIMITS = { statementMs: 400, lockMs: 10_000 };

let postgres: TestPostgres;
let databaseUrl: string;
let api: TestApi;
let lines: string[];
let slow: SlowStatement[];

beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.freshDatabase();
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(line) });
  const tell = (statement: SlowStatement): void => {
    slow.push(statement);
    log.warn(statement, 'slow statement');
  };
  lines = [];
  slow = [];
  api = await startApi({
    registry: { databaseUrl, limits: LIMITS, watch: { slowMs: EVERY_MS, slow: tell } },
    log,
  });
});
beforeEach(() => {
  lines = [];
  slow = [];
});
afterAll(async () => {
  await api.close();
  await postgres.stop();
});

/** Nobody else gets at the table for as long as this runs. */
async function whileLocked(table: string, inside: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`lock table ${table} in access exclusive mode`);
    await inside();
  } finally {
    await client.end();
  }
}

describe('a statement over its time', () => {
  test('is 503 UNAVAILABLE with what to do, and the same request afterwards is taken once', async () => {
    await api.open('SLOW-1');
    const event = { id: 'e-1', type: 'note.added', at: '2031-03-05', by: 'EMB-CO-1', text: VALUE };
    const send = async () =>
      api.request('POST', '/v1/cases/SLOW-1/events', { body: await api.signed('SLOW-1', event) });
    await whileLocked('verdicts', async () => {
      const refused = await send();
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await refused.json()).toMatchObject({
        code: 'UNAVAILABLE',
        detail: expect.stringMatching(/took longer than it may.*Send the same request again/s),
      });
    });
    expect(await (await send()).json()).toMatchObject({ outcome: 'accepted', seq: 1 });
    const file = await api.registry.file('SLOW-1');
    expect(file.map(({ seq }) => seq)).toEqual([1]);
    expect(lines.join('')).not.toContain(VALUE);
    expect(slow).toContainEqual(expect.objectContaining({ code: '57014' }));
  });

  test('leaves the connection as good as new', async () => {
    await whileLocked('cases', async () => {
      const answers = Array.from({ length: 12 }, () => api.request('GET', '/v1/cases/SLOW-1'));
      const statuses = (await Promise.all(answers)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([503]));
    });
    expect((await api.request('GET', '/v1/cases/SLOW-1')).status).toBe(200);
  });
});

describe('the log of slow statements', () => {
  test('has their text with placeholders and how long they took', async () => {
    await api.request('GET', `/v1/cases/${VALUE}`);
    const read = slow.find(({ statement }) => /case_row/.test(statement));
    expect(read?.statement).toContain('$1');
    expect(read?.ms).toBeGreaterThanOrEqual(0);
    const logged = lines.map((line) => JSON.parse(line) as { msg?: string; statement?: string });
    expect(logged).toContainEqual(
      expect.objectContaining({ msg: 'slow statement', statement: read?.statement }),
    );
  });

  test('never has a value, of whatever call', async () => {
    const facts = { province: 'Jilin', adult: true, note: VALUE };
    const opening = { caseNo: 'SLOW-2', procedure: 'outbound', subjectRef: VALUE, facts };
    await api.request('POST', '/v1/cases', { body: opening });
    const event = { id: VALUE, type: 'note.added', at: '2031-03-05', by: 'EMB-CO-1', text: VALUE };
    const submission = await api.signed('SLOW-2', event);
    await api.request('POST', '/v1/cases/SLOW-2/events', { body: submission });
    await api.request('GET', `/v1/cases?q=${VALUE}`);
    await api.request('GET', `/v1/tasks?holder=${VALUE}`);
    expect(slow.length).toBeGreaterThan(5);
    expect(JSON.stringify(slow)).not.toContain(VALUE);
    expect(JSON.stringify(slow)).not.toContain('SLOW-2');
  });
});

describe.each(['PGlite', 'PostgreSQL'])('an error of the database on %s', (driver) => {
  const statements = {
    'a value of the wrong type': sql`select ${VALUE}::text::integer`,
    'a row that is there already': sql`insert into kept_values values (${VALUE})`,
  };

  test('holds no value, wherever somebody might log it', async () => {
    const options: RegistryOptions =
      driver === 'PGlite' ? {} : { databaseUrl: await postgres.freshDatabase() };
    const link = await openLink(options);
    const fill = `insert into kept_values values ('${VALUE}')`;
    await sql.raw('create table kept_values (name text primary key)').execute(link.db);
    await sql.raw(fill).execute(link.db);
    for (const [what, statement] of Object.entries(statements)) {
      const failed: unknown = await statement.execute(link.db).catch((error: unknown) => error);
      if (!(failed instanceof Error)) throw new Error(`${what} was taken`);
      const all = [failed.message, failed.stack, JSON.stringify(Object.entries(failed))].join();
      expect(all, what).not.toContain(VALUE);
      expect(failed, what).toHaveProperty('code');
    }
    await link.close();
  });
});
