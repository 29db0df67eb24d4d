import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/main.ts';
import { startStack } from '../support/stack.ts';
import type { TestStack } from '../support/stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/** Runs one command against the stack. */
async function crossing(args: readonly string[], stdin = '') {
  const lines: string[] = [];
  const errors: string[] = [];
  const exitCode = await run(args, {
    out: (line) => void lines.push(line),
    err: (line) => void errors.push(line),
    stdin: () => Promise.resolve(stdin),
    env: { CROSSING_DATA_DIR: stack.dataDir, CROSSING_URL: stack.url },
    fetch,
  });
  return { exitCode, out: lines.join('\n'), err: errors.join('\n') };
}

describe('a sample case', () => {
  test('plays as its file says, across several runs, and its export passes try and verify', async () => {
    const args = ['play', '--json', '--continue-as-new-every', '4', 'samples/OUT-04.json'];
    const played = await crossing(args);
    expect(played.err).toBe('');
    expect(JSON.parse(played.out)).toMatchObject({
      caseNo: 'OUT-04',
      playedNo: 'OUT-04.1',
      passed: true,
      differences: [],
    });
    expect(played.exitCode).toBe(0);
    const file = `${stack.dataDir}/OUT-04.1.json`;
    expect((await crossing(['export', 'OUT-04.1', '--out', file])).exitCode).toBe(0);
    const exported = JSON.parse(await readFile(file, 'utf8')) as { readonly events: object[] };
    expect(exported.events).toHaveLength(29);
    expect(await crossing(['try', '--json', file])).toMatchObject({ exitCode: 0 });
    expect(await crossing(['verify', file])).toMatchObject({ exitCode: 0 });
  });
});
