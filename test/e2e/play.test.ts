import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { run } from '../../src/cli/main.ts';
import { startStack } from '../support/stack.ts';
import type { TestStack } from '../support/stack.ts';

let stack: TestStack;
const said: string[] = [];
beforeAll(async () => {
  stack = await startStack({ answerMs: 500, say: (text) => void said.push(text) });
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

describe('a live case', () => {
  async function submit(no: string, event: JsonObject, ...more: readonly string[]) {
    const args = ['submit', '--json', '--case', no, ...more];
    const ran = await crossing(args, JSON.stringify(event));
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    return JSON.parse(ran.out) as JsonObject;
  }

  test('is answered by the simulated other side, and its tasks reach the sample tool', async () => {
    const at = new Date().toISOString();
    const by = { at, by: 'EMB-CO-1' };
    const open = [
      'open',
      '--case-no',
      'LIVE-1',
      '--procedure',
      'outbound',
      '--facts',
      '{"adult":true}',
    ];
    expect(await crossing(open)).toMatchObject({ exitCode: 0 });
    await submit('LIVE-1', { id: 'l1', type: 'identity.verified', evidenceRef: 'ID-1', ...by });
    const screened = { nationality: 'PRC', illegalCrossing: true, crossedOn: '1957-09' };
    await submit('LIVE-1', { id: 'l2', type: 'screening.completed', ...screened, ...by });
    const asked = { correlationId: 'M5-1', homeAuthority: 'PSO Jilin' };
    await submit('LIVE-1', { id: 'l3', type: 'clause3.check-sent', ...asked, ...by });
    const outcomes = async (): Promise<readonly JsonObject[]> => {
      const view = JSON.parse((await crossing(['case', '--json', 'LIVE-1'])).out) as JsonObject;
      return view['recentOutcomes'] as readonly JsonObject[];
    };
    await expect
      .poll(async () => (await outcomes()).at(-1), { timeout: 30_000, interval: 500 })
      .toMatchObject({ id: expect.stringMatching(/^answer\//), outcome: 'accepted', seq: 4 });
    const question = { to: ['MFA'], question: 'May the person stay for the winter?' };
    await submit('LIVE-1', {
      ...{ id: 'l5', type: 'instructions.requested', at, by: 'EMB-HD-1' },
      ...question,
    });
    await expect
      .poll(() => said.join('\n'), { timeout: 30_000 })
      .toMatch(/\[sample tool\] LIVE-1: /);
  });
});
