import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const opening = (caseNo: string, more: JsonObject = {}) => ({
  caseNo,
  procedure: 'outbound',
  subjectRef: 's/1',
  facts: {},
  ...more,
});

function post(key: string, body: Json, path = '/v1/cases'): Promise<Response> {
  return api.request('POST', path, { body, headers: { 'idempotency-key': key } });
}

describe('a call that comes again under its idempotency key', () => {
  test('gets the first answer, its address too, though the case has gone on since', async () => {
    const first = await post('"k-1"', opening('K-1'));
    const text = await first.text();
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const event = { id: 'e', type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1' };
    const body = await api.signed('K-1', event);
    await api.request('POST', '/v1/cases/K-1/events', { body });
    const again = await post('k-1', opening('K-1'));
    expect([again.status, await again.text()]).toEqual([201, text]);
    expect(again.headers.get('location')).toBe('/v1/cases/K-1');
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('with other content, or at another address, is 422', async () => {
    await post('k-2', opening('K-2'));
    const otherContent = await post('k-2', opening('K-3'));
    expect([otherContent.status, await otherContent.json()]).toMatchObject([
      422,
      { code: 'IDEMPOTENCY_KEY_REUSED' },
    ]);
    const elsewhere = await post('k-2', opening('K-2'), '/v1/duties/policy-notice');
    expect(elsewhere.status).toBe(422);
    expect((await api.request('GET', '/v1/cases/K-3')).status).toBe(404);
  });

  test('while the first is under way is 409, and is told when to come back', async () => {
    const release = api.workflows.holdBack();
    // Whichever comes first is held back, so the other one is answered before.
    const both = [post('k-4', opening('K-4')), post('k-4', opening('K-4'))];
    const busy = await Promise.race(both);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([409, '1']);
    expect(await busy.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_BUSY' });
    release();
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 409]);
    expect((await post('k-4', opening('K-4'))).status).toBe(201);
  });

  test('after a refusal is judged anew, with whatever content', async () => {
    expect((await post('k-5', opening('K-5', { procedure: 'sideways' }))).status).toBe(422);
    expect((await post('k-5', opening('K-5'))).status).toBe(201);
  });

  test('after a failure of ours opens what the first did not, and finds what it did', async () => {
    api.workflows.away = true;
    expect((await post('k-6', opening('K-6'))).status).toBe(503);
    api.workflows.away = false;
    expect((await post('k-6', opening('K-6'))).status).toBe(201);

    // The case was opened after all; what was lost was the answer.
    api.workflows.away = true;
    expect((await post('k-8', opening('K-8'))).status).toBe(503);
    api.workflows.away = false;
    await api.open('K-8');
    const found = await post('k-8', opening('K-8'));
    expect([found.status, await found.json()]).toMatchObject([201, { caseNo: 'K-8' }]);
  });

  test('does not take over a case that somebody else opened meanwhile', async () => {
    api.workflows.away = true;
    expect((await post('k-7', opening('K-7', { subjectRef: 's/2' }))).status).toBe(503);
    api.workflows.away = false;
    await api.open('K-7');
    expect((await post('k-7', opening('K-7', { subjectRef: 's/2' }))).status).toBe(409);
  });

  test.each(['', 'a b', 'ü', '"', 'x'.repeat(256)])('a key such as %j is refused', async (key) => {
    const answer = await post(key, opening('K-9'));
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'MALFORMED' }]);
  });

  test('asks for the token first', async () => {
    const headers = { 'idempotency-key': 'k-1' };
    const answer = await api.request('POST', '/v1/cases', {
      body: opening('K-1'),
      headers,
      token: null,
    });
    expect(answer.status).toBe(401);
  });
});
