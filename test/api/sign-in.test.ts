import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeKey } from '../../src/sign-in/api-keys.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.open('S-1');
});
afterAll(() => api.close());

const DAY_MS = 86_400_000;

async function keyWith(powers: readonly string[]): Promise<{ id: string; key: string }> {
  const { id, key, hash } = makeKey();
  const now = Date.now();
  const [createdAt, expiresAt] = [now, now + DAY_MS].map((at) => new Date(at).toISOString());
  if (createdAt === undefined || expiresAt === undefined) throw new Error('no dates');
  const said = { name: 'intake', powers, createdBy: 'operator', createdAt, expiresAt };
  await api.registry.addApiKey({ id, hash, ...said });
  return { id, key };
}

async function reads(token: string | null): Promise<readonly [number, unknown]> {
  const answer = await api.request('GET', '/v1/cases/S-1', { token });
  const body = (await answer.json()) as { code?: string; detail?: string; caseNo?: string };
  return [answer.status, body.detail ?? body.caseNo];
}

describe('signing in', () => {
  test('needs a bearer token, and the answer says which there are', async () => {
    const answer = await api.request('GET', '/v1/cases/S-1', { token: null });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(await answer.json()).toMatchObject({
      code: 'NOT_SIGNED_IN',
      detail: expect.stringMatching(/token that start printed.*sign-in.*API key/),
    });
  });

  test('by what nobody gave out is refused, and told why', async () => {
    expect(await reads('guess')).toEqual([401, expect.stringContaining('the token is unknown')]);
    expect(await reads(makeKey().key)).toEqual([401, expect.stringContaining('key is unknown')]);
    expect(await reads('ck_x')).toEqual([401, expect.stringContaining('not whole')]);
    expect(await reads('x'.repeat(8_193))).toEqual([401, expect.stringContaining('longer than')]);
    expect(await reads('a.b.c')).toEqual([401, expect.stringContaining('no signed JWT')]);
  });

  test('by an officer’s token lets in whoever is in the register, and in term', async () => {
    expect(await reads(await api.tokenOf('EMB-CO-1'))).toEqual([200, 'S-1']);
    expect(await reads(await api.tokenOf('EMB-CO-77'))).toEqual([
      401,
      expect.stringContaining('no officer EMB-CO-77'),
    ]);
    const past = { role: 'EMB-CO', body: 'EMB', until: '2020-01-01T00:00:00.000Z' };
    await api.registry.putOfficers([{ id: 'EMB-CO-9', ...past }]);
    expect(await reads(await api.tokenOf('EMB-CO-9'))).toEqual([
      401,
      expect.stringContaining('out of term'),
    ]);
  });

  test('by an officer’s token gives the powers of the role, and no others', async () => {
    const opening = { caseNo: 'S-2', procedure: 'outbound', subjectRef: 's/1', facts: {} };
    const token = await api.tokenOf('REG-CL-1');
    const answer = await api.request('POST', '/v1/cases', { token, body: opening });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'NOT_PERMITTED' }]);
    const allowed = await api.tokenOf('EMB-CO-1');
    expect((await api.request('POST', '/v1/cases', { token: allowed, body: opening })).status).toBe(
      201,
    );
  });

  test('by an API key gives the powers of its scopes, and no others', async () => {
    const { id, key } = await keyWith(['tasks.read']);
    expect(await reads(key)).toEqual([403, expect.stringContaining('cases.read')]);
    const tasks = await api.request('GET', '/v1/tasks', { token: key });
    expect(tasks.status).toBe(200);
    expect((await api.registry.apiKey(id))?.lastUsedAt).toBeDefined();
    await api.registry.revokeApiKey(id, new Date().toISOString(), 'operator');
    expect(await reads(key)).toEqual([401, expect.stringContaining('revoked')]);
  });
});
