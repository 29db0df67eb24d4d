/**
 * Fifty synthetic persons through the whole service; then everything that it keeps, says and sends is
 * searched for them, and once they are erased, the registry again with every key there is.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Scope } from '../../src/persons/store.ts';
import { keyContext } from '../../src/persons/vault.ts';
import { openMasterKeys } from '../../src/sealing/master-keys.ts';
import { open, Unreadable } from '../../src/sealing/seal.ts';
import { ISSUER, openIssuer } from '../support/issuer.ts';
import type { TestIssuer } from '../support/issuer.ts';
import { IN_CLEAR, Office, sampleFiles } from '../support/marked-cases.ts';
import type { MarkedCase } from '../support/marked-cases.ts';
import { query, startPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { startStack } from '../support/stack.ts';
import type { TestStack } from '../support/stack.ts';
import { found, marksOf, syntheticPersons } from '../support/synthetic-persons.ts';

const COUNT = 50;
/** One more, who is not erased. */
const PERSONS = syntheticPersons(COUNT + 1);
const MARKS = marksOf(PERSONS);
/** Cases at the same time. */
const SIDE_BY_SIDE = 4;

let stack: TestStack;
let office: Office;
let postgres: TestPostgres;
let databaseUrl: string;
let issuer: TestIssuer;
let server: Server;
const told: Buffer[] = [];
const said: string[] = [];
const logged: Buffer[] = [];
const cases: MarkedCase[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.freshDatabase();
  const logTo = new Writable({
    write: (chunk: Buffer, _, done) => {
      logged.push(Buffer.from(chunk));
      done();
    },
  });
  issuer = await openIssuer();
  const url = await startServer();
  stack = await startStack({
    databaseUrl,
    answerMs: 200,
    env: {
      CROSSING_LOG_LEVEL: 'debug',
      CROSSING_RATE_PER_MINUTE: '0',
      CROSSING_WEBHOOK_ALLOW: '127.0.0.0/8',
      CROSSING_OIDC_ISSUER: ISSUER,
      CROSSING_OIDC_JWKS: `${url}/jwks`,
    },
    logTo,
    say: (text) => void said.push(text),
  });
  await stack.service.post('/v1/subscriptions', {
    url: `${url}/tasks`,
    kinds: ['task.opened'],
    roles: [],
  });
  office = new Office(stack, (officer) => issuer.token(officer));
  const samples = await sampleFiles();
  const work = [...PERSONS.entries()];
  const worker = async (): Promise<void> => {
    for (let next = work.shift(); next !== undefined; next = work.shift()) {
      const [at, person] = next;
      const sample = samples[at];
      cases.push(await (sample ? office.play(sample, person) : office.live(`PD-${at}`, person)));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  await vi.waitFor(
    async () => {
      expect((await consents()).length).toBeGreaterThan(9);
      expect(told.length).toBeGreaterThan(9);
    },
    { timeout: 60_000, interval: 200 },
  );
});
afterAll(async () => {
  await stack?.stop();
  server?.close();
  await postgres?.stop();
});

/** The keys of the issuer, and an approval tool that keeps what it is told. */
async function startServer(): Promise<string> {
  const keys = await (await issuer.send(`${ISSUER}/jwks`)).text();
  server = createServer((request, response) => {
    const parts: Buffer[] = [Buffer.from(JSON.stringify(request.headers))];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-type': 'application/json' }).end(keys);
        return;
      }
      told.push(Buffer.concat(parts));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Letters that asked the other side and were delivered. */
async function consents(): Promise<readonly unknown[]> {
  const letters = await stack.registry.letters({});
  return letters.filter(({ kind, deliveredAt }) => kind === 'M2' && deliveredAt !== undefined);
}

/** The file of a case that was not erased. */
function keptCase(): MarkedCase {
  const kept = cases.find(({ person }) => person === PERSONS[COUNT]);
  if (kept === undefined) throw new Error('the last person has a case');
  return kept;
}

/** Everything below a folder but the folder of the keys; files that vanish meanwhile are none. */
async function folder(path: string): Promise<Buffer> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.parentPath !== join(path, 'keys'))
    .map((entry) => readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0)));
  return Buffer.concat(await Promise.all(files));
}

/** All rows of all tables, as text; sealed bytes in hexadecimal. */
async function registry(): Promise<Buffer> {
  const tables = await query(
    databaseUrl,
    "select table_name from information_schema.tables where table_schema = 'public'",
  );
  const rows = await Promise.all(
    tables.map(({ table_name: name }) =>
      query(databaseUrl, `select t::text as row from "${String(name)}" t`),
    ),
  );
  expect(tables.map(({ table_name: name }) => name)).toContain('sealed_items');
  return Buffer.from(
    rows
      .flat()
      .map(({ row }) => String(row))
      .join('\n'),
  );
}

/** Histories with their payloads decoded, and what visibility shows: attributes, memo, summaries. */
async function histories(): Promise<Buffer> {
  const parts: unknown[] = [];
  for await (const info of stack.temporal.client.workflow.list()) {
    const { workflowId, runId, memo, searchAttributes } = info;
    parts.push({ workflowId, runId, memo, searchAttributes });
    const handle = stack.temporal.client.workflow.getHandle(workflowId, runId);
    parts.push(await handle.fetchHistory());
    parts.push((await handle.describe()).raw);
  }
  expect(parts.length).toBeGreaterThan(COUNT);
  return Buffer.concat(parts.flatMap((part) => [...bytesIn(part)]));
}

/** Names and values, as deep as they lie; a payload as its bytes, which JSON would show in base64. */
function* bytesIn(value: unknown): Generator<Uint8Array> {
  if (value instanceof Uint8Array) {
    yield value;
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      yield Buffer.from(`\n${name} `);
      yield* bytesIn(inner);
    }
  } else {
    yield Buffer.from(String(value));
  }
}

function clearly(bytes: Buffer): boolean {
  return bytes.includes(IN_CLEAR);
}

test('no person is in the Temporal database, nor in any other file but the keys', async () => {
  const files = await folder(stack.dataDir);
  expect(clearly(files)).toBe(true);
  expect(found(MARKS, files)).toEqual([]);
});

test('no person is in a history, a search attribute, a memo or a summary', async () => {
  const text = await histories();
  expect(clearly(text)).toBe(true);
  expect(text.includes('CrossingState')).toBe(true);
  expect(found(MARKS, text)).toEqual([]);
});

test('no person is in what is logged and said, nor in what tools are told', async () => {
  const log = Buffer.concat(logged);
  expect(log.includes('/stored-files')).toBe(true);
  expect(found(MARKS, log)).toEqual([]);
  expect(found(MARKS, Buffer.from(said.join('\n')))).toEqual([]);
  const bodies = Buffer.concat(told);
  expect(bodies.includes('PD-')).toBe(true);
  expect(found(MARKS, bodies)).toEqual([]);
});

test('no person is read in the registry without its keys', async () => {
  const rows = await registry();
  expect(clearly(rows)).toBe(true);
  expect(found(MARKS, rows)).toEqual([]);
});

test('the log of readings has every reading, and every one that was refused', async () => {
  for (const { caseNo, examined, live } of cases) {
    const readings = await stack.registry.readings(caseNo);
    const count = (of: string): number => readings.filter(({ act }) => act === of).length;
    expect(Object.fromEntries(readings.map(({ act }) => [act, count(act)])), caseNo).toEqual({
      written: 4,
      ...(live && { compared: 2 }),
      read: examined ? 4 : 2,
      refused: examined ? 2 : 4,
    });
  }
});

test('after erasure no key that there is opens what a back-up still has of them', async () => {
  const kept = keptCase();
  const backup = await query(
    databaseUrl,
    `select case_no, ref, kind, version, sealed from sealed_items where case_no <> '${kept.caseNo}'`,
  );
  expect(backup).toHaveLength(COUNT * 4);
  for (const one of cases.filter((other) => other !== kept)) {
    expect(await office.erase(one)).toMatchObject({
      says: { case: one.caseNo, unreadable: [{}, {}, {}, {}] },
    });
    const read = await office.call(one.officers[0], 'GET', `/v1/cases/${one.caseNo}/identity`);
    expect(read.status).toBe(410);
  }
  const { person, officers, caseNo } = kept;
  const read = await office.call(officers[0], 'GET', `/v1/cases/${caseNo}/identity`);
  expect(await read.json()).toMatchObject({ name: person.name });
  const keys = await query(databaseUrl, 'select * from data_keys');
  expect(keys.map(({ case_no: owner }) => owner)).toEqual([caseNo, caseNo]);
  const masters = await openMasterKeys(join(stack.dataDir, 'keys', 'master.key'), true);
  for (const { scope, master_id: masterId, wrapped } of keys) {
    const under = { masterId: String(masterId), wrapped: wrapped as Buffer };
    const key = await masters.unwrap(under, keyContext(caseNo, scope as Scope));
    for (const { case_no: owner, ref, kind, version, sealed } of backup) {
      const bound = ref === kind ? String(kind) : `${String(kind)} ${String(ref)}`;
      const context = { owner: String(owner), kind: bound, version: Number(version) };
      expect(() => open(sealed as Buffer, key, context)).toThrow(Unreadable);
    }
  }
  const rows = await registry();
  expect(found(MARKS, rows)).toEqual([]);
});
