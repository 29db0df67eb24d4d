/** The bench keeps running. Its figures at this size mean nothing. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import type { Figures } from '../../bench/report/figures-file.ts';
import { pageOf } from '../../bench/report/page.ts';
import { pictureOf } from '../../bench/report/picture.ts';
import { ROOT } from '../support/sources.ts';

const run = promisify(execFile);

/** A run on a machine that has other work. */
const RUN_MS = 400_000;

vi.setConfig({ testTimeout: RUN_MS });

async function bench(...args: readonly string[]): Promise<Figures> {
  const command = ['--import', 'tsx', join(ROOT, 'bench', 'main.ts'), '--quick', '--json', ...args];
  const { stdout } = await run(process.execPath, command, { cwd: ROOT, timeout: RUN_MS });
  return JSON.parse(stdout) as Figures;
}

test('side by side on the dev server: every figure is there, and no worker logs an error', async () => {
  const figures = await bench('--server', 'dev');
  const found = figures.runs.dev;
  if (found === undefined) throw new Error('nothing was measured');
  expect(found.errors).toBe(0);
  for (const { decisions, nextTask, reply, firstTask } of found.compared) {
    expect(Math.min(...decisions)).toBeGreaterThan(0);
    expect([...nextTask, ...reply, ...firstTask].every((ratio) => ratio > 0)).toBe(true);
  }
  for (const { visible, reads, decisions } of found.visible ?? []) {
    expect(Math.min(...visible, ...decisions)).toBeGreaterThan(0);
    // A reply comes once the rows stand: the first read after it shows the task.
    expect(reads[0]).toBe(1);
  }
  expect(found.visible).toHaveLength(found.compared.length);
  for (const { busy, atRest, whileDeciding, reads } of Object.values(found.reads?.kinds ?? {})) {
    const ratios = [...busy.service, ...busy.bare, ...atRest, ...whileDeciding];
    expect(Math.min(...ratios, ...Object.values(reads))).toBeGreaterThan(0);
  }
  const shares = Object.values(found.parts);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  for (const { events, actions, attributes } of found.left.service) {
    expect([events, actions]).toEqual(attributes ? [7, 3] : [6, 2]);
  }
  expect(found.growth).toBeGreaterThan(0);
  const page = pageOf(figures);
  expect(page).toContain('decision-dev.svg');
  expect(page).toContain('seen through the API');
  expect(page).toContain('Reads while others decide');
  expect(pictureOf('Parts', found.parts)).toContain('prefers-color-scheme: dark');
});

test('a pure step', async () => {
  const { step } = await bench('step');
  expect(step?.ratio).toBeGreaterThan(0);
});

test('the task list of an officer, in his hands and in nobody’s', async () => {
  const figures = await bench('tasks');
  expect(figures.tasks?.lists.map(({ list }) => list)).toContain('in one officer’s hands');
  expect(pageOf(figures)).toContain('| in nobody’s hands');
});
