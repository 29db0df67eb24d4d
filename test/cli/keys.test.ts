import { expect, test } from 'vitest';
import { run } from '../../src/cli/main.ts';

/** A service that answers in turn, and how often it was asked. */
async function rotating(answers: readonly object[], args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const asked: string[] = [];
  const exitCode = await run(['keys', ...args], {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    stdin: () => Promise.resolve(''),
    env: { CROSSING_URL: 'http://service.test', TEMPORAL_CONFIG_FILE: '/nonexistent/none.toml' },
    fetch: (address) => {
      asked.push(String(address));
      return Promise.resolve(Response.json(answers[asked.length - 1] ?? {}, { status: 200 }));
    },
  });
  return { exitCode, out, err, asked };
}

test('a rotation is asked for until it is done', async () => {
  const answers = [
    { masterId: 'new', wrapped: 500, left: 7, done: false, earlier: ['old'] },
    { masterId: 'new', wrapped: 7, left: 0, done: true, earlier: [] },
  ];
  const { exitCode, out, asked } = await rotating(answers, ['rotate']);
  expect(asked).toEqual(Array(2).fill('http://service.test/v1/keys/rotation'));
  expect(out.slice(0, 2)).toEqual([
    '500 wrapped anew under new, 7 left',
    '7 wrapped anew under new, 0 left',
  ]);
  expect([exitCode, out[2]]).toEqual([0, expect.stringContaining('is gone')]);
});

test('what is left in a file that somebody else keeps is named', async () => {
  const answers = [{ masterId: 'new', wrapped: 0, left: 0, done: true, earlier: ['old'] }];
  const { out } = await rotating(answers, ['rotate']);
  expect(out.at(-1)).toContain('Take these out of the file of the master keys: old.');
});

test('anything else is wrong use', async () => {
  expect(await rotating([], ['forget'])).toMatchObject({ exitCode: 2, asked: [] });
});
