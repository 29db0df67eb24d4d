import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { anotherService } from '../support/other-service.ts';
import type { OtherService, SignedReply } from '../support/other-service.ts';

const REPLIES = '/v1/counterpart/counterpart/replies';
const CONSENT = { type: 'counterpart.consented', correlationId: 'C-1', noteRef: 'N-1' };

let api: TestApi;
let service: OtherService;
let stranger: OtherService;
let no = 0;

beforeAll(async () => {
  api = await startApi();
  service = await anotherService('CPL-LN-9');
  stranger = await anotherService('CPL-LN-8', { iss: 'stranger' });
  await stranger.enter(api.registry);
  const body = await service.enter(api.registry);
  const set = await api.request('PUT', '/v1/channels/counterpart', { body });
  if (set.status !== 200) throw new Error(await set.text());
});
afterAll(() => api.close());

/** A running case that wrote to the other side. */
let caseNo: string;
beforeEach(async () => {
  no += 1;
  caseNo = `R-${no}`;
  await api.open(caseNo);
  await expect.poll(() => api.registry.case(caseNo)).toBeDefined();
  await api.writeTo(caseNo, 'counterpart');
});

async function post({ content, headers }: SignedReply, path = REPLIES) {
  const answer = await api.request('POST', path, { body: content, headers, token: null });
  const body = (await answer.json()) as JsonObject;
  return { status: answer.status, body, code: body['code'] };
}

const signals = () => api.workflows.signals.filter((one) => one.caseNo === caseNo);

async function refused(): Promise<readonly JsonObject[]> {
  const answer = await api.request('GET', '/v1/channels/counterpart/refused');
  return ((await answer.json()) as { refused: JsonObject[] }).refused;
}

describe('a reply of another service', () => {
  test('goes to its case as an event of the officer it speaks for, and nothing is told of the case', async () => {
    const reply = await service.reply(caseNo, 'm-1', CONSENT);
    const { status, body } = await post(reply);
    expect([status, body]).toEqual([202, { messageId: 'm-1', eventId: 'reply/counterpart/m-1' }]);
    const { event, attestations } = reply.content;
    expect(signals()).toEqual([{ caseNo, name: 'submit', payload: { event, attestations } }]);
    await expect
      .poll(() => api.registry.outcome(caseNo, 'reply/counterpart/m-1'))
      .toMatchObject({ outcome: 'accepted' });
  });

  test('that comes twice, or is replayed by somebody else, changes nothing', async () => {
    const reply = await service.reply(caseNo, `twice-${caseNo}`, CONSENT);
    const answers = [await post(reply), await post(reply), await post(reply)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(signals()).toHaveLength(1);
    // The same words signed anew are the same message.
    const said = { ...CONSENT, at: new Date(0).toISOString() };
    for (const now of [new Date(), new Date(Date.now() - 60_000)]) {
      const { status } = await post(await service.reply(caseNo, `anew-${caseNo}`, said, { now }));
      expect(status).toBe(202);
    }
    expect(signals()).toHaveLength(2);
  });

  test('under the message id of another one is refused', async () => {
    await post(await service.reply(caseNo, `id-${caseNo}`, CONSENT));
    const other = await service.reply(caseNo, `id-${caseNo}`, { ...CONSENT, noteRef: 'N-2' });
    expect(await post(other)).toMatchObject({ status: 409, code: 'MESSAGE_ID_TAKEN' });
    expect(signals()).toHaveLength(1);
  });

  test('is taken again where the case was out of reach, and reaches it once', async () => {
    const reply = await service.reply(caseNo, `away-${caseNo}`, CONSENT);
    api.workflows.away = true;
    expect(await post(reply)).toMatchObject({ status: 503 });
    api.workflows.away = false;
    expect((await post(reply)).status).toBe(202);
    expect((await post(reply)).status).toBe(202);
    expect(signals()).toHaveLength(1);
  });

  test('to a case that has its outcome is recorded in its file', async () => {
    const closing = { id: 'end', type: 'case.closed', at: '2031-03-05', by: 'EMB-CO-1' };
    const body = await api.signed(caseNo, closing);
    await api.request('POST', `/v1/cases/${caseNo}/events`, { body });
    expect((await post(await service.reply(caseNo, `late-${caseNo}`, CONSENT))).status).toBe(202);
    const entries = await api.registry.file(caseNo);
    expect(entries.at(-1)).toMatchObject({
      event: { id: `reply/counterpart/late-${caseNo}` },
      code: 'CASE_CLOSED',
    });
  });

  test('acknowledges a letter', async () => {
    const [letter] = await api.registry.letters({ caseNo });
    const event = { type: 'letter.acknowledged', letter: letter?.key ?? '', by: 'CPL-LN-9' };
    // The letter is one that is answered: the note is refused, and kept.
    expect(await post(await service.reply(caseNo, `ack-${caseNo}`, event))).toMatchObject({
      status: 409,
      code: 'LETTER_NOT_OPEN',
    });
    const { key } = await api.writeTo(caseNo, 'counterpart', 'M13');
    const note = { ...event, letter: key };
    expect((await post(await service.reply(caseNo, `ack2-${caseNo}`, note))).status).toBe(202);
    const letters = await api.registry.letters({ caseNo });
    expect(letters.find((one) => one.key === key)).toMatchObject({
      acknowledged: { by: 'CPL-LN-9' },
    });
    expect(signals()).toEqual([]);
  });
});

describe('at the door a reply is refused with a code, and kept, where', () => {
  type Wish = () => Promise<SignedReply>;
  const reply = (id: string, wishes?: Parameters<OtherService['reply']>[3]) => () =>
    service.reply(caseNo, `${id}-${caseNo}`, CONSENT, wishes);

  test.each<[string, Wish, RegExp]>([
    ['its signature is by another key', async () => reply('k', { by: stranger })(), /no such key/],
    [
      'its signature is broken',
      async () => {
        const one = await reply('b')();
        const jws = one.headers['crossing-signature'] ?? '';
        return { ...one, headers: { 'crossing-signature': `${jws.slice(0, -8)}AAAAAAAA` } };
      },
      /not by that key/,
    ],
    ['it was altered', async () => reply('a', { alter: (c) => ({ ...c, more: 1 }) })(), /altered/],
    [
      'it has expired',
      async () => reply('e', { now: new Date(Date.now() - 7_200_000) })(),
      /expired/,
    ],
    [
      'it is meant for somebody else',
      async () => reply('u', { claims: { aud: 'x' } })(),
      /audience/,
    ],
    [
      'it is of another body',
      async () => reply('i', { claims: { iss: 'home-authority' } })(),
      /not of/,
    ],
    ['it lives too long', async () => reply('l', { claims: { exp: 4_000_000_000 } })(), /24 hours/],
    [
      'there is no signature',
      async () => ({ ...(await reply('n')()), headers: {} }),
      /header Crossing-Signature is missing/,
    ],
    [
      'an attestation inside is of another issuer',
      async () => reply('o', { attestedBy: stranger })(),
      /not by service-of-counterpart/,
    ],
  ])('%s', async (_what, wish, why) => {
    const { status, body, code } = await post(await wish());
    expect([status, code]).toEqual([403, 'NOT_ATTESTED']);
    expect(body['detail']).toMatch(why);
    expect(signals()).toEqual([]);
    const [kept] = await refused();
    expect(kept).toMatchObject({ code: 'NOT_ATTESTED', why: expect.stringMatching(why), times: 1 });
    expect(kept?.['content']).toContain(caseNo);
  });

  test('its event has another id, or is for nobody outside to say', async () => {
    const own = await service.reply(caseNo, `x-${caseNo}`, CONSENT, {
      claims: { jti: 'another' },
    });
    expect(await post(own)).toMatchObject({ status: 400, code: 'MALFORMED' });
    const sent = { type: 'letter.reminded', letter: 'x' };
    const again = await service.reply(caseNo, `y-${caseNo}`, sent);
    expect(await post(again)).toMatchObject({ status: 400, code: 'MALFORMED' });
    expect(signals()).toEqual([]);
  });

  test('there is no such case, or none that this body was written to about', async () => {
    const none = await post(await service.reply('NOBODY', `z-${caseNo}`, CONSENT));
    await api.open(`${caseNo}X`);
    const unasked = await post(await service.reply(`${caseNo}X`, `w-${caseNo}`, CONSENT));
    expect([none.status, unasked.status]).toEqual([404, 404]);
    expect(none.code).toBe(unasked.code);
  });

  test('its body has no channel over HTTP', async () => {
    const one = await service.reply(caseNo, `v-${caseNo}`, CONSENT);
    const elsewhere = '/v1/counterpart/home-authority/replies';
    expect(await post(one, elsewhere)).toMatchObject({ status: 404, code: 'CHANNEL_UNKNOWN' });
  });

  test('its issuer may speak for more than one officer by now', async () => {
    const wide = { iss: service.iss, jwks: { keys: service.keys }, speaksFor: ['CPL-LN-9', '*'] };
    await api.registry.putIssuers([wide]);
    const answer = await post(await service.reply(caseNo, `wide-${caseNo}`, CONSENT));
    await service.enter(api.registry);
    expect(answer).toMatchObject({ status: 403, code: 'NOT_ATTESTED' });
  });
});
