/**
 * Four eyes in two steps: one officer proposes, another countersigns, by signals and over HTTP.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { MESSAGES } from '../../workflows/messages.ts';
import { AT, openDesk, openMobilized } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';

const REASONS = 'synthetic reasons, recorded in full';
let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.stop());

function unityDecided(id: string): TestEvent {
  return { id, type: 'household.unity-decided', at: AT, by: 'PSO-DR-1', reasons: REASONS };
}

function proposed(caseNo: string, event: TestEvent): Promise<JsonObject> {
  return desk.signed(caseNo, event, { act: 'propose' });
}

function countersigned(caseNo: string, event: TestEvent, officer: string): Promise<JsonObject> {
  return desk.signed(caseNo, event, { act: 'countersign', officers: [officer] });
}

function withdrawal(caseNo: string, draft: string, officer: string): Promise<JsonObject> {
  const event = { id: draft, type: 'draft.withdrawn', reasons: REASONS };
  return desk.signed(caseNo, event, { act: 'withdraw', officers: [officer] });
}

async function view(caseNo: string): Promise<JsonObject> {
  return desk.handle(caseNo).query<JsonObject>(MESSAGES.case);
}

async function untilFiled(caseNo: string, seq: number) {
  await expect.poll(async () => (await desk.file(caseNo)).length, { timeout: 60_000 }).toBe(seq);
  return (await desk.file(caseNo))[seq - 1];
}

test('a draft is proposed and countersigned by signals, across a new run of the workflow', async () => {
  const caseNo = 'DRAFT-1';
  await openMobilized(desk, caseNo, { config: { continueAsNewEvery: 1 } });
  const event = unityDecided('d-1');
  const handle = desk.handle(caseNo);
  await handle.signal(MESSAGES.propose, await proposed(caseNo, event));
  expect(await untilFiled(caseNo, 3)).toMatchObject({ act: 'propose', expect: 'accepted' });
  expect((await view(caseNo))['drafts']).toMatchObject([
    { id: 'd-1', event, by: 'PSO-DR-1', secondRoles: ['FAO-LN'] },
  ]);
  await handle.signal(MESSAGES.countersign, await countersigned(caseNo, event, 'FAO-LN-1'));
  const entry = await untilFiled(caseNo, 4);
  expect(entry).toMatchObject({
    act: 'countersign',
    expect: 'accepted',
    event: { ...event, second: 'FAO-LN-1' },
  });
  expect(entry?.attestations).toHaveLength(2);
  expect((await view(caseNo))['drafts']).toEqual([]);
});

test('a draft is proposed and countersigned over HTTP, and its file holds offline', async () => {
  const caseNo = 'DRAFT-2';
  await openMobilized(desk, caseNo);
  const event = unityDecided('d-2');
  const drafts = `/v1/cases/${caseNo}/drafts`;
  const opened = await desk.post(drafts, await proposed(caseNo, event));
  expect(opened).toMatchObject({ status: 200, body: { outcome: 'accepted', seq: 3 } });
  const path = `${drafts}/d-2/countersign`;
  const wrong = await desk.post(path, await countersigned(caseNo, event, 'REV-OF-1'));
  expect(wrong).toMatchObject({ body: { outcome: 'rejected', code: 'ROLE_NOT_ALLOWED' } });
  const other = { ...event, reasons: `${REASONS}, but not these` };
  const altered = await desk.post(path, await countersigned(caseNo, other, 'FAO-LN-1'));
  expect(altered).toMatchObject({ body: { outcome: 'rejected', code: 'NOT_ATTESTED' } });
  const done = await desk.post(path, await countersigned(caseNo, event, 'FAO-LN-1'));
  expect(done).toMatchObject({ status: 200, body: { outcome: 'accepted', seq: 6 } });
  // Sent again in one piece it is the same event.
  const whole = { ...event, second: 'FAO-LN-1' };
  expect(await desk.submit(caseNo, whole)).toMatchObject({ outcome: 'accepted', seq: 6 });
  const exported = `${desk.stack.dataDir}/${caseNo}.json`;
  expect((await desk.command('export', caseNo, '--out', exported)).exitCode).toBe(0);
  expect(await desk.command('verify', exported)).toMatchObject({ exitCode: 0, err: [] });
  expect(await desk.command('try', exported)).toMatchObject({ exitCode: 0 });
});

test('its proposer alone takes a draft back, by signal as over HTTP', async () => {
  const caseNo = 'DRAFT-3';
  await openMobilized(desk, caseNo);
  const drafts = `/v1/cases/${caseNo}/drafts`;
  for (const id of ['d-3', 'd-4']) {
    await desk.post(drafts, await proposed(caseNo, unityDecided(id)));
  }
  const stranger = await withdrawal(caseNo, 'd-3', 'PSO-DR-2');
  const refused = await desk.post(`${drafts}/d-3/withdraw`, stranger);
  expect(refused).toMatchObject({ body: { outcome: 'rejected', code: 'ROLE_NOT_ALLOWED' } });
  const own = await withdrawal(caseNo, 'd-3', 'PSO-DR-1');
  const taken = await desk.post(`${drafts}/d-3/withdraw`, own);
  expect(taken).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  const byName = await withdrawal(caseNo, 'd-4', 'PSO-DR-1');
  await desk.handle(caseNo).signal(MESSAGES.withdrawDraft, byName);
  expect(await untilFiled(caseNo, 7)).toMatchObject({ act: 'withdraw', expect: 'accepted' });
  expect((await view(caseNo))['drafts']).toEqual([]);
  const late = await countersigned(caseNo, unityDecided('d-3'), 'FAO-LN-1');
  const gone = await desk.post(`${drafts}/d-3/countersign`, late);
  expect(gone).toMatchObject({ body: { outcome: 'rejected', code: 'DRAFT_UNKNOWN' } });
});

test('a draft whose ground has moved lapses, says so, and cannot be countersigned', async () => {
  const caseNo = 'DRAFT-4';
  await openMobilized(desk, caseNo);
  const by = { at: AT, by: 'EMB-CO-1' };
  const closing: TestEvent = {
    ...{ id: 'd-5', type: 'case.closed-administratively', at: AT, by: 'EMB-CO-1' },
    reasons: REASONS,
  };
  await desk.submit(caseNo, { id: 'away', type: 'person.absconded', ...by });
  const drafts = `/v1/cases/${caseNo}/drafts`;
  const opened = await desk.post(drafts, await proposed(caseNo, closing));
  expect(opened).toMatchObject({ body: { outcome: 'accepted' } });
  await desk.submit(caseNo, { id: 'back', type: 'person.reappeared', ...by });
  const [draft] = (await view(caseNo))['drafts'] as readonly JsonObject[];
  expect(draft).toMatchObject({ id: 'd-5', lapsed: 'EVENT_NOT_ALLOWED' });
  const signed = await countersigned(caseNo, closing, 'EMB-HD-1');
  const refused = await desk.post(`${drafts}/d-5/countersign`, signed);
  expect(refused).toMatchObject({ body: { outcome: 'rejected', code: 'DRAFT_LAPSED' } });
});
