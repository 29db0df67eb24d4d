import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.open('E-1');
});
afterAll(() => api.close());

function read(path: string, tag?: string): Promise<Response> {
  return api.request('GET', path, tag === undefined ? {} : { headers: { 'if-none-match': tag } });
}

describe('a case view', () => {
  test('has a tag, and is not sent again to who has it, until something changes', async () => {
    const first = await read('/v1/cases/E-1');
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[0-9a-f]+"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await read('/v1/cases/E-1', `"other", W/${tag}`);
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);

    const event = { id: 'e', type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1' };
    const body = await api.signed('E-1', event);
    await api.request('POST', '/v1/cases/E-1/events', { body });
    const changed = await read('/v1/cases/E-1', tag);
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
  });

  test('changes its tag when a case of the household is opened, though nothing was recorded', async () => {
    const household = [{ caseNo: 'E-3', relation: 'child', dependent: true }];
    const opening = { caseNo: 'E-2', procedure: 'outbound', subjectRef: 's', facts: { household } };
    await api.request('POST', '/v1/cases', { body: opening });
    const tag = (await read('/v1/cases/E-2')).headers.get('etag') ?? '';
    await api.open('E-3');
    expect((await read('/v1/cases/E-2', tag)).status).toBe(200);
  });

  test('is given to nobody for a tag alone', async () => {
    const answer = await api.request('GET', '/v1/cases/E-1', {
      token: null,
      headers: { 'if-none-match': '*' },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('etag')).toBeNull();
    expect((await read('/v1/cases/NOBODY-1', '*')).status).toBe(404);
  });
});
