/**
 * One database is put back without the other: a registry older than Temporal is brought up to what the
 * histories have, and its cases go on; where Temporal is lost, cases go on from their files.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { MESSAGES } from '../../workflows/messages.ts';
import { openDesk, openMobilized, roundHeld, runCommand } from '../support/desk.ts';
import type { CommandResult, Desk } from '../support/desk.ts';
import { TOLD, rowsAt } from '../support/rebuilt.ts';

const PATIENT = { timeout: 60_000, interval: 100 };
const REASONS = 'synthetic reasons, recorded in full';

const OFFICERS = ['--as', 'EMB-HD-1', '--second', 'PSO-DR-1', '--reasons', REASONS];
/** The state of the embedded server. */
const TEMPORAL = ['temporal.db', 'temporal.db-wal', 'temporal.db-shm'];

let folder: string;
let dataDir: string;
let older: string;
let desk: Desk;

/** The registry is older than what came after the copy; Temporal has all of it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossing-older-'));
  dataDir = await mkdtemp(join(folder, 'data-'));
  older = join(folder, 'older');
  desk = await up();
  await openMobilized(desk, 'OLD-1');
  await openMobilized(desk, 'OLD-2');
  await desk.handle('OLD-1').signal('nonsense', { no: 'submission' });
  await vi.waitFor(async () => {
    expect(await desk.stack.registry.rejected('OLD-1')).toHaveLength(1);
  }, PATIENT);
  await desk.stop();
  await cp(join(dataDir, 'registry'), older, { recursive: true });
  for (const name of TEMPORAL) await copied(join(dataDir, name), join(folder, name));
  desk = await up();
  await openMobilized(desk, 'NEW-1');
  expect(await desk.submit('OLD-1', roundHeld('a'))).toMatchObject({ seq: 3 });
  await desk.handle('OLD-1').signal('nonsense', { no: 'submission either' });
  expect(await desk.submit('OLD-1', roundHeld('b'))).toMatchObject({ seq: 4 });
  await vi.waitFor(async () => {
    expect(await desk.stack.registry.rejected('OLD-1')).toHaveLength(2);
  }, PATIENT);
  await desk.stop();
});
afterAll(async () => {
  await desk.stop();
  await rm(folder, { recursive: true, force: true });
});

function up(): Promise<Desk> {
  return openDesk({ dataDir, embedded: true });
}

function command(...argv: readonly string[]): Promise<CommandResult> {
  return runCommand(argv, { ...process.env, CROSSING_DATA_DIR: dataDir });
}

/** Where there is such a file. */
async function copied(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  await cp(from, to).catch(() => {});
}

async function putBack(): Promise<void> {
  await rm(join(dataDir, 'registry'), { recursive: true });
  await cp(older, join(dataDir, 'registry'), { recursive: true });
}

describe('a registry that is older than Temporal', () => {
  test('is not rebuilt, but gets what it lacks, and its cases go on', async () => {
    const were = await rowsAt({ dataDir }, TOLD);
    await putBack();
    const refused = await command('registry', 'rebuild');
    expect(refused.exitCode).toBe(2);
    expect(refused.err.join()).toContain('REGISTRY_IN_USE');
    const { exitCode, out } = await command('registry', 'rebuild', '--add');
    expect(out.filter((line) => !line.startsWith('  ')).toSorted()).toEqual([
      '3 cases and files: 2 cases rebuilt, 0 not as they should be',
      'NEW-1 REBUILT: 2 entries from histories',
      'OLD-1 ADDED: 4 entries from histories',
      'OLD-2 STANDS: the registry has all of it',
    ]);
    expect(exitCode).toBe(0);
    expect(await rowsAt({ dataDir }, TOLD)).toEqual(were);
    const again = await command('registry', 'rebuild', '--add');
    expect(again.out.join('\n')).not.toMatch(/REBUILT|ADDED/);
    expect(again.exitCode).toBe(0);
    desk = await up();
    const check = await desk.command('registry', 'check');
    expect(check).toMatchObject({ exitCode: 0, out: ['3 checked, 0 differences'] });
    expect(await desk.submit('OLD-1', roundHeld('c'))).toMatchObject({ seq: 5 });
    expect(await desk.submit('NEW-1', roundHeld('c'))).toMatchObject({ seq: 3 });
    await desk.stop();
  });

  test('halts a case that decides before; it gets what it lacks all the same, and goes on by two officers', async () => {
    await putBack();
    desk = await up();
    const ahead = await desk.command('registry', 'check');
    expect(ahead.exitCode).toBe(1);
    expect(ahead.out.join('\n')).toContain(
      'OLD-1 WORKFLOW_AHEAD: the file ends at 2, the workflow at 5',
    );
    expect(ahead.out.join('\n')).toContain('NEW-1 CASE_MISSING');
    await desk.handle('OLD-1').signal(MESSAGES.submit, await desk.signed('OLD-1', roundHeld('d')));
    await expect
      .poll(() => desk.handle('OLD-1').query<JsonObject>(MESSAGES.case), PATIENT)
      .toMatchObject({ halted: { code: 'RECORD_GAP' } });
    await desk.stop();
    const { out } = await command('registry', 'rebuild', '--add');
    expect(out).toContain('OLD-1 ADDED: 5 entries from histories');
    desk = await up();
    expect(await desk.command('resume', 'OLD-1', ...OFFICERS)).toMatchObject({ exitCode: 0 });
    expect(await desk.submit('OLD-1', roundHeld('e'))).toMatchObject({ seq: 7 });
    expect(await desk.command('registry', 'check')).toMatchObject({ exitCode: 0 });
  });
});

test('a Temporal that is older finds what is sent again, halts at anything else, and goes on by resume', async () => {
  const round = await desk.signed('OLD-2', roundHeld('again'));
  const sent = await desk.post('/v1/cases/OLD-2/events', round);
  expect(sent.body).toMatchObject({ outcome: 'accepted', seq: 3 });
  expect(await desk.submit('OLD-2', roundHeld('after'))).toMatchObject({ seq: 4 });
  await desk.stop();
  for (const name of TEMPORAL) await copied(join(folder, name), join(dataDir, name));
  desk = await up();
  const check = await desk.command('registry', 'check');
  expect(check.out.join('\n')).toContain(
    'OLD-2 WORKFLOW_BEHIND: the file ends at 4, the workflow at 2',
  );
  const handle = desk.handle('OLD-2');
  await handle.signal(MESSAGES.submit, round);
  await expect
    .poll(() => handle.query<JsonObject>(MESSAGES.case), PATIENT)
    .toMatchObject({ seq: 3 });
  await handle.signal(MESSAGES.submit, await desk.signed('OLD-2', roundHeld('other')));
  await expect
    .poll(() => handle.query<JsonObject>(MESSAGES.case), PATIENT)
    .toMatchObject({ halted: { code: 'RECORD_CONFLICT' } });
  expect(await desk.command('resume', 'OLD-2', ...OFFICERS)).toMatchObject({ exitCode: 0 });
  expect(await desk.submit('OLD-2', roundHeld('on'))).toMatchObject({ seq: 6 });
});

test('where Temporal is lost every open case is named, and goes on from its file', async () => {
  await desk.stop();
  for (const name of TEMPORAL) await rm(join(dataDir, name), { force: true });
  desk = await up();
  const check = await desk.command('registry', 'check');
  expect(check.out.toSorted()).toEqual([
    '3 checked, 3 differences',
    expect.stringContaining('NEW-1 RUN_UNKNOWN'),
    expect.stringContaining('OLD-1 RUN_UNKNOWN'),
    expect.stringContaining('OLD-2 RUN_UNKNOWN'),
  ]);
  for (const no of ['OLD-1', 'OLD-2', 'NEW-1']) {
    expect(await desk.command('resume', no, ...OFFICERS)).toMatchObject({ exitCode: 0 });
    const { length } = await desk.file(no);
    expect(await desk.submit(no, roundHeld('f'))).toMatchObject({ seq: length + 1 });
  }
  expect(await desk.command('registry', 'check')).toMatchObject({ exitCode: 0 });
});
