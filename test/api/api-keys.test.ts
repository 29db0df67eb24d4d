import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
let administrator: string;
beforeAll(async () => {
  api = await startApi();
  administrator = await api.tokenOf('administrator-1');
});
afterAll(() => api.close());

const PATH = '/v1/api-keys';

/** A call; without a token, by the operator. */
async function call(method: string, path: string, token?: string, body?: JsonObject) {
  const options = { ...(token !== undefined && { token }), ...(body && { body }) };
  const answer = await api.request(method, path, options);
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

async function given(powers: readonly string[], token?: string) {
  const { status, body } = await call('POST', PATH, token, { name: 'tool', powers });
  expect(status).toBe(201);
  return { id: String(body['id']), key: String(body['key']) };
}

describe('an API key', () => {
  test('lets a service in by its powers, and is shown once', async () => {
    const { id, key } = await given(['figures.read', 'tasks.read'], administrator);
    expect((await call('GET', '/v1/tasks', key)).status).toBe(200);
    expect((await call('GET', '/v1/duties', key)).status).toBe(403);
    const { body } = await call('GET', PATH, administrator);
    expect(body['apiKeys']).toMatchObject([{ id, name: 'tool', createdBy: 'administrator-1' }]);
    expect(JSON.stringify(body)).not.toMatch(/hash|ck_/);
  });

  test('goes on beside its new secret for the overlap, and without one not at all', async () => {
    const { id, key } = await given(['tasks.read']);
    const first = await call('POST', `${PATH}/${id}/rotate?overlapHours=1`);
    const second = String(first.body['key']);
    for (const one of [key, second]) expect((await call('GET', '/v1/tasks', one)).status).toBe(200);
    const third = String((await call('POST', `${PATH}/${id}/rotate?overlapHours=0`)).body['key']);
    const statuses = [];
    for (const one of [key, second, third])
      statuses.push((await call('GET', '/v1/tasks', one)).status);
    expect(statuses).toEqual([401, 401, 200]);
  });

  test('lets nobody in once it is revoked, and is not rotated any more', async () => {
    const { id, key } = await given(['tasks.read']);
    const { body } = await call('POST', `${PATH}/${id}/revoke`, administrator);
    expect(body['revokedAt']).toBeDefined();
    expect((await call('GET', '/v1/tasks', key)).status).toBe(401);
    const again = await call('POST', `${PATH}/${id}/revoke`);
    expect(again.body['revokedAt']).toBe(body['revokedAt']);
    const rotated = await call('POST', `${PATH}/${id}/rotate`);
    expect(rotated).toMatchObject({ status: 409, body: { code: 'API_KEY_REVOKED' } });
    const none = await call('POST', `${PATH}/nobody/revoke`);
    expect(none).toMatchObject({ status: 404, body: { code: 'API_KEY_UNKNOWN' } });
  });

  test('gives an operator nothing that he does not hold, neither new nor by rotation', async () => {
    const wish = { name: 'reader', powers: ['persons.read'] };
    expect((await call('POST', PATH, undefined, wish)).status).toBe(403);
    const { id } = await given(['persons.read'], administrator);
    expect((await call('POST', `${PATH}/${id}/rotate`)).status).toBe(403);
    expect((await call('POST', `${PATH}/${id}/revoke`)).status).toBe(200);
  });

  test('makes no keys, and neither do officers who are no administrators', async () => {
    const { key } = await given(['api-keys.read'], administrator);
    const wish = { name: 'more', powers: ['tasks.read'] };
    expect((await call('GET', PATH, key)).status).toBe(200);
    for (const token of [key, await api.tokenOf('EMB-HD-1'), await api.tokenOf('auditor-1')]) {
      expect((await call('POST', PATH, token, wish)).status).toBe(403);
    }
    const maker = { name: 'more', powers: ['api-keys.write'] };
    expect((await call('POST', PATH, administrator, maker)).status).toBe(400);
  });
});
