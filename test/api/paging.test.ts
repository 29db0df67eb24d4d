import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { aCase, entryRow, rejectedRow, sendLetter } from '../support/records.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  for (const caseNo of ['P-1', 'P-2', 'P-3', 'P-4', 'P-5']) await api.open(caseNo);
  for (const no of ['1', '2', '3']) {
    await api.request('POST', '/v1/duties/policy-notice', { body: { no } });
  }
  for (const id of ['a', 'b', 'c']) {
    const event = { id, type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1' };
    const body = await api.signed('P-1', event);
    await api.request('POST', '/v1/cases/P-1/events', { body });
  }
  const five = [1, 2, 3, 4, 5];
  const documents = five.map((n) => {
    return { kind: 'exit-permit', number: `X-${n}`, status: 'valid', eventId: 'a' };
  });
  const listed = aCase(api.registry, { caseNo: 'L-1', procedure: 'outbound' });
  const effects = five.map((n) => sendLetter('counterpart', 'M2', `C-${n}`));
  const rows = [entryRow(1, 'a', { effects }), ...five.map((n) => rejectedRow(n))];
  const { view } = listed.input(rows);
  await listed.record(rows, { view: { ...view, documents } });
});
afterAll(() => api.close());

interface Page {
  readonly [rows: string]: readonly { readonly caseNo: string }[] | string | undefined;
  readonly next?: string;
}

async function page(path: string): Promise<Page> {
  const answer = await api.request('GET', path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Page;
}

describe('a list in pages', () => {
  test.each([
    ['/v1/cases', 'cases', 6],
    ['/v1/duties', 'duties', 3],
    ['/v1/letters', 'letters', 5],
    ['/v1/cases/L-1/letters', 'letters', 5],
    ['/v1/cases/L-1/rejected', 'rejected', 5],
    ['/v1/cases/L-1/documents', 'documents', 5],
  ] as const)('%s comes whole, each row once, and ends', async (path, rows, count) => {
    const whole = await page(path);
    expect(whole.next).toBeUndefined();
    const seen: unknown[] = [];
    let query = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const one = await page(`${path}?limit=2${query}`);
      seen.push(...(one[rows] as readonly unknown[]));
      if (one.next === undefined) break;
      query = `&cursor=${one.next}`;
    }
    expect(seen).toEqual(whole[rows]);
    expect(seen).toHaveLength(count);
  });

  test('a file leads on by the sequence number', async () => {
    expect(await page('/v1/cases/P-1/file?limit=2')).toMatchObject({
      entries: [{ seq: 1 }, { seq: 2 }],
      next: 2,
    });
    const last = await page('/v1/cases/P-1/file?limit=2&after=2');
    expect(last).toMatchObject({ entries: [{ seq: 3 }] });
    expect(last).not.toHaveProperty('next');
  });

  test.each(['limit=0', 'limit=1001', 'limit=x', 'cursor=x', 'cursor=W10', 'cursor=ö'])(
    '%s is refused',
    async (query) => {
      const answer = await api.request('GET', `/v1/cases?${query}`);
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'MALFORMED' }]);
    },
  );
});

describe('the list of cases', () => {
  test('is searched by number, and says nothing of facts', async () => {
    const found = await page('/v1/cases?q=p-3');
    expect(found).toMatchObject({ cases: [{ caseNo: 'P-3', open: true, overdue: false }] });
    expect(JSON.stringify(found)).not.toMatch(/facts|subject/);
  });

  test('asks for the token', async () => {
    expect((await api.request('GET', '/v1/cases', { token: null })).status).toBe(401);
  });
});
