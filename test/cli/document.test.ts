import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, TOKEN } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { crossing, fetchOf } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';
import { recordDocuments } from '../support/documents.ts';

let api: TestApi;
let dir: string;
beforeAll(async () => {
  api = await startApi();
  dir = await mkdtemp(join(tmpdir(), 'cli-'));
  await writeFile(join(dir, 'token'), `${TOKEN}\n`);
  await recordDocuments(api.registry, 'D-1');
});
afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true });
});

function document(...args: readonly string[]): Promise<Ran> {
  return crossing(['document', ...args], {
    env: { CROSSING_DATA_DIR: dir, CROSSING_URL: 'http://api.test' },
    fetch: fetchOf(api),
  });
}

test('lists the documents of a case, or one of them', async () => {
  const all = await document('D-1');
  expect([all.exitCode, all.out]).toMatchObject([
    0,
    expect.stringContaining('1. repatriation-order'),
  ]);
  const one = await document('D-1', 'RP-1', '--json');
  expect(JSON.parse(one.out)).toMatchObject({ documents: [{ n: 2, number: 'RP-1' }] });
});

test('prints HTML and writes PDF, by its place or by the number that it bears', async () => {
  const file = join(dir, 'order.pdf');
  const byPlace = await document('D-1', '1', '--html', '--pdf', file);
  expect([byPlace.exitCode, byPlace.out]).toMatchObject([
    0,
    expect.stringContaining('<!doctype html'),
  ]);
  expect((await readFile(file, 'latin1')).startsWith('%PDF-')).toBe(true);
  const byNumber = await document('D-1', 'T-1/repatriation-order/1', '--html');
  expect(byNumber.out).toBe(byPlace.out);
});

test.each([
  ['no such document', ['D-1', '9'], 'has no document 9'],
  ['no such case', ['NOBODY-1'], 'CASE_UNKNOWN'],
  ['none is named', ['D-1', '--html'], 'Say which document'],
  ['the file lacks what it needs', ['D-1', '2', '--html'], 'DOCUMENT_INCOMPLETE'],
  ['the file cannot be written', ['D-1', '1', '--pdf', '/nonexistent/a.pdf'], 'cannot be written'],
])('ends with 2 where %s', async (_what, args, says) => {
  const ran = await document(...args);
  expect([ran.exitCode, ran.err]).toMatchObject([2, expect.stringContaining(says)]);
});
