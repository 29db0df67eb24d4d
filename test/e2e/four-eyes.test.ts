/**
 * Every forbidden pair by every door of a real server: signal, update, the API with signatures, and drafts
 * by signal, by the API and by officers who are signed in. `test/officers/four-eyes.test.ts` draws many
 * more, of every procedure, without a server.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Act } from '../../activities/contract.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { MESSAGES } from '../../workflows/messages.ts';
import { AT, openDesk } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  // With PostgreSQL, there is no issuer unless one is named.
  desk = await openDesk({ embedded: true });
  const term = { from: '2000-01-01T00:00:00.000Z', until: '2999-01-01T00:00:00.000Z' };
  await desk.stack.registry.putSubstitutions(
    [
      ['EMB-CO-2', 'EMB-HD-1'],
      ['EMB-CO-3', 'EMB-HD-1'],
      // Of a substitute: not passed on.
      ['EMB-CO-4', 'EMB-CO-2'],
      ['PSO-IN-2', 'PSO-DR-1'],
    ].map(([substitute = '', absentee = ''], at) => ({
      id: `S-${at}`,
      substitute,
      absentee,
      ...term,
    })),
  );
});
afterAll(() => desk.stop());

interface Pair {
  readonly by: string;
  readonly second: string;
  readonly secondFor?: string;
  /** Absent: they may. */
  readonly code?: string;
}

const SAME = 'FOUR_EYES_SAME_PERSON';
const PAIRS: readonly Pair[] = [
  { by: 'EMB-CO-1', second: 'EMB-HD-1' },
  { by: 'EMB-CO-1', second: 'EMB-CO-1', code: SAME },
  { by: 'EMB-CO-2', second: 'EMB-HD-2' },
  { by: 'EMB-CO-2', second: 'EMB-HD-1', code: SAME },
  { by: 'EMB-CO-4', second: 'EMB-HD-1' },
  { by: 'PSO-IN-2', second: 'PSO-DR-1', code: SAME },
  { by: 'EMB-CO-1', second: 'EMB-CO-2', secondFor: 'EMB-HD-1' },
  { by: 'EMB-CO-2', second: 'EMB-CO-2', secondFor: 'EMB-HD-1', code: SAME },
  { by: 'EMB-CO-2', second: 'EMB-CO-3', secondFor: 'EMB-HD-1', code: SAME },
  { by: 'EMB-CO-1', second: 'EMB-CO-4', secondFor: 'EMB-HD-1', code: 'NOT_ATTESTED' },
];

/** Hands the event over, in one message or in two. */
type Door = (caseNo: string, event: TestEvent, pair: Pair) => Promise<unknown>;

const whole: Readonly<Record<string, (caseNo: string, payload: JsonObject) => Promise<unknown>>> = {
  signal: (caseNo, payload) => desk.handle(caseNo).signal(MESSAGES.submit, payload),
  update: (caseNo, payload) =>
    desk.handle(caseNo).executeUpdate(MESSAGES.submit, { args: [payload] }),
  'the API': (caseNo, payload) => desk.post(`/v1/cases/${caseNo}/events`, payload),
};

const inOne = Object.entries(whole).map(([name, send]): [string, Door] => [
  name,
  async (caseNo, event, { by, second, secondFor }) => {
    const full = { ...event, second, ...(secondFor !== undefined && { secondFor }) };
    const officers = [...new Set([by, second])];
    await send(caseNo, await desk.signed(caseNo, full, { officers }));
  },
]);

async function half(caseNo: string, event: TestEvent, act: Act, officer: string) {
  return await desk.signed(caseNo, event, { act, officers: [officer] });
}

async function signedIn(officer: string, path: string, body: JsonObject): Promise<void> {
  const token = (await desk.command('sign-in', '--as', officer)).out.join('');
  const answer = await fetch(`${desk.stack.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

const inTwo: readonly [string, Door][] = [
  [
    'draft, by signals',
    async (caseNo, event, { by, second }) => {
      const handle = desk.handle(caseNo);
      await handle.signal(MESSAGES.propose, await half(caseNo, event, 'propose', by));
      const counter = await half(caseNo, event, 'countersign', second);
      await handle.signal(MESSAGES.countersign, counter);
    },
  ],
  [
    'draft, by the API',
    async (caseNo, event, { by, second }) => {
      const drafts = `/v1/cases/${caseNo}/drafts`;
      await desk.post(drafts, await half(caseNo, event, 'propose', by));
      const counter = await half(caseNo, event, 'countersign', second);
      await desk.post(`${drafts}/${event.id}/countersign`, counter);
    },
  ],
  [
    'draft, by officers who are signed in',
    async (caseNo, event, { by, second }) => {
      const drafts = `/v1/cases/${caseNo}/drafts`;
      await signedIn(by, drafts, { event });
      await signedIn(second, `${drafts}/${event.id}/countersign`, {});
    },
  ],
];

let cases = 0;

async function tried(door: Door, pair: Pair, entries: number): Promise<void> {
  cases += 1;
  const caseNo = `EYES-${cases}`;
  await desk.open(caseNo);
  const reasons = 'the case is of another person';
  const event = { id: 'e', type: 'identity.mistaken', at: AT, by: pair.by, reasons };
  await expect.poll(() => desk.stack.registry.case(caseNo), { timeout: 30_000 }).toBeDefined();
  await door(caseNo, event, pair);
  const file = () => desk.file(caseNo);
  await expect.poll(file, { timeout: 30_000 }).toHaveLength(entries);
  const last = (await file()).at(-1);
  expect([last?.expect, last?.code]).toEqual(
    pair.code === undefined ? ['accepted', undefined] : ['rejected', pair.code],
  );
}

describe.each(inOne)('by %s', (_name, door) => {
  test.each(PAIRS)('$by and $second (for $secondFor): $code', (pair) => tried(door, pair, 1));
});

describe.each(inTwo)('by %s', (_name, door) => {
  // Who countersigns does so in his own name.
  const pairs = PAIRS.filter(({ secondFor }) => secondFor === undefined);
  test.each(pairs)('$by and $second: $code', (pair) => tried(door, pair, 2));
});
