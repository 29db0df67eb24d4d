import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeKey } from '../../src/sign-in/api-keys.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { aCase } from '../support/records.ts';

const REF = `sf-${'0'.repeat(24)}`;
const WHO = { name: 'MARKED Name' };

let api: TestApi;
let made = 0;

beforeAll(async () => {
  api = await startApi();
  await api.registry.putOfficers([
    { id: 'RES-ER-1', role: 'researcher', body: 'RES' },
    { id: 'PSO-IN-8', role: 'PSO-IN', body: 'PSO', province: 'Liaoning' },
  ]);
});
afterAll(() => api.close());

/** A case of Public Security in Jilin; its address. */
async function opened(): Promise<string> {
  const caseNo = `R-${(made += 1)}`;
  const opening = { caseNo, procedure: 'inbound', facts: { province: 'Jilin' } } as const;
  await aCase(api.registry, opening).record([]);
  return `/v1/cases/${caseNo}`;
}

async function asked(officer: string, method: string, path: string): Promise<Response> {
  const token = await api.tokenOf(officer);
  return api.request(method, path, { token, ...(method === 'PUT' && { body: WHO }) });
}

/** The log as an officer of the case reads it. */
async function logOf(path: string): Promise<readonly object[]> {
  const answer = await asked('PSO-DR-1', 'GET', `${path}/readings`);
  return ((await answer.json()) as { readings: object[] }).readings;
}

describe('whoever asks for a person and may not have it stands in the log', () => {
  test.each([
    ['MFA-CD-1', 'GET', 'identity', { what: 'identity', asked: 'read', why: 'case' }],
    ['MFA-CD-1', 'PUT', 'identity', { what: 'identity', asked: 'write', why: 'power' }],
    ['EMB-CO-1', 'PUT', 'identity', { what: 'identity', asked: 'write', why: 'case' }],
    ['PSO-DR-1', 'GET', 'protection', { what: 'protection', asked: 'read', why: 'power' }],
    ['RES-ER-1', 'GET', 'identity', { what: 'identity', asked: 'read', why: 'power' }],
    ['CPL-LN-1', 'GET', 'stored-files', { what: 'stored-files', asked: 'read', why: 'power' }],
    ['HAC-CL-1', 'GET', `stored-files/${REF}`, { what: REF, asked: 'read', why: 'power' }],
    ['RES-ER-1', 'GET', 'stored-files/MARKED', { what: 'stored-files', why: 'power' }],
  ])('by name: %s, %s %s', async (by, method, part, line) => {
    const path = await opened();
    expect((await asked(by, method, `${path}/${part}`)).status).toBe(403);
    expect(await logOf(path)).toMatchObject([{ n: 1, act: 'refused', by, ...line }]);
    expect(JSON.stringify(await logOf(path))).not.toContain('MARKED');
  });

  test('a file of another circle is refused by its reference', async () => {
    const path = await opened();
    const token = await api.tokenOf('PSO-IN-1');
    const stored = await api.request('POST', `${path}/stored-files?kind=protection-statement`, {
      raw: 'text',
      token,
      headers: { 'content-type': 'text/plain' },
    });
    const { ref } = (await stored.json()) as { ref: string };
    expect((await asked('PSO-IN-1', 'GET', `${path}/stored-files/${ref}`)).status).toBe(403);
    expect((await logOf(path)).at(-1)).toMatchObject({ act: 'refused', what: ref, why: 'case' });
  });

  test('an operator too, and a service', async () => {
    const path = await opened();
    await api.request('GET', `${path}/identity`);
    const { id, key, hash } = makeKey();
    const now = Date.now();
    const dates = {
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 9e7).toISOString(),
    };
    const said = { name: 'intake', powers: ['cases.read'], createdBy: 'operator', ...dates };
    await api.registry.addApiKey({ id, hash, ...said });
    await api.request('GET', `${path}/identity`, { token: key });
    expect(await logOf(path)).toMatchObject([{ by: 'operator' }, { by: 'service intake' }]);
  });

  test('who may not know of the case is told that there is none, and stands in the log', async () => {
    const path = await opened();
    const answer = await asked('PSO-IN-8', 'GET', `${path}/identity`);
    const of = '/v1/cases/R-NONE';
    const none = await asked('PSO-IN-8', 'GET', `${of}/identity`);
    const words = (await none.text()).replaceAll('R-NONE', path.slice('/v1/cases/'.length));
    expect([answer.status, await answer.text()]).toEqual([404, words]);
    await vi.waitFor(async () =>
      expect(await logOf(path)).toMatchObject([{ act: 'refused', by: 'PSO-IN-8', why: 'unseen' }]),
    );
    expect((await asked('PSO-IN-8', 'GET', `${path}/readings`)).status).toBe(404);
  });

  test('nobody who is not signed in, and nobody who got it', async () => {
    const path = await opened();
    expect((await api.request('GET', `${path}/identity`, { token: null })).status).toBe(401);
    expect((await asked('PSO-DR-1', 'GET', `${path}/identity`)).status).toBe(404);
    expect(await logOf(path)).toEqual([]);
  });
});
