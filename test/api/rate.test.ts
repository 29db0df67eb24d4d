import { describe, expect, test } from 'vitest';
import { Buckets } from '../../src/api/rate.ts';
import { startApi } from '../support/api.ts';

describe('calls of one caller', () => {
  test('pass up to the limit at once, then evenly, and never hold up another', () => {
    let now = 0;
    const buckets = new Buckets(60, () => now);
    for (let call = 0; call < 60; call += 1) expect(buckets.take('a')).toBeUndefined();
    expect(buckets.take('a')).toEqual({ waitSeconds: 1 });
    expect(buckets.take('b')).toBeUndefined();
    now += 1_000;
    expect(buckets.take('a')).toBeUndefined();
    expect(buckets.take('a')).toEqual({ waitSeconds: 1 });
    now += 10 * 60_000;
    for (let call = 0; call < 60; call += 1) expect(buckets.take('a')).toBeUndefined();
    expect(buckets.take('a')).toEqual({ waitSeconds: 1 });
  });

  test('beyond the limit are answered 429 and when to come back; health never is', async () => {
    const api = await startApi({ ratePerMinute: 2 });
    const statuses: number[] = [];
    for (let call = 0; call < 3; call += 1) {
      statuses.push((await api.request('GET', '/v1/tasks')).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await api.request('GET', '/v1/tasks');
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_CALLS' });
    // Who signs nothing in is counted apart.
    const unsigned = { event: { id: 'e', type: 'x' }, attestations: [] };
    const sent = await api.request('POST', '/v1/cases/R-1/events', { body: unsigned });
    expect(sent.status).toBe(404);
    for (let call = 0; call < 5; call += 1) {
      expect((await api.request('GET', '/health')).status).toBe(200);
    }
    await api.close();
  });
});
