import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.open('W-1');
});
afterAll(() => api.close());

function heard(id: string, more: object = {}) {
  return { id, type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1', ...more };
}

async function submit(event: ReturnType<typeof heard>, caseNo = 'W-1'): Promise<object> {
  const body = await api.signed(caseNo, event);
  const answer = await api.request('POST', `/v1/cases/${caseNo}/events`, { body });
  return (await answer.json()) as object;
}

describe('an event id that was used before', () => {
  test('for other content gets the first outcome and is told that it is not for this', async () => {
    const first = await submit(heard('r-1'));
    const second = await submit(heard('r-1', { place: 'elsewhere' }));
    expect(second).toEqual({ ...first, note: expect.stringMatching(/^This id was used before/) });
  });

  test('for the same event, signed anew, gets the first outcome and no more', async () => {
    const first = await submit(heard('r-2'));
    const anew = await api.offices.sign('EMB-CO-1', 'r-2', heard('r-2'), {
      caseNo: 'W-1',
      now: new Date(Date.now() + 5_000),
    });
    const body = { event: heard('r-2'), attestations: [anew] };
    const again = await api.request('POST', '/v1/cases/W-1/events', { body });
    expect(await again.json()).toEqual(first);
  });

  test('is told so after the end of the case too', async () => {
    await api.open('W-2');
    await submit(heard('r-3'), 'W-2');
    await submit({ ...heard('end'), type: 'case.closed' }, 'W-2');
    expect(await submit(heard('r-3', { place: 'elsewhere' }), 'W-2')).toMatchObject({
      outcome: 'accepted',
      note: expect.stringMatching(/^This id was used before/),
    });
  });
});

describe('a refusal says what was wrong', () => {
  test('with JSON: the field, and nothing about the type of the body', async () => {
    const answer = await api.request('POST', '/v1/cases', { body: { caseNo: 'x y' } });
    const { detail } = (await answer.json()) as { readonly detail: string };
    expect(detail).toContain('caseNo');
    expect(detail).not.toContain('application/json');
  });

  test('with another type: that JSON was expected', async () => {
    const answer = await api.request('POST', '/v1/cases', {
      raw: 'caseNo=X-1',
      headers: { 'content-type': 'text/plain' },
    });
    expect(((await answer.json()) as { readonly detail: string }).detail).toContain(
      'application/json',
    );
  });

  test.each([
    '/v1/cases/W-1/events',
    '/v1/cases/W-1/drafts/d-1/countersign',
    '/v1/cases/W-1/drafts/d-1/withdraw',
    '/v1/duties/policy-notice/1958-1/drafts/d-1/countersign',
  ])('without any body to %s: that JSON was expected', async (path) => {
    const answer = await api.request('POST', path);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'NOT_A_SUBMISSION', detail: expect.stringContaining('application/json') },
    ]);
  });

  test.each([
    ['/v1/cases/policy-notice%2F1958-1/documents', 400],
    ['/v1/cases/policy-notice/1958-1/documents', 404],
    ['/v1/cases/policy-notice%2F1958-1/policy-moves/2', 400],
    ['/v1/duties/policy-notice/1958-1/policy-moves/2', 404],
    ['/v1/duties/policy-notice/1958-1/documents', 404],
  ])('at %s: that a duty has neither documents nor moves', async (path, status) => {
    const answer = await api.request('GET', path);
    expect([answer.status, await answer.json()]).toMatchObject([
      status,
      { detail: expect.stringContaining('the number of a duty') },
    ]);
  });
});
