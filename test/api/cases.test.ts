import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const OPENING = { caseNo: 'N-1', procedure: 'outbound', subjectRef: 's/1', facts: { adult: true } };

async function post(opening: object) {
  return api.request('POST', '/v1/cases', { body: opening as typeof OPENING });
}

describe('opening a case', () => {
  test('answers 201 with its address and its view', async () => {
    const answer = await post({ ...OPENING, caseNo: 'N-1' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/v1/cases/N-1');
    expect(await answer.json()).toMatchObject({ caseNo: 'N-1', procedure: 'outbound', open: true });
  });

  test('shows whom its household names, for both cases, and no more of the other', async () => {
    const household = [{ caseNo: 'N-H2', relation: 'child', dependent: true, name: 'nobody' }];
    const first = await post({ ...OPENING, caseNo: 'N-H1', facts: { household } });
    expect(await first.json()).toMatchObject({ household: [{ caseNo: 'N-H2', open: false }] });
    const second = await post({ ...OPENING, caseNo: 'N-H2', facts: { adult: false } });
    expect((await second.json()) as object).toHaveProperty('household', [
      { caseNo: 'N-H1', relation: 'parent', dependent: false, open: true },
    ]);
    const now = await api.request('GET', '/v1/cases/N-H1');
    expect((await now.json()) as object).toHaveProperty('household', [
      { caseNo: 'N-H2', relation: 'child', dependent: true, open: true },
    ]);
  });

  test('under a number that was used is 409, whether the server or only the file knows it', async () => {
    await post({ ...OPENING, caseNo: 'N-2' });
    const again = await post({ ...OPENING, caseNo: 'N-2' });
    expect([again.status, await again.json()]).toMatchObject([409, { code: 'CASE_EXISTS' }]);
    const forgotten = await startForgotten('N-3');
    expect(forgotten.status).toBe(409);
  });

  async function startForgotten(caseNo: string): Promise<Response> {
    const run = { caseNo, firstExecutionRunId: 'r', runId: 'r', originalRunId: 'r' };
    await api.registry.record({
      run,
      opening: { start: { ...OPENING, caseNo }, effects: [] },
      after: { seq: 0, hash: 'A'.repeat(43), rejected: 0 },
      rows: [],
      repeats: [],
      view: { caseNo, state: 'opened', open: true, seq: 0 },
    });
    return post({ ...OPENING, caseNo });
  }

  const refused: readonly [string, object][] = [
    ['a number with blanks', { ...OPENING, caseNo: 'N 4' }],
    ['no number', { ...OPENING, caseNo: undefined }],
    ['no procedure', { ...OPENING, procedure: undefined }],
    ['facts that are no object', { ...OPENING, facts: [] }],
    ['a province that is no text', { ...OPENING, facts: { province: 7 } }],
    ['an unknown clock', { ...OPENING, clock: 'stopped' }],
    ['NUL in the facts', { ...OPENING, facts: { province: 'a\0' } }],
  ];
  test.each(refused)('with %s is 400 and says what is wrong', async (_what, opening) => {
    const answer = await post(opening);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'MALFORMED' }]);
  });

  test.each([
    ['an unknown procedure', { procedure: 'sideways' }],
    ['a dependant misspelt', { facts: { household: [{ caseNo: 'B-1', dependant: true }] } }],
    ['no time for a review', { config: { delays: { reviewWindow: 'PT0S' } } }],
  ])('with %s is not what the procedure opens with', async (_what, more) => {
    const answer = await post({ ...OPENING, caseNo: 'N-5', ...more });
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'OPENING_REFUSED' }]);
  });
});

describe('the token', () => {
  const guarded = [
    ['POST', '/v1/cases'],
    ['GET', '/v1/cases/N-1'],
    ['GET', '/v1/cases/N-1/outcomes/x'],
    ['GET', '/v1/cases/N-1/file'],
    ['GET', '/v1/cases/N-1/rejected'],
    ['GET', '/v1/tasks'],
    ['GET', '/v1/versions'],
  ] as const;
  test.each(guarded)('%s %s asks for it, before anything else', async (method, path) => {
    for (const token of [null, 'wrong', '']) {
      const answer = await api.request(method, path, { token });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(await answer.json()).toMatchObject({ code: 'NOT_SIGNED_IN' });
    }
  });

  test.each(['/health', '/v1/openapi.json'])('GET %s is open', async (path) => {
    expect((await api.request('GET', path, { token: null })).status).toBe(200);
  });
});

describe('reading', () => {
  beforeAll(async () => {
    await api.open('R-1');
    for (const id of ['a', 'b', 'c']) {
      const event = { id, type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1' };
      const body = await api.signed('R-1', event);
      await api.request('POST', '/v1/cases/R-1/events', { body });
    }
  });

  test('a case shows its view with its last outcomes', async () => {
    const view = await (await api.request('GET', '/v1/cases/R-1')).json();
    expect(view).toMatchObject({ caseNo: 'R-1', state: 'open', open: true, seq: 3 });
    const { recentOutcomes } = view as { readonly recentOutcomes: readonly object[] };
    expect(recentOutcomes).toMatchObject([{ id: 'a' }, { id: 'b' }, { id: 'c', seq: 3 }]);
    expect(recentOutcomes[0]).not.toHaveProperty('allowed');
  });

  test('a file comes in order, after a place, with its keys and its head', async () => {
    const part = await (await api.request('GET', '/v1/cases/R-1/file?after=1')).json();
    expect(part).toMatchObject({
      entries: [{ seq: 2 }, { seq: 3 }],
      head: { seq: 3 },
      keys: [{ iss: 'EMB-CO-1', kty: 'OKP' }],
      opening: { caseNo: 'R-1' },
    });
    expect(JSON.stringify(part)).not.toMatch(/"d":/);
    expect((await api.request('GET', '/v1/cases/R-1/file?after=x')).status).toBe(400);
  });

  test('an outcome is found by its event id, else 404', async () => {
    const found = await api.request('GET', '/v1/cases/R-1/outcomes/b');
    expect(await found.json()).toMatchObject({ id: 'b', seq: 2, outcome: 'accepted' });
    const missing = await api.request('GET', '/v1/cases/R-1/outcomes/zz');
    expect([missing.status, await missing.json()]).toMatchObject([
      404,
      { code: 'OUTCOME_UNKNOWN' },
    ]);
  });

  test('tasks are listed by role and by case', async () => {
    const byRole = await (await api.request('GET', '/v1/tasks?role=EMB-CO&case=R-1')).json();
    expect(byRole).toMatchObject({ tasks: [{ caseNo: 'R-1', id: 'task-1', roles: ['EMB-CO'] }] });
    const none = await (await api.request('GET', '/v1/tasks?role=REG-CL&case=R-1')).json();
    expect(none).toEqual({ tasks: [] });
  });

  test.each(['', '/file', '/rejected', '/outcomes/a'])(
    'an unknown case is 404 at %s',
    async (sub) => {
      const answer = await api.request('GET', `/v1/cases/NOBODY-2${sub}`);
      expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'CASE_UNKNOWN' }]);
    },
  );

  test('rejected messages are listed', async () => {
    expect(await (await api.request('GET', '/v1/cases/R-1/rejected')).json()).toEqual({
      rejected: [],
    });
  });

  test('an address that is none is a problem too', async () => {
    const answer = await api.request('GET', '/v2');
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });
});

test('the document of the API stands as it is', async () => {
  const document = await (await api.request('GET', '/v1/openapi.json')).json();
  await expect(`${JSON.stringify(document, undefined, 2)}\n`).toMatchFileSnapshot(
    '../golden/openapi.json',
  );
});
