import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { anotherService } from '../support/other-service.ts';
import { sendLetter } from '../support/records.ts';

let api: TestApi;
let http: JsonObject;
beforeAll(async () => {
  api = await startApi();
  http = await (await anotherService('CPL-LN-9')).enter(api.registry);
});
afterAll(() => api.close());

async function set(body: string, settings: Json, token?: string | null) {
  const options = { body: settings, ...(token !== undefined && { token }) };
  const answer = await api.request('PUT', `/v1/channels/${body}`, options);
  const said = (await answer.json()) as JsonObject;
  return { status: answer.status, said, code: said['code'] };
}

async function read(path: string): Promise<JsonObject> {
  return (await (await api.request('GET', path)).json()) as JsonObject;
}

describe('channels', () => {
  test('are set by who may, listed, and every change is kept', async () => {
    expect((await set('counterpart', http, null)).status).toBe(401);
    expect(await set('counterpart', http)).toMatchObject({ status: 200, said: http });
    expect((await set('counterpart', { channel: 'by-hand' })).status).toBe(200);
    const { channels } = await read('/v1/channels');
    expect(channels).toContainEqual({ body: 'counterpart', channel: 'by-hand' });
    const { changes } = await read('/v1/channels/counterpart/changes');
    expect(changes).toMatchObject([
      { settings: { body: 'counterpart', channel: 'by-hand' }, by: 'operator' },
      { settings: { channel: 'http', issuer: http['issuer'] }, by: 'operator' },
    ]);
  });

  test.each<[string, string, () => Json]>([
    ['to our own officers over HTTP', 'EMB', () => http],
    ['to cases but through their own channel', 'case', () => ({ channel: 'outbox' })],
    ['to others through that of cases', 'EMB', () => ({ channel: 'cases' })],
    ['over HTTP without an address', 'counterpart', () => ({ channel: 'http', issuer: 'x' })],
    ['by hand to an address', 'counterpart', () => ({ ...http, channel: 'by-hand' })],
    [
      'to an address inside the house',
      'counterpart',
      () => ({ ...http, address: 'http://10.0.0.1/' }),
    ],
    ['by an issuer that nobody knows', 'counterpart', () => ({ ...http, issuer: 'nobody' })],
    ['by an issuer that speaks for all', 'counterpart', () => ({ ...http, issuer: 'gateway' })],
    ['by the issuer of another role', 'home-authority', () => http],
  ])('do not go %s', async (_what, body, settings) => {
    expect(await set(body, settings())).toMatchObject({ status: 409, code: 'CHANNEL_UNFIT' });
  });

  test('take no private key, no address with a user, no body that there is not', async () => {
    const [key] = http['keys'] as readonly JsonObject[];
    const secret = { ...http, keys: [{ ...key, d: 'x' }] };
    expect((await set('counterpart', secret)).status).toBe(400);
    const user = { ...http, address: 'https://me:secret@other.example/' };
    expect((await set('counterpart', user)).status).toBe(400);
    expect((await set('elsewhere', { channel: 'outbox' })).status).toBe(400);
  });

  test('show to everybody the key that letters are signed with', async () => {
    const answer = await api.request('GET', '/v1/counterpart/keys', { token: null });
    const { keys } = (await answer.json()) as { keys: readonly JsonObject[] };
    expect(keys).toEqual([{ ...(await api.offices.gateway.publicKey()) }]);
    expect(keys[0]).not.toHaveProperty('d');
  });
});

describe('letters of all cases', () => {
  test('are listed to who may read letters, those that wait, part by part', async () => {
    await api.open('W-1');
    const M13 = await api.writeTo('W-1', 'counterpart', 'M13');
    await api.writeTo('W-1', 'home-authority', 'M13');
    await api.writeTo('W-1', 'counterpart', 'M2');
    expect((await api.request('GET', '/v1/letters', { token: null })).status).toBe(401);
    const all = await read('/v1/letters');
    expect(all['letters']).toHaveLength(3);
    const { letters } = await read('/v1/letters?waiting=true&body=counterpart');
    expect(letters).toMatchObject([
      {
        caseNo: 'W-1',
        key: M13.key,
        to: 'counterpart',
        waiting: true,
        overdue: false,
        held: false,
        sent: 1,
        reminders: 0,
        channel: 'by-hand',
      },
    ]);
    const first = await read('/v1/letters?limit=2');
    expect(first['letters']).toHaveLength(2);
    const second = await read(`/v1/letters?limit=2&cursor=${String(first['next'])}`);
    expect(second['letters']).toMatchObject([{ kind: 'M2' }]);
    expect(second).not.toHaveProperty('next');
    expect((await read('/v1/letters?procedure=inbound'))['letters']).toEqual([]);
    expect((await read('/v1/letters?province=Jilin'))['letters']).toEqual([]);
    expect((await read('/v1/letters?overdue=true'))['letters']).toEqual([]);
  });

  test('are printed, with their minimum and every text escaped', async () => {
    await api.open('W-2');
    const effect = sendLetter('counterpart', 'M2', 'C-1<b>');
    await api.workflows.write('W-2', [effect]);
    const page = await api.request('GET', '/v1/cases/W-2/letters/1.html');
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const text = await page.text();
    expect(text).toContain('Request for consent to the person remaining.');
    expect(text).toContain('answer under the number C-1&lt;b&gt;');
    expect(text).not.toContain('<b>');
    expect((await api.request('GET', '/v1/cases/W-2/letters/2.html')).status).toBe(404);
    expect((await api.request('GET', '/v1/cases/W-2/letters/x.html')).status).toBe(400);
  });

  test('that go by hand are marked by a liaison alone, where a human may hand them over', async () => {
    const { key } = await api.writeTo('W-1', 'counterpart', 'M13');
    const say = async (officer: string, letter: string) => {
      const event = { id: `${officer} ${letter}`, type: 'letter.handed-over', letter, by: officer };
      const body = await api.signed('W-1', event, officer);
      const answer = await api.request('POST', '/v1/cases/W-1/letters', { body });
      return (await answer.json()) as JsonObject;
    };
    expect(await say('EMB-CO-1', key)).toMatchObject({ code: 'ROLE_NOT_ALLOWED' });
    expect(await say('CPL-LN-1', key)).toMatchObject({ handedBy: 'CPL-LN-1' });
    const away = await api.writeTo('W-1', 'home-authority', 'M13');
    expect(await say('CPL-LN-1', away.key)).toMatchObject({ code: 'LETTER_NOT_OPEN' });
    const asked = await api.writeTo('W-1', 'counterpart', 'M2');
    const view = {
      open: true,
      regions: { safeguard: 'stayed' },
      replies: { 'counterpart.consented': 'C-1' },
    };
    await api.workflows.write('W-1', [], view);
    expect(await say('CPL-LN-1', asked.key)).toMatchObject({ code: 'STAY_ACTIVE' });
    const { letters } = await read('/v1/letters?waiting=true&body=counterpart');
    expect(letters).toContainEqual(expect.objectContaining({ key: asked.key, held: true }));
    const page = await api.request('GET', '/v1/cases/W-1/letters/6.html');
    expect([page.status, await page.json()]).toMatchObject([409, { code: 'STAY_ACTIVE' }]);
  });
});
