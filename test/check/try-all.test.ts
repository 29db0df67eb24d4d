/**
 * `try` over all sample cases together, as somebody at a desk would run it.
 */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { crossing } from '../support/cli.ts';

const SECONDS_MAX = 5;

it(`tries all sample cases in under ${SECONDS_MAX} seconds`, async () => {
  const samples = readdirSync('samples').filter((name) => name.endsWith('.json'));
  const before = process.cpuUsage();
  const { exitCode, out } = await crossing([
    'try',
    '--json',
    ...samples.map((name) => `samples/${name}`),
  ]);
  // What it costs, whatever else the machine does meanwhile.
  const { user, system } = process.cpuUsage(before);
  expect([exitCode, out.split('\n').length]).toEqual([0, samples.length]);
  expect((user + system) / 1_000_000).toBeLessThan(SECONDS_MAX);
});
