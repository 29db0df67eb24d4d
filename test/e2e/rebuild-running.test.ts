/**
 * A registry that was lost while cases run is made again from what the server keeps, from exports, and
 * from both; the cases that run go on over it, without a gap, and nothing of theirs is missing.
 */
import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { entryHash } from '../../src/file/chain.ts';
import { openLink } from '../../src/registry/open.ts';
import type { ChainedEntry } from '../../src/registry/types.ts';
import { MESSAGES, caseWorkflowId } from '../../workflows/messages.ts';
import { AT, SUBMIT, openDesk, openMobilized, roundHeld, runCommand } from '../support/desk.ts';
import type { CommandResult, Desk } from '../support/desk.ts';
import { COMPARED, TOLD, rowsAt, withRegisters } from '../support/rebuilt.ts';
import { startPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';

const PATIENT = { timeout: 60_000, interval: 100 };
const REASONS = 'synthetic reasons, recorded in full';
const RUNS = 'RUNS-1';
const TURNS = 'TURNS-1';
const RESUMED = 'RESUMED-1';
const NUMBERS = [RUNS, TURNS, RESUMED] as const;

let postgres: TestPostgres;
let folder: string;

beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'crossing-lost-'));
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(['PostgreSQL', 'PGlite'])('on %s', (driver) => {
  /** Of the registry; absent: PGlite in the data folder. */
  let databaseUrl: string | undefined;
  let dataDir: string;
  let lost: string;
  let exports: string;
  let desk: Desk | undefined;
  let rounds = 0;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(folder, 'data-'));
    exports = await mkdtemp(join(folder, 'exports-'));
    databaseUrl = driver === 'PostgreSQL' ? await postgres.freshDatabase() : undefined;
    desk = await up();
    await openMobilized(desk, RUNS, { config: { delays: { mobilizationReminder: 'PT1S' } } });
    await openMobilized(desk, TURNS, { config: { continueAsNewEvery: 2 } });
    await openMobilized(desk, RESUMED);
    await talk(desk, RUNS);
    await talk(desk, TURNS);
    await held(RESUMED);
    await desk.handle(RESUMED).terminate('by mistake');
    const officers = ['--as', 'EMB-HD-1', '--second', 'PSO-DR-1', '--reasons', REASONS];
    expect(await desk.command('resume', RESUMED, ...officers)).toMatchObject({ exitCode: 0 });
    await held(RESUMED);
  });
  afterAll(() => desk?.stop());

  function up(): Promise<Desk> {
    return openDesk({
      dataDir,
      ...(databaseUrl === undefined ? { embedded: true } : { databaseUrl }),
    });
  }

  /** A draft, a message without a place, one that nobody signed, and one that is sent twice. */
  async function talk(at: Desk, no: string): Promise<void> {
    const event = { id: 'd', type: 'household.unity-decided', at: AT, by: 'PSO-DR-1' };
    const reasoned = { ...event, reasons: REASONS };
    await at.post(`/v1/cases/${no}/drafts`, await at.signed(no, reasoned, { act: 'propose' }));
    await at.handle(no).signal('nonsense', { no: 'submission' });
    const by = { act: 'countersign', officers: ['FAO-LN-1'] } as const;
    const { attestations = [] } = await at.signed(no, reasoned, by);
    await at.post(`/v1/cases/${no}/drafts/d/countersign`, { attestations });
    const unsigned = { event: roundHeld('u'), attestations: [] };
    await at.post(`/v1/cases/${no}/events`, unsigned);
    await held(no);
    await at.handle(no).signal(SUBMIT, await at.signed(no, roundHeld(`round-${rounds}`)));
    await vi.waitFor(async () => {
      expect(await at.stack.registry.rejected(no)).toHaveLength(1);
    }, PATIENT);
  }

  /** One more event through the API. */
  async function held(no: string): Promise<JsonObject> {
    if (desk === undefined) throw new Error('no service runs');
    rounds += 1;
    return desk.submit(no, roundHeld(`round-${rounds}`));
  }

  /** All is quiet: every case has its file, and its workflow stands at the end of it. */
  async function quiet(): Promise<void> {
    for (const no of NUMBERS) {
      await vi.waitFor(async () => {
        const view = await desk?.handle(no).query<JsonObject>(MESSAGES.case);
        expect(view?.['seq']).toBe((await desk?.file(no))?.length);
      }, PATIENT);
    }
  }

  /** The registry is gone, and another one has the registers. Gives the link to what was lost. */
  async function lose(): Promise<void> {
    await quiet();
    await desk?.stop();
    desk = undefined;
    lost = databaseUrl ?? (await mkdtemp(join(folder, 'lost-')));
    if (databaseUrl === undefined) await rename(join(dataDir, 'registry'), join(lost, 'registry'));
    else databaseUrl = await postgres.freshDatabase();
    const link = await openLink(databaseUrl === undefined ? { dataDir } : { databaseUrl });
    const registry = await withRegisters(link, dataDir);
    await registry.close();
  }

  /** The command, as an operator gives it; the embedded server comes up for as long as it is asked. */
  function rebuild(...argv: readonly string[]): Promise<CommandResult> {
    return runCommand(['registry', 'rebuild', ...argv], {
      ...process.env,
      CROSSING_DATA_DIR: dataDir,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    });
  }

  function rows(at: string | undefined, tables: Readonly<Record<string, readonly string[]>>) {
    return rowsAt(at?.startsWith('postgres') ? { databaseUrl: at } : { dataDir: at }, tables);
  }

  /** Every case takes an event where it stood, the check finds nothing, and its tasks are there. */
  async function goesOn(): Promise<void> {
    desk = await up();
    for (const no of NUMBERS) {
      const { length } = await desk.file(no);
      expect(await held(no)).toMatchObject({ outcome: 'accepted', seq: length + 1 });
      const file = await desk.file(no);
      expect(file.map(({ seq }) => seq)).toEqual(file.map((_, at) => at + 1));
      const tasks = await desk.service.get(`/v1/tasks?case=${no}`);
      const view = await desk.handle(no).query<{ tasks: readonly JsonObject[] }>(MESSAGES.case);
      const ids = (tasks.body['tasks'] as readonly JsonObject[]).map(({ id }) => id);
      expect(ids.length).toBeGreaterThan(0);
      expect(new Set(ids)).toEqual(new Set(view.tasks.map(({ id }) => id)));
    }
    await quiet();
    const check = await desk.command('registry', 'check');
    expect(check).toMatchObject({ exitCode: 0, out: ['3 checked, 0 differences'] });
    for (const no of NUMBERS) {
      const path = join(exports, `${no}.tar`);
      expect(await desk.command('export', no, '--bundle', path)).toMatchObject({ exitCode: 0 });
    }
  }

  test('from histories alone every row is as it was, and the cases go on', async () => {
    await lose();
    desk = await up();
    const check = await desk.command('registry', 'check');
    expect(check.out.toSorted()).toEqual([
      '0 checked, 3 differences',
      ...NUMBERS.toSorted().map((no) => expect.stringContaining(`${no} CASE_MISSING: `) as string),
    ]);
    expect(check.exitCode).toBe(1);
    await desk.stop();
    const were = await rows(lost, TOLD);
    const { exitCode, out } = await rebuild();
    expect(out.filter((line) => !line.startsWith('  ')).toSorted()).toEqual([
      '3 cases and files: 3 cases rebuilt, 0 not as they should be',
      expect.stringMatching(/^RESUMED-1 REBUILT: 5 entries from histories$/),
      expect.stringMatching(/^RUNS-1 REBUILT: \d+ entries from histories$/),
      expect.stringMatching(/^TURNS-1 REBUILT: \d+ entries from histories$/),
    ]);
    expect(exitCode).toBe(0);
    expect(await rows(databaseUrl ?? dataDir, TOLD)).toEqual(were);
    const again = await rebuild();
    expect(again.exitCode).toBe(0);
    expect(again.out.join()).toContain('RUNS-1 REBUILT_BEFORE');
    await goesOn();
  });

  test('from bundles alone', async () => {
    await lose();
    const were = await rows(lost, COMPARED);
    const { exitCode, out } = await rebuild('--from-exports', exports, '--without-histories');
    expect(out.at(-1)).toBe('3 cases and files: 3 cases rebuilt, 0 not as they should be');
    expect(exitCode).toBe(0);
    const { verdicts: _, ...are } = await rows(databaseUrl ?? dataDir, COMPARED);
    expect(are).toEqual({ ...were, verdicts: undefined });
    await goesOn();
  });

  test('where the server has no beginning any more and the bundles no end, from both', async () => {
    if (desk === undefined) throw new Error('no service runs');
    const older = await mkdtemp(join(folder, 'older-'));
    for (const no of NUMBERS) {
      await rename(join(exports, `${no}.tar`), join(older, `${no}.tar`));
      await held(no);
    }
    // A run hands its last entries on; now they are not the first ones.
    for (let more = 0; more < BOUNDS.recent - 2; more += 1) await held(TURNS);
    await quiet();
    await forgetEnded(desk, TURNS);
    await lose();
    const were = await rows(lost, { entries: [], cases: ['opening'] });
    const alone = await rebuild();
    expect(alone.exitCode, alone.err.join('\n')).toBe(1);
    expect(alone.out.join('\n')).toMatch(
      /TURNS-1 BEGINNING_MISSING: places 1( to \d+)? of \d+ are in no history and no file/,
    );
    const { exitCode, out } = await rebuild('--from-exports', older);
    expect(out.join('\n')).toMatch(
      /TURNS-1.tar REBUILT: \d+ entries from TURNS-1\.tar and histories/,
    );
    expect(exitCode).toBe(0);
    expect(await rows(databaseUrl ?? dataDir, { entries: [], cases: ['opening'] })).toEqual(were);
    await goesOn();
  });

  test('a history and a file that differ yield no case; the place is named, and the others go on', async () => {
    const other = await mkdtemp(join(folder, 'other-'));
    const path = join(other, 'anything.json');
    const { exitCode: exported } = (await desk?.command('export', RUNS, '--out', path)) ?? {};
    expect(exported).toBe(0);
    const place = await retold(path);
    await copyFile(join(exports, `${TURNS}.tar`), join(other, `${TURNS}.tar`));
    await lose();
    const { exitCode, out } = await rebuild('--from-exports', other);
    expect(out.join('\n')).toContain(
      `anything.json HISTORY_DISAGREES: place ${place} is not the same in histories and in anything.json`,
    );
    expect(exitCode).toBe(1);
    expect(out.at(-1)).toBe('3 cases and files: 2 cases rebuilt, 1 not as they should be');
    await rm(path);
    const again = await rebuild('--from-exports', other);
    expect(again.out.join('\n')).toMatch(/RUNS-1 REBUILT: \d+ entries from histories/);
    expect(again.exitCode).toBe(0);
    await goesOn();
  });
});

/**
 * Tells otherwise what nobody signed, so that chain and signatures of the file hold. Gives the place.
 */
async function retold(path: string): Promise<number> {
  const file = JSON.parse(await readFile(path, 'utf8')) as { events: ChainedEntry[]; head: string };
  const place = file.events.findIndex(({ code }) => code === 'NOT_ATTESTED');
  let prev: string = BOUNDS.zeroHash;
  file.events = file.events.map(({ prev: _prev, hash: _hash, ...entry }, at) => {
    const event = at === place ? { ...entry.event, round: 9 } : entry.event;
    const hash = entryHash({ ...entry, event }, prev);
    const chained = { ...entry, event, prev, hash };
    prev = hash;
    return chained;
  });
  await writeFile(path, JSON.stringify({ ...file, head: prev }));
  return place + 1;
}

/** As when their retention passed: every run of a case but the latest is gone. */
async function forgetEnded({ stack }: Desk, no: string): Promise<void> {
  const { client } = stack.temporal;
  const workflowId = caseWorkflowId(no);
  const ended = client.workflow.list({
    query: `WorkflowId = '${workflowId}' AND ExecutionStatus != 'Running'`,
  });
  for await (const { runId } of ended) {
    const { namespace } = client.options;
    const workflowExecution = { workflowId, runId };
    await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
    await expect
      .poll(() => client.workflow.getHandle(workflowId, runId).describe().catch(String), PATIENT)
      .toContain('NotFound');
  }
}
