/** The bench keeps running. Its figures at this size mean nothing. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Figures } from '../../bench/report/figures-file.ts';
import { pageOf } from '../../bench/report/page.ts';
import { pictureOf } from '../../bench/report/picture.ts';
import { ROOT } from '../support/sources.ts';

const run = promisify(execFile);

async function bench(...args: readonly string[]): Promise<Figures> {
  const command = ['--import', 'tsx', join(ROOT, 'bench', 'main.ts'), '--quick', '--json', ...args];
  const { stdout } = await run(process.execPath, command, { cwd: ROOT, timeout: 170_000 });
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
  const shares = Object.values(found.parts);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  for (const { events, actions, attributes } of found.left.service) {
    expect([events, actions]).toEqual(attributes ? [7, 3] : [6, 2]);
  }
  expect(found.growth).toBeGreaterThan(0);
  expect(pageOf(figures)).toContain('decision-dev.svg');
  expect(pictureOf('Parts', found.parts)).toContain('prefers-color-scheme: dark');
});

test('a pure step', async () => {
  const { step } = await bench('step');
  expect(step?.ratio).toBeGreaterThan(0);
});
