/** The registers as administrators change them: two stay in office, substitutes count, and all is logged. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const CHANGES = '/v1/register-changes';
const [ONE, TWO, THREE, FOUR, FIVE] = [1, 2, 3, 4, 5].map((n) => `administrator-${n}`) as [
  string,
  string,
  string,
  string,
  string,
];
const reasons = 'As was agreed on Monday.';
const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

async function call(method: string, path: string, by: string, body?: JsonObject) {
  const token = await api.tokenOf(by);
  const answer = await api.request(method, path, { token, ...(body && { body }) });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

async function proposed(change: JsonObject, by: string): Promise<string> {
  const { status, body } = await call('POST', CHANGES, by, { reasons, ...change });
  expect([status, body['code']]).toEqual([201, undefined]);
  return String(body['id']);
}

async function confirmed(change: JsonObject, by: string, other: string): Promise<string> {
  const id = await proposed(change, by);
  expect((await call('POST', `${CHANGES}/${id}/confirm`, other)).status).toBe(200);
  return id;
}

const endOf = (officer: string, until: string) => ({ kind: 'end-term', officer, until });
const standIn = (absentee: string, substitute: string, more: JsonObject = {}) => ({
  kind: 'substitution',
  substitution: { absentee, substitute, from: inDays(-1), until: inDays(1), ...more },
});

describe('two administrators', () => {
  test('stay in office: what would leave one is refused, when it is proposed and when it is confirmed', async () => {
    const later = await proposed(endOf(TWO, inDays(30)), ONE);
    await confirmed(endOf(THREE, inDays(20)), ONE, TWO);
    const refused = await call('POST', `${CHANGES}/${later}/confirm`, THREE);
    expect(refused).toMatchObject({ status: 409, body: { code: 'ADMINISTRATORS_TOO_FEW' } });
    const officer = { id: TWO, role: 'administrator', body: 'ADM', until: inDays(30) };
    for (const change of [endOf(TWO, inDays(30)), { kind: 'put-officer', officer }]) {
      const answer = await call('POST', CHANGES, ONE, { reasons, ...change });
      expect(answer).toMatchObject({ status: 409, body: { code: 'ADMINISTRATORS_TOO_FEW' } });
      expect(answer.body['detail']).toMatch(/put another administrator first/);
    }
  });

  test('may be others: once another one is put, a term may end', async () => {
    const officer = { id: FOUR, role: 'administrator', body: 'ADM' };
    await confirmed({ kind: 'put-officer', officer }, ONE, TWO);
    await confirmed(endOf(TWO, inDays(30)), ONE, THREE);
  });

  test('say nothing of officers of other roles', async () => {
    await confirmed(endOf('EMB-CO-9', inDays(-1)), ONE, TWO);
  });
});

describe('whoever stands in for an administrator', () => {
  test('counts as both: confirms neither what that one proposed nor what is about him', async () => {
    const own = await proposed(endOf('EMB-CO-8', inDays(9)), TWO);
    await confirmed(standIn(TWO, THREE), ONE, FOUR);
    const same = await call('POST', `${CHANGES}/${own}/confirm`, THREE);
    expect(same).toMatchObject({ status: 403, body: { code: 'FOUR_EYES_SAME_PERSON' } });
    const about = await proposed(endOf(TWO, inDays(40)), ONE);
    for (const decision of ['confirm', 'withdraw']) {
      const answer = await call('POST', `${CHANGES}/${about}/${decision}`, THREE);
      expect(answer).toMatchObject({ status: 403, body: { code: 'OWN_ENTRY' } });
    }
    const proposal = await call('POST', CHANGES, THREE, { reasons, ...endOf(TWO, inDays(40)) });
    expect(proposal).toMatchObject({ status: 403, body: { code: 'OWN_ENTRY' } });
    expect((await call('POST', `${CHANGES}/${own}/confirm`, FOUR)).status).toBe(200);
  });

  test('counted as both when he proposed, whatever has become of it since', async () => {
    const officer = { id: FIVE, role: 'administrator', body: 'ADM' };
    await confirmed({ kind: 'put-officer', officer }, ONE, FOUR);
    const id = await confirmed(standIn(ONE, FOUR), TWO, FIVE);
    const change = await proposed(endOf('EMB-CO-7', inDays(9)), FOUR);
    const end = { kind: 'end-substitution', substitution: id, until: inDays(0) };
    await confirmed(end, TWO, FIVE);
    const answer = await call('POST', `${CHANGES}/${change}/confirm`, ONE);
    expect(answer).toMatchObject({ status: 403, body: { code: 'FOUR_EYES_SAME_PERSON' } });
  });
});

describe('a substitution', () => {
  test('ends before its time by a change of its own, of which neither of the two decides', async () => {
    const id = await confirmed(standIn('EMB-HD-1', 'EMB-CO-2'), ONE, FOUR);
    let duties = 0;
    const actsFor = async () => {
      duties += 1;
      const duty = { no: `N-${duties}`, facts: {} };
      return (await call('POST', '/v1/duties/coordination', 'EMB-CO-2', duty)).status;
    };
    expect(await actsFor()).toBe(201);
    const end = { kind: 'end-substitution', substitution: id, until: inDays(-0.001) };
    await confirmed(end, ONE, FOUR);
    expect(await actsFor()).toBe(403);
    const later = { kind: 'end-substitution', substitution: id, until: inDays(5) };
    await confirmed(later, ONE, FOUR);
    expect(await actsFor()).toBe(403);
    const unknown = { kind: 'end-substitution', substitution: 'rc_none', until: inDays(1) };
    const answer = await call('POST', CHANGES, ONE, { reasons, ...unknown });
    expect(answer).toMatchObject({ status: 404, body: { code: 'SUBSTITUTION_UNKNOWN' } });
  });
});

describe('the log of the registers', () => {
  test('is read newest first, page by page, each line once, and about one entry', async () => {
    const lines: JsonObject[] = [];
    let cursor = '';
    do {
      const { body } = await call('GET', `/v1/register-log?limit=3${cursor}`, 'auditor-1');
      lines.push(...(body['log'] as JsonObject[]));
      cursor = body['next'] === undefined ? '' : `&cursor=${String(body['next'])}`;
    } while (cursor !== '');
    const places = lines.map(({ n }) => Number(n));
    expect(places).toEqual([...new Set(places)].toSorted((a, b) => b - a));
    const own = await call('GET', `/v1/register-log?subject=officer/${FOUR}`, ONE);
    expect(own.body['log']).toMatchObject([
      { who: TWO, what: 'confirmed', subject: `officer/${FOUR}`, detail: { reasons } },
      { who: ONE, what: 'proposed' },
    ]);
    expect(lines).toEqual(expect.arrayContaining(own.body['log'] as JsonObject[]));
  });

  test('has API keys, without a secret', async () => {
    const key = { name: 'tool', powers: ['cases.read'], until: inDays(9) };
    const made = await call('POST', '/v1/api-keys', ONE, key);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { body } = await call('GET', '/v1/register-log?limit=1', ONE);
    expect(body['log']).toMatchObject([{ what: 'created' }]);
    const secret = String(made.body['key'] ?? made.body['secret']);
    expect(secret.length).toBeGreaterThan(20);
    expect(JSON.stringify(body)).not.toContain(secret);
  });

  test('is for auditors, administrators and whoever runs the service', async () => {
    for (const [officer, status] of [
      ['auditor-1', 200],
      [ONE, 200],
      ['EMB-HD-1', 403],
      ['researcher-1', 403],
    ] as const) {
      expect((await call('GET', '/v1/register-log', officer)).status, officer).toBe(status);
    }
    expect((await api.request('GET', '/v1/register-log')).status).toBe(200);
    const made = await call('GET', '/v1/register-log?cursor=x', ONE);
    expect(made).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
  });
});
