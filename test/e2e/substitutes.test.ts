/**
 * An officer stands in for an absent one, from his appointment by two administrators to its end, on real
 * servers and over HTTP.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { AT, openDesk, openMobilized } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';

const CASE_NO = 'ABSENT-1';
const HEAD = 'EMB-HD-1';
const [SUBSTITUTE, NEXT] = ['EMB-CO-2', 'EMB-CO-3'] as const;
const DAY_MS = 86_400_000;
const reasons = 'the head is away for the summer';

let desk: Desk;
const tokens = new Map<string, string>();
beforeAll(async () => {
  // With PostgreSQL, there is no issuer unless one is named.
  desk = await openDesk({ embedded: true });
});
afterAll(() => desk.stop());

async function tokenOf(officer: string): Promise<string> {
  const known = tokens.get(officer);
  if (known !== undefined) return known;
  const token = (await desk.command('sign-in', '--as', officer)).out.join('');
  tokens.set(officer, token);
  return token;
}

async function as(officer: string, method: string, path: string, body?: JsonObject) {
  const answer = await fetch(`${desk.stack.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tokenOf(officer)}`,
      ...(body && { 'content-type': 'application/json' }),
      prefer: 'wait=30',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

/** A change of the registers by two administrators; its id. */
async function agreed(change: JsonObject): Promise<string> {
  const path = '/v1/register-changes';
  const { status, body } = await as('administrator-1', 'POST', path, { reasons, ...change });
  expect([status, body['code']]).toEqual([201, undefined]);
  const id = String(body['id']);
  const alone = await as('administrator-1', 'POST', `${path}/${id}/confirm`);
  expect(alone).toMatchObject({ status: 403, body: { code: 'FOUR_EYES_SAME_PERSON' } });
  expect((await as('administrator-2', 'POST', `${path}/${id}/confirm`)).status).toBe(200);
  return id;
}

function standsIn(substitute: string, absentee: string): Promise<string> {
  const [from, until] = [-1, 1].map((days) => new Date(Date.now() + days * DAY_MS).toISOString());
  return agreed({ kind: 'substitution', substitution: { substitute, absentee, from, until } });
}

async function says(officer: string, event: JsonObject) {
  const sent = { at: AT, ...event };
  return (await as(officer, 'POST', `/v1/cases/${CASE_NO}/events`, { event: sent })).body;
}

const asks = (id: string, more: JsonObject = {}) => ({
  ...{ id, type: 'instructions.requested', to: ['MFA'], question: 'how to go on?', ...more },
});

test('a substitute decides for the absentee while it lasts, and neither before, after nor for the next one', async () => {
  await openMobilized(desk, CASE_NO);
  const early = await says(SUBSTITUTE, asks('early', { for: HEAD }));
  expect(early).toMatchObject({ outcome: 'rejected', code: 'NOT_ATTESTED' });

  const id = await standsIn(SUBSTITUTE, HEAD);
  await standsIn(NEXT, SUBSTITUTE);
  expect(await says(SUBSTITUTE, asks('own'))).toMatchObject({ code: 'ROLE_NOT_ALLOWED' });
  const passedOn = await says(NEXT, asks('passed-on', { for: HEAD }));
  expect(passedOn).toMatchObject({ outcome: 'rejected', code: 'NOT_ATTESTED' });
  expect(await says(SUBSTITUTE, asks('asked', { for: HEAD }))).toMatchObject({
    outcome: 'accepted',
  });

  // In his own name he counts as both: the head is no second officer to him.
  const drafts = `/v1/cases/${CASE_NO}/drafts`;
  const event = { id: 'mistaken', type: 'identity.mistaken', at: AT, reasons: 'another person' };
  expect((await as(SUBSTITUTE, 'POST', drafts, { event })).body).toMatchObject({
    outcome: 'accepted',
  });
  const sign = `${drafts}/mistaken/countersign`;
  expect((await as(HEAD, 'POST', sign, {})).body).toMatchObject({ code: 'FOUR_EYES_SAME_PERSON' });
  const mine = await as('EMB-HD-2', 'GET', `/v1/tasks?mine=true&case=${CASE_NO}`);
  expect(JSON.stringify(mine.body)).toContain('"draft/mistaken"');
  const his = await as(HEAD, 'GET', `/v1/tasks?mine=true&case=${CASE_NO}`);
  expect(JSON.stringify(his.body)).not.toContain('"draft/mistaken"');

  const until = new Date().toISOString();
  await agreed({ kind: 'end-substitution', substitution: id, until });
  const late = await says(SUBSTITUTE, asks('late', { for: HEAD }));
  expect(late).toMatchObject({ outcome: 'rejected', code: 'NOT_ATTESTED' });
  expect((await as('EMB-HD-2', 'POST', sign, {})).body).toMatchObject({ outcome: 'accepted' });
});

test('the file says for whom he acted, proves itself, and has nobody else where he acted for himself', async () => {
  const exported = `${desk.stack.dataDir}/${CASE_NO}.json`;
  expect((await desk.command('export', CASE_NO, '--out', exported)).exitCode).toBe(0);
  expect(await desk.command('verify', exported)).toMatchObject({ exitCode: 0, err: [] });
  const accepted = (await desk.file(CASE_NO)).filter(
    ({ expect: outcome }) => outcome === 'accepted',
  );
  const acted = accepted.map(({ event }) => [event['id'], event['by'], event['for']]);
  expect(acted).toContainEqual(['asked', SUBSTITUTE, HEAD]);
  expect(acted).toContainEqual(['mistaken', SUBSTITUTE, undefined]);
  expect(acted.filter(([, , absentee]) => absentee !== undefined)).toHaveLength(1);
});

test('the log of the registers has the appointments and the end, each by two', async () => {
  const { body } = await as('auditor-1', 'GET', '/v1/register-log');
  const lines = body['log'] as readonly JsonObject[];
  expect(
    lines.map(({ who, what, subject }) => `${String(who)} ${String(what)} ${String(subject)}`),
  ).toEqual([
    expect.stringMatching(/^administrator-2 confirmed substitution\/rc_/),
    expect.stringMatching(/^administrator-1 proposed substitution\/rc_/),
    `administrator-2 confirmed substitution/${SUBSTITUTE}`,
    `administrator-1 proposed substitution/${SUBSTITUTE}`,
    `administrator-2 confirmed substitution/${HEAD}`,
    `administrator-1 proposed substitution/${HEAD}`,
  ]);
});
