/**
 * A whole case whose other side is a service of its own: letters signed by us, replies signed by it, which
 * is down, answers twice, late, for another case, or with signatures that do not hold.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseEvent, JsonObject } from '../../machines/kernel/types.ts';
import { attributedTo } from '../../machines/shared/officers.ts';
import { openDesk } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';
import { anotherService, openLetterBox } from '../support/other-service.ts';
import type { LetterBox, OtherService, SignedReply } from '../support/other-service.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };

let desk: Desk;
let service: OtherService;
let stranger: OtherService;
let box: LetterBox;
/** The events of OUT-02, by type. */
const sample = new Map<string, CaseEvent>();

beforeAll(async () => {
  desk = await openDesk({ env: { CROSSING_WEBHOOK_ALLOW: '127.0.0.0/8' } });
  const { registry } = desk.stack;
  box = await openLetterBox(async () => {
    const { body } = await desk.service.get('/v1/counterpart/keys');
    return body['keys'] as JsonObject[];
  });
  service = await anotherService('CPL-LN-9');
  stranger = await anotherService('CPL-LN-8', { iss: 'stranger' });
  const http = { ...(await service.enter(registry)), address: box.url };
  await setChannel('counterpart', http);
  await setChannel('home-authority', { channel: 'by-hand' });
  const { events } = JSON.parse(await readFile('samples/OUT-02.json', 'utf8')) as {
    events: { event: CaseEvent; expect: string }[];
  };
  for (const { event, expect: outcome } of events) {
    if (outcome === 'accepted') sample.set(event.type, event);
  }
}, 600_000);
afterAll(async () => {
  box.close();
  await desk.stop();
});

async function setChannel(body: string, settings: JsonObject): Promise<void> {
  const { url, token } = desk.stack;
  const answer = await fetch(`${url}/v1/channels/${body}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Plays an event of the sample into a case, signed by who acts. */
async function play(caseNo: string, type: string, more: JsonObject = {}): Promise<JsonObject> {
  const given = sample.get(type);
  if (given === undefined) throw new Error(`the sample has no ${type}`);
  const said = { ...given, ...more };
  const event = { ...said, id: `${caseNo}-${said.type}` } as TestEvent;
  const officers = [attributedTo('outbound', event).id];
  const body = await desk.signed(caseNo, event, { officers });
  const answer = await desk.post(`/v1/cases/${caseNo}/events`, body, 60);
  expect(answer.body).toMatchObject({ outcome: 'accepted' });
  return answer.body;
}

/** The other side answers; it is told that the reply has arrived, and nothing else. */
async function say({ content, headers }: SignedReply) {
  const answer = await fetch(`${desk.stack.url}/v1/counterpart/counterpart/replies`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(content),
  });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

/** What the case made of a reply. */
async function outcomeOf(caseNo: string, messageId: string): Promise<JsonObject | undefined> {
  const found = await desk.stack.registry.outcome(caseNo, `reply/counterpart/${messageId}`);
  return found && { outcome: found.outcome, ...(found.code && { code: found.code }) };
}

const lettersOf = (caseNo: string) =>
  box.letters.filter(({ body }) => (body['content'] as JsonObject)['caseNo'] === caseNo);

async function waiting(query: string): Promise<readonly JsonObject[]> {
  const { body } = await desk.service.get(`/v1/letters?waiting=true&${query}`);
  return body['letters'] as readonly JsonObject[];
}

const OPENING = ['identity.verified', 'screening.completed'];
const MOBILIZED = ['mobilization.round-held', 'willingness.stated', 'mobilization.concluded'];

test('a case goes to its end with another service on the other side [I7, I8]', async () => {
  const no = 'HTTP-1';
  await desk.open(no);
  for (const type of [...OPENING, 'clause3.check-sent']) await play(no, type);
  const [byHand] = await waiting('body=home-authority');
  expect(byHand).toMatchObject({ caseNo: no, kind: 'M5', channel: 'by-hand', sent: 1 });
  expect(byHand).not.toHaveProperty('lastSent');
  const note: TestEvent = {
    id: 'handed',
    type: 'letter.handed-over',
    letter: String(byHand?.['key']),
    by: 'CPL-LN-1',
  };
  const handed = await desk.post(`/v1/cases/${no}/letters`, await desk.signed(no, note));
  expect(handed.body).toMatchObject({ handedBy: 'CPL-LN-1' });
  // The answer comes on paper: a clerk enters it, with its number.
  for (const type of ['clause3.nothing-found', ...MOBILIZED]) await play(no, type);

  box.down = true;
  await play(no, 'consent.requested');
  await expect.poll(() => box.asked, PATIENCE).toBeGreaterThan(1);
  expect(await waiting('body=counterpart')).toMatchObject([{ caseNo: no, kind: 'M2' }]);
  box.down = false;
  await expect.poll(() => lettersOf(no), PATIENCE).toHaveLength(1);
  expect(lettersOf(no)[0]?.body).toEqual({
    letter: expect.stringContaining(no),
    kind: 'M2',
    correlationId: 'M2-02',
    content: { caseNo: no, crossedOn: '1957-08' },
    sending: 1,
    as: 'letter',
  });

  const consent = {
    type: 'counterpart.consented',
    correlationId: 'M2-02',
    noteRef: 'NOTE-1',
    personSpecific: true,
  };
  const forged = await service.reply(no, 'm-forged', consent, { by: stranger });
  const stale = await service.reply(no, 'm-stale', consent, { now: new Date(0) });
  for (const one of [forged, stale]) {
    expect(await say(one)).toMatchObject({ status: 403, body: { code: 'NOT_ATTESTED' } });
  }
  const { body } = await desk.service.get('/v1/channels/counterpart/refused');
  expect(body['refused']).toHaveLength(2);

  const elsewhere = await service.reply(no, 'm-1', { ...consent, correlationId: 'M2-99' });
  expect((await say(elsewhere)).status).toBe(202);
  await expect.poll(() => outcomeOf(no, 'm-1'), PATIENCE).toEqual({ outcome: 'recorded' });

  const yes = await service.reply(no, 'm-2', consent);
  expect(await say(yes)).toEqual({
    status: 202,
    body: { messageId: 'm-2', eventId: 'reply/counterpart/m-2' },
  });
  await expect.poll(() => outcomeOf(no, 'm-2'), PATIENCE).toEqual({ outcome: 'accepted' });
  expect((await say(yes)).status).toBe(202);
  const late = { type: 'counterpart.refused', correlationId: 'M2-02' };
  expect((await say(await service.reply(no, 'm-3', late))).status).toBe(202);
  await expect.poll(() => outcomeOf(no, 'm-3'), PATIENCE).toEqual({ outcome: 'recorded' });

  for (const type of ['investigation.completed', 'education.completed']) await play(no, type);
  for (const type of ['passport.proposed', 'passport.approved']) await play(no, type);
  expect((await desk.service.get(`/v1/cases/${no}`)).body).toMatchObject({
    state: 'outcome.passport-issued',
  });
  await desk.handle(no).result();
  const withdrew = { type: 'counterpart.withdrew', correlationId: 'M2-02' };
  expect((await say(await service.reply(no, 'm-4', withdrew))).status).toBe(202);
  const closed = { outcome: 'rejected', code: 'CASE_CLOSED' };
  expect(await outcomeOf(no, 'm-4')).toEqual(closed);

  const file = await desk.file(no);
  const replies = file.filter(({ event }) => String(event['id']).startsWith('reply/'));
  expect(replies.map(({ event }) => event['id'])).toEqual(
    ['m-1', 'm-2', 'm-3', 'm-4'].map((id) => `reply/counterpart/${id}`),
  );
  expect(await waiting('body=counterpart')).toEqual([]);
});

test('after a claim for protection no letter leaves over HTTP without a clearance [S]', async () => {
  const no = 'HTTP-2';
  const handle = await desk.open(no);
  for (const type of [...OPENING, ...MOBILIZED]) await play(no, type);
  box.down = true;
  await play(no, 'consent.requested', { correlationId: 'M2-03' });
  await play(no, 'willingness.stated', {
    type: 'protection.claimed',
    by: 'PRO-OF-1',
    confidential: true,
    statementRef: 'ST-9',
  });
  box.down = false;
  const why = async (): Promise<string> => {
    const { raw } = await handle.describe();
    return (raw.pendingActivities ?? []).map((one) => one.lastFailure?.message ?? '').join('; ');
  };
  await expect.poll(why, PATIENCE).toMatch(/claim for protection/);
  expect(lettersOf(no)).toEqual([]);
  const [held] = await waiting('body=counterpart');
  expect(held).toMatchObject({ caseNo: no, held: true });

  const again = async (id: string, more: JsonObject = {}) => {
    const letter = String(held?.['key']);
    const event = { id, type: 'letter.sent-again', letter, by: 'CPL-LN-1', ...more } as TestEvent;
    return desk.post(`/v1/cases/${no}/letters`, await desk.signed(no, event));
  };
  expect(await again('again-1')).toMatchObject({ status: 409, body: { code: 'STAY_ACTIVE' } });
  expect((await again('again-2', { protectionClearanceId: 'CL-1' })).status).toBe(200);
  await expect.poll(() => lettersOf(no), PATIENCE).toHaveLength(1);
  const [letter] = lettersOf(no);
  expect(letter?.body).toMatchObject({ correlationId: 'M2-03', sending: 2 });
  expect(JSON.stringify(letter?.body)).not.toMatch(/CL-1|protect|claim/);
});
