/**
 * Two officers decide the same in the same moment, 500 times: one winner each, the other told why.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { AT, eventsOf, openDesk, openingEvents, openingOf } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';

const CASES = 100;
/** Cases that are raced on at the same time. */
const AT_ONCE = 20;
const OFFICERS = ['EMB-CO-1', 'EMB-CO-2'] as const;

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.stop());

/** Five steps of a case that can be taken once each, as the first officer would enter them. */
function stepsOf(caseNo: string): readonly TestEvent[] {
  const [identity, screening] = openingEvents(caseNo);
  const presence = (n: number, type: string): TestEvent => ({
    id: `${caseNo}-0${n}`,
    type,
    at: AT,
  });
  return [
    identity,
    screening,
    presence(3, 'person.absconded'),
    presence(4, 'person.reappeared'),
    presence(5, 'person.absconded'),
  ];
}

interface Race {
  readonly caseNo: string;
  readonly type: string;
  /** The answers, each with the officer whom it is for. */
  readonly answers: readonly (JsonObject & { readonly officer: string })[];
}

async function race(caseNo: string, step: TestEvent): Promise<Race> {
  const bodies = await Promise.all(
    OFFICERS.map((officer) =>
      desk.signed(caseNo, { ...step, id: `${step.id}-${officer}`, by: officer }),
    ),
  );
  const answers = await Promise.all(
    bodies.map(async (body, nth) => {
      const { status, body: answer } = await desk.post(eventsOf(caseNo), body, 60);
      if (status !== 200) throw new Error(`${caseNo}: ${status} ${JSON.stringify(answer)}`);
      return { ...answer, officer: OFFICERS[nth] ?? '' };
    }),
  );
  return { caseNo, type: step.type, answers };
}

async function racesOf(caseNo: string): Promise<readonly Race[]> {
  const opened = await desk.post('/v1/cases', { ...openingOf(caseNo) });
  expect(opened.status).toBe(201);
  const races: Race[] = [];
  for (const step of stepsOf(caseNo)) races.push(await race(caseNo, step));
  return races;
}

test('500 times one officer wins, and the other is told that the step is not there any more', async () => {
  const races: Race[] = [];
  const numbers = Array.from({ length: CASES }, (_, n) => `SAME-${n}`);
  const work = async () => {
    for (let caseNo = numbers.pop(); caseNo !== undefined; caseNo = numbers.pop()) {
      races.push(...(await racesOf(caseNo)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(races).toHaveLength(500);
  for (const { answers } of races) {
    const won = answers.filter(({ outcome }) => outcome === 'accepted');
    const lost = answers.filter(({ outcome }) => outcome === 'rejected');
    expect([won.length, lost]).toMatchObject([1, [{ code: 'EVENT_NOT_ALLOWED' }]]);
    expect(lost[0]?.['message']).toEqual(expect.any(String));
    // Whoever is second in the file is who lost.
    expect(lost[0]?.['seq']).toBeGreaterThan(won[0]?.['seq'] as number);
  }
  // Nobody is the winner by his name alone.
  const winners = races.map(({ answers }) => answers.find((one) => one['outcome'] === 'accepted'));
  expect(new Set(winners.map((winner) => winner?.officer))).toEqual(new Set(OFFICERS));
});

test('the file has both: the decision of the one, and the refusal of the other', async () => {
  const file = await desk.file('SAME-0');
  expect(file).toHaveLength(10);
  expect(file.map(({ expect: said }) => said)).toEqual(
    Array.from({ length: 5 }, () => ['accepted', 'rejected']).flat(),
  );
});
