/**
 * A duty from its opening to its outcome over HTTP and the command line, with the officers' own keys.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { AT, openDesk } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';

const NUMBER = 'policy-notice/1958-1';
const ADDRESS = `/v1/duties/${NUMBER}`;
const LETTER = { correlationId: 'P-1', noticeRef: 'NOTICE-1' };

let desk: Desk;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'duty-'));
  desk = await openDesk();
});
afterAll(async () => {
  await desk.stop();
  await rm(dir, { recursive: true });
});

function said(id: string, type: string, by: string, fields: JsonObject = {}): TestEvent {
  return { id, type, at: AT, by, ...fields };
}

async function view(): Promise<JsonObject> {
  return (await desk.service.get(ADDRESS)).body;
}

async function send(event: TestEvent): Promise<JsonObject> {
  return (await desk.post(`${ADDRESS}/events`, await desk.signed(NUMBER, event))).body;
}

test('a duty is opened, by a number that is used once', async () => {
  const opened = await desk.post('/v1/duties/policy-notice', { no: '1958-1' });
  expect(opened).toMatchObject({ status: 201, body: { caseNo: NUMBER, state: 'drafting' } });
  expect(opened.body['tasks']).toMatchObject([{ roles: ['EMB-CO'], events: ['notice.drafted'] }]);
  const again = await desk.post('/v1/duties/policy-notice', { no: '1958-1' });
  expect(again).toMatchObject({ status: 409, body: { code: 'CASE_EXISTS' } });
  const { body } = await desk.service.get('/v1/duties?open=true');
  expect(body['duties']).toMatchObject([{ caseNo: NUMBER, state: 'drafting' }]);
});

test('an officer sends to it from the command line, and sees it', async () => {
  const path = join(dir, 'drafted.json');
  const event = said('n-1', 'notice.drafted', 'EMB-CO-1', { noticeRef: 'NOTICE-1' });
  await writeFile(path, JSON.stringify(event));
  const sent = await desk.command('submit', '--case', NUMBER, path);
  expect(sent).toMatchObject({ exitCode: 0, err: [] });
  const shown = await desk.command('case', NUMBER);
  expect(shown.out[0]).toBe(`${NUMBER} · policy-notice · drafted`);
});

test('while it is open a case goes to its outcome, and the report counts both [A43]', async () => {
  const caseNo = 'BESIDE-1';
  await desk.open(caseNo, { procedure: 'inbound' });
  const common = { at: AT, by: 'PSO-IN-1' };
  const screened = { nationality: 'DPRK', illegalCrossing: false };
  for (const event of [
    { id: 'b-1', type: 'identity.verified', ...common, evidenceRef: 'ID-1' },
    { id: 'b-2', type: 'screening.completed', ...common, ...screened },
  ]) {
    expect(await desk.submit(caseNo, event)).toMatchObject({ outcome: 'accepted' });
  }
  const { registry } = desk.stack;
  const row = await registry.case(caseNo);
  expect(row).toMatchObject({ open: false, state: 'outcome.not-illegal-assisted' });
  expect((await view())['open']).toBe(true);
  const { tables } = await registry.figures((row?.openedAt ?? '').slice(0, 7));
  const rowsOf = (name: string) => tables.find((table) => table.name === name)?.rows;
  expect(rowsOf('duties')).toEqual([{ key: ['policy-notice'], n: 1 }]);
  expect(rowsOf('closed')).toEqual([{ key: ['inbound', 'Jilin', 'unknown'], n: 1 }]);
});

test('a draft is judged at once: a release needs no second officer', async () => {
  const event = said('d-1', 'notice.released', 'EMB-HD-1', LETTER);
  const draft = await desk.signed(NUMBER, event, { act: 'propose' });
  const answer = await desk.post(`${ADDRESS}/drafts`, draft);
  expect(answer).toMatchObject({ status: 200, body: { outcome: 'rejected' } });
  expect((await view())['drafts']).toEqual([]);
});

test('who may not, or did not sign for this duty, is refused and kept', async () => {
  const released = said('n-2', 'notice.released', 'EMB-CO-1', LETTER);
  expect(await send(released)).toMatchObject({ code: 'ROLE_NOT_ALLOWED', state: 'drafted' });
  const elsewhere = await desk.signed('1958-1', said('n-3', 'notice.released', 'EMB-HD-1', LETTER));
  const answer = await desk.post(`${ADDRESS}/events`, elsewhere);
  expect(answer).toMatchObject({ status: 200, body: { code: 'NOT_ATTESTED' } });
});

test('it goes on to its outcome, and its file proves itself', async () => {
  expect(await send(said('n-4', 'notice.released', 'EMB-HD-1', LETTER))).toMatchObject({
    outcome: 'accepted',
    state: 'released',
  });
  const note = { correlationId: 'P-1', noteRef: 'NOTE-1' };
  expect(await send(said('n-5', 'notice.answered', 'CPL-LN-1', note))).toMatchObject({
    outcome: 'accepted',
    state: 'outcome.answered',
  });
  expect(await view()).toMatchObject({ open: false, outcome: 'answered', seq: 6 });
  const { body } = await desk.service.get('/v1/duties?open=true');
  expect(body['duties']).toEqual([]);
  const file = join(dir, 'duty.json');
  expect(await desk.command('export', NUMBER, '--out', file)).toMatchObject({ exitCode: 0 });
  expect(await desk.command('verify', file)).toMatchObject({ exitCode: 0 });
  expect(await desk.command('try', file)).toMatchObject({ exitCode: 0 });
});

test('its exported file is played, under a fresh number', async () => {
  const played = await desk.command('play', '--json', join(dir, 'duty.json'));
  expect(played).toMatchObject({ exitCode: 0, err: [] });
  expect(JSON.parse(played.out.join(''))).toMatchObject({
    caseNo: NUMBER,
    playedNo: `${NUMBER}.1`,
    passed: true,
  });
});

test('what comes after the outcome is answered and kept', async () => {
  const late = said('n-6', 'duty.withdrawn', 'EMB-HD-1', { reasons: 'synthetic, and too late' });
  await expect.poll(() => send(late), { timeout: 30_000 }).toMatchObject({ code: 'CASE_CLOSED' });
  const { body } = await desk.service.get(`${ADDRESS}/file?after=6`);
  expect(body['entries']).toMatchObject([{ event: { id: 'n-6' }, code: 'CASE_CLOSED' }]);
});
