/** Idempotency keys on calls whose answers hold a secret, or whose bodies are files. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

const PATH = '/v1/subscriptions';
const WISH = { url: 'https://hooks.example.org/crossing', kinds: ['task.opened'] };
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from([0xff, 0x00, 0x80])]);

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.open('K-1');
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => api.close());

async function post(key: string, path: string, body: Json = {}) {
  const headers = { 'idempotency-key': key };
  const answer = await api.request('POST', path, { body, headers });
  const replayed = answer.headers.get('idempotency-replayed');
  return { status: answer.status, body: (await answer.json()) as JsonObject, replayed };
}

async function store(key: string, content: Buffer, more: Readonly<Record<string, string>> = {}) {
  return api.request('POST', '/v1/cases/K-1/stored-files?kind=statement', {
    raw: Uint8Array.from(content) as unknown as string,
    headers: { 'content-type': 'application/pdf', 'idempotency-key': key, ...more },
    token: await api.tokenOf('EMB-CO-1'),
  });
}

/** The answer of a call is lost before it is kept; who calls again takes it up. */
async function lost(call: () => Promise<unknown>, key: string, caller: string): Promise<void> {
  vi.spyOn(api.registry, 'keepAnswer').mockRejectedValueOnce(new Error('the process is gone'));
  await call();
  await api.registry.freeCall({ caller, key });
}

describe('a subscription under an idempotency key', () => {
  test('is made once, and its secret is told again and kept sealed', async () => {
    const keep = vi.spyOn(api.registry, 'keepAnswer');
    const first = await post('s-1', PATH, WISH);
    expect(first).toMatchObject({ status: 201, replayed: null });
    expect(await post('s-1', PATH, WISH)).toEqual({ ...first, replayed: 'true' });
    const kept = JSON.stringify(keep.mock.calls);
    expect(kept).not.toContain('whsec_');
    expect(kept).toContain('sealed');
    expect((await post('s-1', PATH, { ...WISH, kinds: ['case.closed'] })).status).toBe(422);
  });

  test('that was made and never answered is the same one, with a secret that holds', async () => {
    await lost(() => post('s-2', PATH, WISH), 's-2', 'operator');
    const before = await api.registry.subscriptions({});
    const { status, body } = await post('s-2', PATH, WISH);
    expect(status).toBe(201);
    expect(await api.registry.subscriptions({})).toHaveLength(before.length);
    const receiver = await api.registry.receiver(String(body['id']));
    expect(receiver?.secrets.filter(({ until }) => until === undefined)).toHaveLength(1);
  });

  test('has its secret rotated once', async () => {
    const { body } = await post('s-3', PATH, WISH);
    const rotate = `${PATH}/${String(body['id'])}/rotate-secret`;
    const first = await post('s-4', rotate);
    expect(await post('s-4', rotate)).toEqual({ ...first, replayed: 'true' });
    const receiver = await api.registry.receiver(String(body['id']));
    expect(receiver?.secrets).toHaveLength(2);
  });
});

describe('a file under an idempotency key', () => {
  test('is stored once, byte for byte, and told again', async () => {
    const first = await (await store('f-1', PDF)).json();
    const again = await store('f-1', PDF);
    expect([again.status, await again.json()]).toEqual([201, first]);
    const other = await store('f-1', Buffer.concat([PDF, Buffer.from([0x81])]));
    expect(other.status).toBe(422);
    expect((await store('f-1', PDF, { 'content-digest': '' })).status).toBe(422);
    const { ref } = first as { readonly ref: string };
    const token = await api.tokenOf('EMB-CO-1');
    const read = await api.request('GET', `/v1/cases/K-1/stored-files/${ref}`, { token });
    expect(Buffer.from(await read.arrayBuffer())).toEqual(PDF);
  });

  test('that was stored and never answered is the same one', async () => {
    await lost(() => store('f-2', PDF), 'f-2', 'officer EMB-CO-1');
    const before = await api.registry.sealedItems('K-1');
    const answer = await store('f-2', PDF);
    expect(answer.status).toBe(201);
    const { ref } = (await answer.json()) as { readonly ref: string };
    expect(await api.registry.sealedItems('K-1')).toEqual(before);
    expect(before.map((item) => item.ref)).toContain(ref);
  });
});
