/**
 * A registry that was lost is made again from exported files: every row of every sample case, and of live
 * ones with a draft, letters and a household, comes out as it stood.
 */
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkCase } from '../../src/cases/check-file.ts';
import { readCaseFile } from '../../src/cases/case-file.ts';
import { playCaseFile } from '../../src/cli/play.ts';
import { RegistryInUse, rebuild } from '../../src/rebuild/rebuild.ts';
import type { RebuildResult } from '../../src/rebuild/rebuild.ts';
import { openLink, registryOver } from '../../src/registry/open.ts';
import type { Link } from '../../src/registry/link.ts';
import type { Registry } from '../../src/registry/types.ts';
import { listeningBundle } from '../../src/temporal/bundle.ts';
import { openHistories } from '../../src/temporal/histories.ts';
import type { Histories } from '../../src/temporal/histories.ts';
import { numbersKnownTo } from '../../src/temporal/runs.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { AT, openDesk, openMobilized, runCommand } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';
import { COMPARED, TOLD, rowsOf, withRegisters } from '../support/rebuilt.ts';
import { startPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/cases/', import.meta.url));
const PATIENT = { timeout: 60_000, interval: 100 };
const LIVE = ['REBUILD-1', 'REBUILD-2'] as const;
const CHILD = { caseNo: LIVE[0], relation: 'child', dependent: true, open: true };

let postgres: TestPostgres;
let desk: Desk;
let lost: Link;
let exports: string;
let databaseUrl: string;
const numbers: string[] = [];
const REBUILD = ['registry', 'rebuild', '--from-exports'] as const;

beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.freshDatabase();
  desk = await openDesk({ databaseUrl });
  lost = await openLink({ databaseUrl });
  exports = await mkdtemp(join(tmpdir(), 'crossing-exports-'));
  await Promise.all([playSamples(), ...LIVE.map((no, at) => live(no, at)), duty()]);
  for (const no of numbers) {
    const path = join(exports, `${no.replace('/', '-')}.json`);
    const { exitCode, err } = await desk.command('export', no, '--out', path);
    expect({ exitCode, err }).toMatchObject({ exitCode: 0 });
  }
});
afterAll(async () => {
  await lost.close();
  await desk.stop();
  await postgres.stop();
  await rm(exports, { recursive: true, force: true });
});

async function playSamples(): Promise<void> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));
  await Promise.all(
    names.map(async (name) => {
      const file = readCaseFile(JSON.parse(await readFile(join(FOLDER, name), 'utf8')));
      const { service, stack } = desk;
      const { passed } = await playCaseFile(file, {
        service,
        dataDir: stack.dataDir,
        playedNo: file.caseNo,
      });
      expect({ name, passed }).toEqual({ name, passed: true });
      numbers.push(file.caseNo);
    }),
  );
}

/** What the service owes beside the cases. */
async function duty(): Promise<void> {
  const { status } = await desk.post('/v1/duties/policy-notice', { no: '1958-1' });
  expect(status).toBe(201);
  numbers.push('policy-notice/1958-1');
}

/** A live case with a draft that became an event, a refusal, and what nobody signed. */
async function live(no: string, at: number): Promise<void> {
  const config = { delays: { mobilizationReminder: 'PT1S' } };
  const facts = { province: 'Jilin', adult: true, ...(at === 1 && { household: [CHILD] }) };
  await openMobilized(desk, no, { config, facts });
  await filed(no, 3);
  const reasons = 'synthetic reasons, recorded in full';
  const event = { id: 'd', type: 'household.unity-decided', at: AT, by: 'PSO-DR-1', reasons };
  await desk.post(`/v1/cases/${no}/drafts`, await desk.signed(no, event, { act: 'propose' }));
  const { attestations = [] } = await desk.signed(no, event, {
    act: 'countersign',
    officers: ['FAO-LN-1'],
  });
  await desk.post(`/v1/cases/${no}/drafts/d/countersign`, { attestations });
  const wrong = { id: 'w', type: 'mobilization.round-held', at: AT, by: 'EMB-CO-1', round: 'x' };
  await desk.post(`/v1/cases/${no}/events`, await desk.signed(no, wrong));
  await desk.post(`/v1/cases/${no}/events`, { event: { ...wrong, id: 'u' }, attestations: [] });
  await filed(no, 7);
  numbers.push(no);
}

function filed(no: string, entries: number): Promise<void> {
  return vi.waitFor(async () => expect(await desk.file(no)).toHaveLength(entries), PATIENT);
}

async function subscribed(link: Link): Promise<Registry> {
  const registry = await withRegisters(link, desk.stack.dataDir);
  await sql`insert into subscriptions (id, url, kinds, roles, addressees, created_at, created_by)
    values ('back-up', 'https://tool.example/', '{task.opened}', '{}', '{}', '', 'EMB-HD-1')`.execute(
    link.db,
  );
  return registry;
}

async function rebuilt(registry: Registry, folder = exports): Promise<readonly RebuildResult[]> {
  const results: RebuildResult[] = [];
  const known = () => numbersKnownTo(desk.stack.temporal.client);
  const deps = { registry, runOf: runIdOf, known, now: () => new Date() };
  for await (const result of rebuild(deps, folder)) results.push(result);
  return results;
}

async function runIdOf(caseNo: string): Promise<string | undefined> {
  const { client } = desk.stack.temporal;
  const { runId } = await client.workflow.getHandle(workflowIdOf(caseNo)).describe();
  return runId;
}

describe.each(['PGlite', 'PostgreSQL'])('on %s', (driver) => {
  let link: Link;
  let registry: Registry;
  let results: readonly RebuildResult[];

  beforeAll(async () => {
    link = await openLink(
      driver === 'PGlite' ? {} : { databaseUrl: await postgres.freshDatabase() },
    );
    registry = await subscribed(link);
    results = await rebuilt(registry);
  });
  afterAll(() => registry.close());

  test('every file is taken, and what none of them tells is named', () => {
    expect(results.map(({ caseNo, code, says }) => ({ caseNo, code, says }))).toEqual(
      numbers.toSorted().map((caseNo) => ({
        caseNo,
        code: 'REBUILT',
        says: expect.stringMatching(/^\d+ entries from \S+\.json$/) as string,
      })),
    );
    const named = results.find(({ caseNo }) => caseNo === LIVE[1])?.missing;
    expect(named).toContain('place 7: why it was not attested');
    expect(named?.join()).toContain('whether cases of dependants were open');
  });

  test.each(Object.entries(COMPARED))('every row of %s is as it was', async (table, without) => {
    const were = await rowsOf(lost, table, without);
    expect(await rowsOf(link, table, without)).toEqual(were);
    if (table === 'letters' || table === 'links') expect(were.length).toBeGreaterThan(0);
  });

  test('the check of every file finds nothing', async () => {
    for (const no of numbers) {
      const file = await registry.filed(no);
      if (file === undefined) throw new Error(`${no} has no file`);
      const beside = await registry.beside(no);
      const found = checkCase({
        file: { ...file, open: false },
        beside,
        standing: { kind: 'unknown' },
      });
      expect(found).toEqual([]);
    }
  });

  test('who subscribed is told nothing by itself: it stands among what was given up', async () => {
    const { rows } = await sql<{ dead: boolean }>`
      select died_at is not null and failure like 'rebuilt: %' as dead from deliveries
        where delivered_at is null`.execute(link.db);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ dead }) => dead))).toEqual(new Set([true]));
  });

  test('called again, it finds all of it done', async () => {
    const again = await rebuilt(registry);
    expect(new Set(again.map(({ code }) => code))).toEqual(new Set(['REBUILT_BEFORE']));
  });
});

describe('from the histories of every sample case, closed ones too', () => {
  let link: Link;
  let histories: Histories;
  const results: RebuildResult[] = [];

  beforeAll(async () => {
    link = await openLink({ databaseUrl: await postgres.freshDatabase() });
    const registry = await subscribed(link);
    const { client } = desk.stack.temporal;
    histories = openHistories(client, await listeningBundle());
    const known = () => numbersKnownTo(client);
    const deps = { registry, runOf: runIdOf, known, histories, now: () => new Date() };
    for await (const result of rebuild(deps)) results.push(result);
  });
  afterAll(async () => {
    await histories.close();
    await link.close();
  });

  test('every case comes out, and only what no history has is missing', () => {
    expect(new Set(results.map(({ caseNo }) => caseNo))).toEqual(new Set(numbers));
    expect(results).toHaveLength(numbers.length);
    expect(new Set(results.map(({ code }) => code))).toEqual(new Set(['REBUILT']));
    expect(new Set(results.flatMap(({ missing }) => missing))).toEqual(
      new Set([
        'what was refused after its end: it is in no history',
        'who had claimed tasks, and when letters and webhooks went out',
      ]),
    );
  });

  test.each(Object.entries(TOLD))('every row of %s is as it was', async (table, without) => {
    expect(await rowsOf(link, table, without)).toEqual(await rowsOf(lost, table, without));
  });
});

test.each(['PGlite', 'PostgreSQL'])(
  'a registry that ends earlier gets what it lacks, on %s',
  async (driver) => {
    const folder = await mkdtemp(join(tmpdir(), 'crossing-earlier-'));
    const link = await openLink(
      driver === 'PGlite' ? {} : { databaseUrl: await postgres.freshDatabase() },
    );
    try {
      const registry = await subscribed(link);
      const name = `${LIVE[0]}.json`;
      const whole = await readFile(join(exports, name), 'utf8');
      const file = JSON.parse(whole) as { events: readonly { hash: string }[] };
      const events = file.events.slice(0, 4);
      const earlier = { ...file, events, head: events.at(-1)?.hash };
      await writeFile(join(folder, name), JSON.stringify(earlier));
      expect(await rebuilt(registry, folder)).toContainEqual(
        expect.objectContaining({ file: name, code: 'REBUILT', says: `4 entries from ${name}` }),
      );
      await writeFile(join(folder, name), whole);
      const deps = { registry, runOf: runIdOf, known: nobody, now: () => new Date() };
      const added = await all(rebuild({ ...deps, adds: true }, folder));
      expect(added.map(({ code }) => code)).toEqual(['ADDED']);
      expect((await all(rebuild({ ...deps, adds: true }, folder)))[0]?.code).toBe('STANDS');
      for (const table of ['entries', 'tasks', 'documents', 'cases'] as const) {
        const were = await rowsOf(lost, table, COMPARED[table] ?? []);
        const are = await rowsOf(link, table, COMPARED[table] ?? []);
        expect(are).toEqual(were.filter((row) => row['case_no'] === LIVE[0]));
      }
    } finally {
      await link.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
);

async function* nobody(): AsyncGenerator<string, void> {}

async function all<T>(results: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of results) found.push(one);
  return found;
}

test('a registry with cases of its own is refused', async () => {
  await expect(rebuilt(registryOver(lost))).rejects.toThrow(RegistryInUse);
});

test('one that was stopped goes on, and a damaged file is named while the others go on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crossing-damaged-'));
  const dataDir = await mkdtemp(join(tmpdir(), 'crossing-data-'));
  const url = await postgres.freshDatabase();
  const link = await openLink({ databaseUrl: url });
  try {
    const registry = await subscribed(link);
    const sound = await readFile(join(exports, 'OUT-01.json'), 'utf8');
    await writeFile(join(folder, 'a.json'), sound.replace('"receivedAt": "2', '"receivedAt": "3'));
    await writeFile(join(folder, 'b.json'), 'no JSON');
    await writeFile(join(folder, 'c.json'), await readFile(join(exports, 'IN-01.json')));
    await writeFile(join(folder, 'd.json'), await readFile(join(exports, 'OUT-02.json')));
    const known = () => numbersKnownTo(desk.stack.temporal.client);
    const deps = { registry, runOf: runIdOf, known, now: () => new Date() };
    for await (const { code } of rebuild(deps, folder)) if (code === 'REBUILT') break;
    const { exitCode, out, err } = await runCommand([...REBUILD, folder, '--without-histories'], {
      CROSSING_DATA_DIR: dataDir,
      DATABASE_URL: url,
      TEMPORAL_ADDRESS: desk.stack.temporalAddress,
    });
    expect(inOrderOf([...out, ...err])).toEqual([
      expect.stringMatching(/^a\.json FILE_DAMAGED: place 1: hash is not that of the entry/),
      expect.stringMatching(/^b\.json FILE_UNREADABLE: /),
      expect.stringMatching(/^c\.json REBUILT_BEFORE: /),
      expect.stringMatching(/^d\.json REBUILT: /),
      ...numbers
        .filter((no) => no !== 'IN-01' && no !== 'OUT-02')
        .map((no) => expect.stringContaining(`${no} NO_FILE: `) as string),
      `${numbers.length + 2} cases and files: 2 cases rebuilt, ${numbers.length} not as they should be`,
    ]);
    expect(exitCode).toBe(1);
  } finally {
    await link.close();
    await rm(folder, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  }
});

/** Lines of results; cases without a file in the order of `numbers`. */
function inOrderOf(out: readonly string[]): readonly string[] {
  const lines = out.filter((line) => !line.startsWith('  '));
  const place = (line: string): number => numbers.indexOf(line.split(' ')[0] ?? '');
  const without = lines.filter((line) => place(line) >= 0).toSorted((a, b) => place(a) - place(b));
  const [files, end] = [lines.filter((line) => place(line) < 0).slice(0, -1), lines.slice(-1)];
  return [...files, ...without, ...end];
}

test('while a service runs on the data folder it is refused', async () => {
  const { exitCode, err } = await desk.command(...REBUILD, exports);
  expect(exitCode).toBe(2);
  expect(err.join()).toContain('SERVICE_RUNS');
});
