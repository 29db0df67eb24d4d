import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
const tokens: Record<string, string> = {};
const PEOPLE = ['administrator-1', 'administrator-2', 'administrator-3', 'EMB-CO-1', 'auditor-1'];
beforeAll(async () => {
  api = await startApi();
  for (const one of PEOPLE) tokens[one] = await api.tokenOf(one);
});
afterAll(() => api.close());

/** A call by an officer; without one, by the operator. */
async function call(method: string, path: string, by?: string, body?: JsonObject) {
  const token = by === undefined ? {} : { token: tokens[by] ?? by };
  const answer = await api.request(method, path, { ...token, ...(body && { body }) });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

const CHANGES = '/v1/register-changes';
const [ONE, TWO, THREE] = ['administrator-1', 'administrator-2', 'administrator-3'] as const;
const reasons = 'Takes up office as of Monday.';
const OFFICER = { id: 'EMB-CO-10', role: 'EMB-CO', body: 'EMB' };

async function proposed(change: JsonObject, by: string = ONE): Promise<string> {
  const { status, body } = await call('POST', CHANGES, by, { reasons, ...change });
  expect([status, body['code']]).toEqual([201, undefined]);
  return `${CHANGES}/${String(body['id'])}`;
}

describe('the registers', () => {
  test('list officers and issuers with public keys, in pages', async () => {
    const first = await call('GET', '/v1/officers?role=EMB-CO&body=EMB&limit=2', TWO);
    expect(first.body['officers']).toEqual([
      { id: 'EMB-CO-1', role: 'EMB-CO', body: 'EMB' },
      { id: 'EMB-CO-2', role: 'EMB-CO', body: 'EMB' },
    ]);
    const next = String(first.body['next']);
    const second = await call('GET', `/v1/officers?role=EMB-CO&limit=100&cursor=${next}`);
    expect(second.body['officers']).toHaveLength(7);
    const issuers = await call('GET', '/v1/issuers?limit=1000', 'auditor-1');
    expect(JSON.stringify(issuers.body)).toContain('"x":');
    expect(JSON.stringify(issuers.body)).not.toContain('"d":');
  });

  test('change when another administrator confirms, at once for who signs in', async () => {
    const path = await proposed({ kind: 'put-officer', officer: OFFICER });
    const token = await api.tokenOf('EMB-CO-10');
    expect((await call('GET', '/v1/tasks', token)).status).toBe(401);
    const same = await call('POST', `${path}/confirm`, ONE);
    expect(same).toMatchObject({ status: 403, body: { code: 'FOUR_EYES_SAME_PERSON' } });
    expect((await call('GET', '/v1/tasks', token)).status).toBe(401);
    expect((await call('POST', `${path}/confirm`, TWO)).status).toBe(200);
    expect((await call('GET', '/v1/tasks', token)).status).toBe(200);
    const again = await call('POST', `${path}/confirm`, THREE);
    expect(again).toMatchObject({ status: 409, body: { code: 'REGISTER_CHANGE_DECIDED' } });
    const ended = await proposed({
      kind: 'end-term',
      officer: 'EMB-CO-10',
      until: '2020-01-01T00:00:00Z',
    });
    await call('POST', `${ended}/confirm`, THREE);
    expect((await call('GET', '/v1/tasks', token)).status).toBe(401);
  });

  test('are not changed by the operator, by other officers, or by an API key', async () => {
    const path = await proposed({
      kind: 'end-term',
      officer: 'EMB-CO-2',
      until: '2031-01-01T00:00:00Z',
    });
    for (const by of [undefined, 'EMB-CO-1', 'auditor-1']) {
      const body = { reasons, kind: 'put-officer', officer: OFFICER };
      expect((await call('POST', CHANGES, by, body)).status).toBe(403);
      expect((await call('POST', `${path}/confirm`, by)).status).toBe(403);
      expect((await call('POST', `${path}/withdraw`, by)).status).toBe(403);
    }
    const wish = { name: 'maker', powers: ['register-changes.write'] };
    expect((await call('POST', '/v1/api-keys', ONE, wish)).status).toBe(400);
  });

  test('are not changed by whom it is about', async () => {
    const own = { reasons, kind: 'end-term', officer: ONE, until: '2031-01-01T00:00:00Z' };
    const answer = await call('POST', CHANGES, ONE, own);
    expect(answer).toMatchObject({ status: 403, body: { code: 'OWN_ENTRY' } });
    const path = await proposed(own, TWO);
    for (const decision of ['confirm', 'withdraw']) {
      const refused = await call('POST', `${path}/${decision}`, ONE);
      expect(refused).toMatchObject({ status: 403, body: { code: 'OWN_ENTRY' } });
    }
    expect((await call('POST', `${path}/withdraw`, TWO)).status).toBe(200);
  });

  test('take no change without reasons, of the wrong role, backwards, of nobody, or of two bodies', async () => {
    const span = { from: '2031-02-01T00:00:00Z', until: '2031-01-01T00:00:00Z' };
    const two = { absentee: 'EMB-CO-1', substitute: 'EMB-CO-2' };
    const outside = { absentee: 'EMB-CO-1', substitute: 'PRO-OF-2' };
    const later = { from: span.until, until: span.from };
    const key = { kty: 'OKP', crv: 'Ed25519', x: 'x'.repeat(43), kid: 'k', d: 'secret' };
    const wrong: readonly JsonObject[] = [
      { kind: 'put-officer', officer: OFFICER, reasons: 'short' },
      { kind: 'put-officer', officer: { ...OFFICER, role: 'EMB-HD' } },
      { kind: 'put-officer', officer: { id: 'ABC-DE-1', role: 'ABC-DE', body: 'ABC' } },
      { kind: 'put-officer', officer: { ...OFFICER, ...span } },
      { kind: 'substitution', substitution: { ...two, ...span } },
      { kind: 'substitution', substitution: { ...outside, ...later } },
      { kind: 'put-issuer', issuer: { iss: 'tool', jwks: { keys: [key] }, speaksFor: [] } },
      { kind: 'put-issuer', issuer: { iss: 'service', jwks: { keys: [] }, speaksFor: ['*'] } },
      { kind: 'put-issuer', issuer: { iss: 'tool', jwks: { keys: [] }, speaksFor: ['service'] } },
      ...[{ events: ['consent.givn'] }, { procedures: ['outward'] }].map((scope) => ({
        kind: 'substitution',
        substitution: { absentee: 'EMB-CO-1', substitute: 'EMB-CO-2', ...span, scope },
      })),
    ];
    for (const change of wrong) {
      const { status } = await call('POST', CHANGES, ONE, { reasons, ...change });
      expect([change, status]).toEqual([change, 400]);
    }
    const nobody = { reasons, kind: 'end-term', officer: 'EMB-CO-99', until: span.until };
    const answer = await call('POST', CHANGES, ONE, nobody);
    expect(answer).toMatchObject({ status: 404, body: { code: 'OFFICER_UNKNOWN' } });
    const none = await call('POST', `${CHANGES}/none/confirm`, ONE);
    expect(none).toMatchObject({ status: 404, body: { code: 'REGISTER_CHANGE_UNKNOWN' } });
  });

  test('show what was proposed, by whom, and what became of it', async () => {
    const substitution = { absentee: 'EMB-CO-1', substitute: 'EMB-CO-3' };
    const span = { from: '2031-01-01T00:00:00Z', until: '2031-02-01T00:00:00Z' };
    const scope = { procedures: ['outbound'] };
    await proposed({ kind: 'substitution', substitution: { ...substitution, ...span, scope } });
    const { body } = await call('GET', `${CHANGES}?open=true&limit=1`, 'auditor-1');
    expect(body['changes']).toMatchObject([
      {
        change: { kind: 'substitution', reasons, substitution: { ...substitution, ...scope } },
        proposedBy: ONE,
      },
    ]);
    const rest = await call('GET', `${CHANGES}?cursor=${String(body['next'])}`, ONE);
    expect(JSON.stringify(rest.body)).toContain('"withdrawn"');
  });
});
