import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAskPeople } from '../../activities/people.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { makeKey } from '../../src/sign-in/api-keys.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { answering, startReceiver, verified } from '../support/receivers.ts';
import type { ReceiverServer } from '../support/receivers.ts';

const PATH = '/v1/subscriptions';
const DAY_MS = 86_400_000;

let api: TestApi;
let receiver: ReceiverServer;
beforeAll(async () => {
  api = await startApi();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await api.close();
});
afterEach(async () => {
  for (const { id } of await api.registry.subscriptions({})) {
    await api.registry.removeSubscription(id);
  }
});

async function call(method: string, path: string, body?: JsonObject, token?: string) {
  const given = { ...(body && { body }), ...(token !== undefined && { token }) };
  const answer = await api.request(method, path, given);
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as JsonObject };
}

function wish(more: JsonObject = {}): JsonObject {
  return { url: `http://127.0.0.1:${receiver.port}/hook`, kinds: ['task.opened'], ...more };
}

async function subscribed(more: JsonObject = {}, token?: string) {
  const { status, body } = await call('POST', PATH, wish(more), token);
  expect(status).toBe(201);
  return { id: String(body['id']), secret: String(body['secret']), body };
}

async function keyOf(name: string): Promise<string> {
  const { id, key, hash } = makeKey();
  const powers = ['subscriptions.read', 'subscriptions.write'];
  const [createdAt, expiresAt] = [Date.now(), Date.now() + DAY_MS].map((at) =>
    new Date(at).toISOString(),
  );
  if (createdAt === undefined || expiresAt === undefined) throw new Error('no dates');
  await api.registry.addApiKey({
    ...{ id, hash, name, powers, createdBy: 'operator', createdAt, expiresAt },
  });
  return key;
}

describe('a subscription', () => {
  test('shows its secret once, and keeps it sealed', async () => {
    const { id, secret, body } = await subscribed({ roles: ['EMB-CO'], province: 'Jilin' });
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(body).toMatchObject({ roles: ['EMB-CO'], province: 'Jilin', createdBy: 'operator' });
    const { secret: _, ...rest } = body;
    expect(await call('GET', `${PATH}/${id}`)).toEqual({ status: 200, body: rest });
    expect(await call('GET', PATH)).toEqual({ status: 200, body: { subscriptions: [rest] } });
    expect(JSON.stringify(await api.registry.receiver(id))).not.toContain(secret.slice(6));
    expect((await call('DELETE', `${PATH}/${id}`)).status).toBe(204);
    expect(await call('GET', `${PATH}/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'SUBSCRIPTION_UNKNOWN' },
    });
  });

  test.each([
    { url: 'http://hooks.example.org:80@127.0.0.1/' },
    { url: 'gopher://hooks.example.org/' },
    { kinds: [] },
    { kinds: ['case.everything'] },
    { roles: ['KING'] },
    { province: 'Atlantis' },
  ])('is refused as malformed: %j', async (more) => {
    expect(await call('POST', PATH, wish(more))).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED' },
    });
  });

  test.each([
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:192.168.0.1]/',
    'https://hooks.example.org:70000/',
    'https://hooks.example.org:x/',
  ])('does not go to an address that may not be called: %s', async (url) => {
    expect(await call('POST', PATH, wish({ url }))).toMatchObject({
      status: 422,
      body: { code: 'ADDRESS_REFUSED' },
    });
  });

  test('is one of a hundred at most', async () => {
    for (let made = 0; made < 100; made += 1) await subscribed();
    expect(await call('POST', PATH, wish())).toMatchObject({
      status: 409,
      body: { code: 'SUBSCRIPTION_LIMIT' },
    });
  });

  test('is the business of the operator, and of the service that made it', async () => {
    const [one, other] = [await keyOf('one'), await keyOf('other')];
    const officer = await api.tokenOf('EMB-CO-1');
    expect((await call('GET', PATH, undefined, officer)).status).toBe(403);
    expect((await call('POST', PATH, wish(), officer)).status).toBe(403);
    const { id, body } = await subscribed({}, one);
    expect(body['createdBy']).toBe('service/one');
    const ids = async (token?: string) => {
      const listed = await call('GET', PATH, undefined, token);
      return (listed.body['subscriptions'] as JsonObject[]).map((row) => row['id']);
    };
    expect([await ids(one), await ids(other), await ids()]).toEqual([[id], [], [id]]);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/test'],
      ['POST', '/rotate-secret'],
      ['GET', '/dead-letters'],
      ['POST', '/dead-letters/1/redeliver'],
    ] as const) {
      const answer = await call(method, `${PATH}/${id}${path}`, undefined, other);
      expect(answer, path).toMatchObject({ status: 404, body: { code: 'SUBSCRIPTION_UNKNOWN' } });
    }
  });
});

describe('a test', () => {
  test('is sent at once, signed, and says how it went', async () => {
    const { id, secret } = await subscribed();
    const before = receiver.heard.length;
    expect(await call('POST', `${PATH}/${id}/test`)).toEqual({
      status: 200,
      body: { delivered: true, status: 204 },
    });
    const [heard] = receiver.heard.slice(before);
    if (heard === undefined) throw new Error('nothing was heard');
    expect(verified(secret, heard)).toMatchObject({ type: 'webhook.test', data: {} });
    receiver.answer = answering(500);
    expect((await call('POST', `${PATH}/${id}/test`)).body).toMatchObject({
      delivered: false,
      status: 500,
    });
    receiver.answer = answering(204);
  });

  test('that is taken enables a subscription again', async () => {
    const { id } = await subscribed();
    await api.registry.disableSubscription(id, 'It answered 410.', '2025-03-01T00:00:00.000Z');
    const shown = async () => (await call('GET', `${PATH}/${id}`)).body['disabled'];
    expect(await shown()).toMatchObject({ reason: 'It answered 410.' });
    receiver.answer = answering(410);
    await call('POST', `${PATH}/${id}/test`);
    expect(await shown()).toBeDefined();
    receiver.answer = answering(204);
    await call('POST', `${PATH}/${id}/test`);
    expect(await shown()).toBeUndefined();
  });
});

describe('a secret', () => {
  test('is rotated with an overlap, in which both verify', async () => {
    const { id, secret } = await subscribed();
    const rotated = await call('POST', `${PATH}/${id}/rotate-secret`);
    const next = String(rotated.body['secret']);
    expect(Date.parse(String(rotated.body['earlierUntil']))).toBeGreaterThan(
      Date.now() + 80_000_000,
    );
    await call('POST', `${PATH}/${id}/test`);
    const during = receiver.heard.at(-1);
    const last = await call('POST', `${PATH}/${id}/rotate-secret?overlapHours=0`);
    await call('POST', `${PATH}/${id}/test`);
    const after = receiver.heard.at(-1);
    if (during === undefined || after === undefined) throw new Error('not heard twice');
    for (const known of [secret, next]) expect(() => verified(known, during)).not.toThrow();
    expect(() => verified(String(last.body['secret']), after)).not.toThrow();
    for (const known of [secret, next]) expect(() => verified(known, after)).toThrow();
    const wrong = await call('POST', `${PATH}/${id}/rotate-secret?overlapHours=169`);
    expect(wrong.status).toBe(400);
  });
});

describe('a dead letter', () => {
  test('is listed and goes again; not of a subscription that is disabled, and not one that is none', async () => {
    const { id } = await subscribed();
    await api.open('W-1');
    await expect
      .poll(async () => (await call('GET', `${PATH}/${id}`)).body['pending'], { timeout: 10_000 })
      .toBe(1);
    const key = `W-1/0/0/${id}`;
    const send = () => Promise.resolve({ failure: 'It is down.' });
    const ask = createAskPeople({ deliveries: api.registry, send, giveUpMs: 0 });
    await ask({ caseNo: 'W-1', key });
    const listed = await call('GET', `${PATH}/${id}/dead-letters`);
    const [letter] = listed.body['deadLetters'] as JsonObject[];
    expect(letter).toMatchObject({ caseNo: 'W-1', type: 'task.opened', failure: 'It is down.' });
    const again = `${PATH}/${id}/dead-letters/${String(letter?.['id'])}/redeliver`;
    expect(await call('POST', again)).toEqual({ status: 202, body: letter });
    expect(api.workflows.told).toEqual([{ caseNo: 'W-1', key, id: letter?.['id'] }]);
    await api.registry.disableSubscription(id, 'Gone.', '2025-03-01T00:00:00.000Z');
    expect(await call('POST', again)).toMatchObject({
      status: 409,
      body: { code: 'SUBSCRIPTION_DISABLED' },
    });
    const none = await call('POST', `${PATH}/${id}/dead-letters/999999/redeliver`);
    expect(none).toMatchObject({ status: 404, body: { code: 'DEAD_LETTER_UNKNOWN' } });
  });
});
