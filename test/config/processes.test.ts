/** Which process is which. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isAlive } from '../../src/config/processes.ts';

it('takes no process for alive that has ended, though nobody has asked for its exit code', async () => {
  // The shell becomes `sleep`, which never asks.
  const parent = spawn('sh', ['-c', '(exit 0) & echo $!; exec sleep 60']);
  try {
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    await expect.poll(() => isAlive(Number(said.toString()))).toBe(false);
    expect(isAlive(parent.pid ?? 0)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});

it('takes itself for alive, and no process for one that there is not', () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(4_194_305)).toBe(false);
});
