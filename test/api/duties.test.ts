import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

let opened = 0;
/** The number in its kind of a duty that has just been opened. */
async function freshDuty(kind = 'policy-notice'): Promise<string> {
  opened += 1;
  const no = `1958-${opened}`;
  expect((await post(kind, { no })).status).toBe(201);
  return no;
}

function post(kind: string, body: JsonObject): Promise<Response> {
  return api.request('POST', `/v1/duties/${kind}`, { body });
}

function drafted(id: string): JsonObject {
  return { id, type: 'notice.drafted', at: '1958-01-10', by: 'EMB-CO-1', noticeRef: 'NOTICE-1' };
}

describe('opening a duty', () => {
  test('answers 201 with its address and its view', async () => {
    const answer = await post('policy-notice', { no: 'A-1' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/v1/duties/policy-notice/A-1');
    const view = { caseNo: 'policy-notice/A-1', procedure: 'policy-notice', open: true };
    expect(await answer.json()).toMatchObject(view);
    const row = await api.registry.case('policy-notice/A-1');
    expect(row?.opening).toMatchObject({ subjectRef: 'duty/policy-notice', facts: {} });
  });

  test('takes the same number in another kind, once in each', async () => {
    await post('coordination', { no: 'A-2' });
    expect((await post('policy-notice', { no: 'A-2' })).status).toBe(201);
    const again = await post('policy-notice', { no: 'A-2' });
    expect([again.status, await again.json()]).toMatchObject([409, { code: 'CASE_EXISTS' }]);
  });

  test('keeps what it is about', async () => {
    const given = { subjectRef: 'matter/7', facts: { province: 'Jilin' }, openedBy: 'a-tool' };
    await post('prevention-measure', { no: 'A-3', ...given });
    const row = await api.registry.case('prevention-measure/A-3');
    const named = { caseNo: 'prevention-measure/A-3', procedure: 'prevention-measure' };
    expect(row?.opening).toEqual({ ...named, ...given });
  });

  const refused: readonly [string, string, JsonObject][] = [
    ['no number', 'coordination', {}],
    ['a number with a slash', 'coordination', { no: 'A/1' }],
    [
      'a province that there is not',
      'coordination',
      { no: 'A-4', facts: { province: 'Atlantis' } },
    ],
    ['facts that are no object', 'coordination', { no: 'A-4', facts: [] }],
    ['NUL in the facts', 'coordination', { no: 'A-4', facts: { about: 'a\0' } }],
  ];
  test.each(refused)('with %s is 400 and says what is wrong', async (_what, kind, body) => {
    const answer = await post(kind, body);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'MALFORMED' }]);
  });

  test.each([
    ['a kind that there is not', 'celebration'],
    ['the name of a procedure', 'outbound'],
    ['no province for a measure', 'prevention-measure'],
  ])('with %s is not what its kind opens with', async (_what, kind) => {
    const answer = await post(kind, { no: 'A-4' });
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'OPENING_REFUSED' }]);
  });

  test('is not done as a case, nor a case as a duty', async () => {
    const opening = { caseNo: 'A-5', procedure: 'coordination', subjectRef: 's/1', facts: {} };
    for (const [caseNo, code] of [
      ['A-5', 'OPENING_REFUSED'],
      ['coordination/A-5', 'MALFORMED'],
    ] as const) {
      const answer = await api.request('POST', '/v1/cases', { body: { ...opening, caseNo } });
      expect(await answer.json()).toMatchObject({ code });
    }
  });
});

describe('a message to a duty', () => {
  test('is answered with its outcome, signed for the whole number, without a token', async () => {
    const no = await freshDuty();
    const body = await api.signed(`policy-notice/${no}`, drafted('e-1'));
    const path = `/v1/duties/policy-notice/${no}/events`;
    const answer = await api.request('POST', path, { body, token: null });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: 'e-1', outcome: 'accepted', seq: 1 });
    const signal = { caseNo: `policy-notice/${no}`, name: 'submit', payload: body };
    expect(api.workflows.signals.at(-1)).toEqual(signal);
    const elsewhere = await api.signed(no, drafted('e-2'));
    const other = await api.request('POST', path, { body: elsewhere });
    expect(await other.json()).toMatchObject({ outcome: 'rejected', code: 'NOT_ATTESTED' });
  });

  test('that waits too long has the address of its outcome', async () => {
    const no = await freshDuty();
    const release = api.workflows.holdBack();
    const body = await api.signed(`policy-notice/${no}`, drafted('slow'));
    const path = `/v1/duties/policy-notice/${no}`;
    const headers = { prefer: 'wait=0' };
    const answer = await api.request('POST', `${path}/events`, { body, headers });
    expect(answer.status).toBe(202);
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`${path}/outcomes/slow`);
    release();
    const outcome = async (): Promise<unknown> => (await api.request('GET', location)).json();
    await expect.poll(outcome).toMatchObject({ id: 'slow', outcome: 'accepted' });
  });

  test('may be a draft, its countersignature or its withdrawal', async () => {
    const no = await freshDuty();
    const path = `/v1/duties/policy-notice/${no}/drafts`;
    const sent = await api.request('POST', path, {
      body: { event: drafted('d'), attestations: [] },
    });
    expect(await sent.json()).toMatchObject({ id: 'd', code: 'NOT_ATTESTED' });
    for (const [call, name] of [
      ['countersign', 'countersign'],
      ['withdraw', 'withdrawDraft'],
    ]) {
      const body = { attestations: [], reasons: 'synthetic reasons' };
      expect((await api.request('POST', `${path}/d/${call}`, { body })).status).toBe(200);
      const signal = { caseNo: `policy-notice/${no}`, name, payload: { ...body, draft: 'd' } };
      expect(api.workflows.signals.at(-1)).toEqual(signal);
    }
  });

  test('after its end is refused and kept', async () => {
    const no = await freshDuty();
    const number = `policy-notice/${no}`;
    const path = `/v1/duties/${number}/events`;
    const closing = { ...drafted('end'), type: 'case.closed' };
    await api.request('POST', path, { body: await api.signed(number, closing) });
    const late = await api.request('POST', path, {
      body: await api.signed(number, drafted('late')),
    });
    expect(await late.json()).toMatchObject({ code: 'CASE_CLOSED', seq: 2 });
  });

  test.each(['events', 'drafts', 'drafts/d/countersign', 'drafts/d/withdraw'])(
    'that is no submission is a problem at %s',
    async (call) => {
      const no = await freshDuty();
      const path = `/v1/duties/policy-notice/${no}/${call}`;
      const answer = await api.request('POST', path, { body: { said: 'hello' } });
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { code: 'NOT_A_SUBMISSION' },
      ]);
    },
  );
});

describe('reading duties', () => {
  test('a duty shows its view, its file with keys and head, and its outcomes', async () => {
    const no = await freshDuty();
    const number = `policy-notice/${no}`;
    const body = await api.signed(number, drafted('r-1'));
    await api.request('POST', `/v1/duties/${number}/events`, { body });
    const read = async (sub: string): Promise<unknown> =>
      (await api.request('GET', `/v1/duties/${number}${sub}`)).json();
    expect(await read('')).toMatchObject({
      caseNo: number,
      seq: 1,
      recentOutcomes: [{ id: 'r-1' }],
    });
    expect(await read('/file')).toMatchObject({
      entries: [{ seq: 1 }],
      head: { seq: 1 },
      keys: [{ iss: 'EMB-CO-1' }],
      opening: { caseNo: number },
    });
    expect(await read('/outcomes/r-1')).toMatchObject({ outcome: 'accepted' });
    expect(await read('/rejected')).toEqual({ rejected: [] });
  });

  test('they are listed, by kind and by whether they are open; cases are not', async () => {
    await api.open('CASE-1');
    const no = await freshDuty('views-and-instructions');
    const closed = await freshDuty('views-and-instructions');
    const number = `views-and-instructions/${closed}`;
    const closing = { ...drafted('end'), type: 'case.closed' };
    const body = await api.signed(number, closing);
    await api.request('POST', `/v1/duties/${number}/events`, { body });
    const list = async (query: string): Promise<readonly JsonObject[]> => {
      const answer = await api.request('GET', `/v1/duties${query}`);
      return ((await answer.json()) as { duties: readonly JsonObject[] }).duties;
    };
    const of = '?kind=views-and-instructions';
    expect(new Set((await list(of)).map(({ open }) => open))).toEqual(new Set([true, false]));
    expect(await list(`${of}&open=true`)).toMatchObject([
      { caseNo: `views-and-instructions/${no}`, procedure: 'views-and-instructions', open: true },
    ]);
    expect(await list(`${of}&open=false`)).toMatchObject([{ state: 'outcome.closed' }]);
    const numbers = (await list('')).map(({ caseNo }) => caseNo);
    expect(numbers).toContain(number);
    expect(numbers).not.toContain('CASE-1');
  });

  test('tasks of a duty are found by its number', async () => {
    const no = await freshDuty();
    const answer = await api.request('GET', `/v1/tasks?case=policy-notice/${no}`);
    expect(await answer.json()).toMatchObject({ tasks: [{ caseNo: `policy-notice/${no}` }] });
  });

  test.each(['', '/file', '/rejected', '/outcomes/a'])(
    'an unknown one is 404 at %s',
    async (sub) => {
      const answer = await api.request('GET', `/v1/duties/policy-notice/NOBODY${sub}`);
      const problem = { code: 'CASE_UNKNOWN', detail: expect.stringMatching('/v1/duties/policy') };
      expect([answer.status, await answer.json()]).toMatchObject([404, problem]);
    },
  );

  test.each([
    ['POST', '/v1/duties/policy-notice'],
    ['GET', '/v1/duties'],
    ['GET', '/v1/duties/policy-notice/1958-1'],
    ['GET', '/v1/duties/policy-notice/1958-1/outcomes/x'],
    ['GET', '/v1/duties/policy-notice/1958-1/file'],
    ['GET', '/v1/duties/policy-notice/1958-1/rejected'],
  ])('%s %s asks for the token, before anything else', async (method, path) => {
    const answer = await api.request(method, path, { token: null });
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'NOT_SIGNED_IN' }]);
  });
});
