/**
 * PostgreSQL is killed in the middle of decisions, again and again, and recovers from its log: nothing
 * that was answered is lost, nothing stands twice, no place is empty.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { openLink, registryOver } from '../../src/registry/open.ts';
import type { Registry } from '../../src/registry/types.ts';
import { SUBMIT, eventsOf, openDesk, openMobilized, roundHeld } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';
import { findingsOf } from '../support/findings.ts';
import { startPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';

const CASES = Array.from({ length: 10 }, (_, at) => `KILLED-${at}`);
const DECISIONS = 20;
const KILLS = 4;
const PATIENT = { timeout: 60_000, interval: 200 };

let postgres: TestPostgres;
let databaseUrl: string;
let registry: Registry;
let desk: Desk;

beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.freshDatabase();
  registry = registryOver(await openLink({ databaseUrl, writeLog: true }));
  // That the registry is away is logged with every call.
  desk = await openDesk({ databaseUrl, logTo: { write: () => undefined } });
});

afterAll(async () => {
  await desk.stop();
  await registry.close();
  await postgres.stop();
});

describe(`PostgreSQL, killed ${KILLS} times in the middle of ${CASES.length * DECISIONS} decisions`, () => {
  /** What callers were answered, by case. */
  const answers = new Map<string, JsonObject[]>(CASES.map((caseNo) => [caseNo, []]));
  let sent = 0;
  let sentAgain = 0;
  let restarted: Promise<void> = Promise.resolve();

  test('takes every one of them, whether it came by the API or as a signal', async () => {
    await Promise.all(CASES.map((caseNo) => openMobilized(desk, caseNo)));
    const all = Promise.all(CASES.map(decide));
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const by = (kill * CASES.length * DECISIONS) / (KILLS + 1);
      await expect.poll(() => sent, { ...PATIENT, interval: 2 }).toBeGreaterThanOrEqual(by);
      restarted = postgres.killAndRestart();
      await restarted;
    }
    await all;
    expect(sentAgain).toBeGreaterThan(0);
  });

  test.each(CASES)(
    '%s has each once, in order, chained, and stands at its last',
    async (caseNo) => {
      const places = { client: desk.stack.temporal.client, registry, databaseUrl };
      const length = 2 + DECISIONS;
      await expect.poll(async () => (await registry.case(caseNo))?.seq, PATIENT).toBe(length);
      const ids = Array.from({ length: DECISIONS }, (_, at) => idOf(caseNo, at));
      const { entries, faults } = await findingsOf(places, { caseNo, sent: ids });
      expect(faults).toEqual([]);
      expect(entries).toHaveLength(length);
      expect((await registry.case(caseNo))?.view).toMatchObject({ seq: length });
      for (const { id, outcome, seq } of answers.get(caseNo) ?? []) {
        const { event, expect: stands } = entries[Number(seq) - 1] ?? {};
        expect({ id: event?.['id'], outcome: stands }).toEqual({ id, outcome });
      }
      expect(answers.get(caseNo)).toHaveLength(DECISIONS / 2);
    },
  );

  /** By turns through the API, which has to answer, and as a signal, which nobody sends again. */
  async function decide(caseNo: string): Promise<void> {
    for (let at = 0; at < DECISIONS; at += 1) {
      const submission = await desk.signed(caseNo, roundHeld(idOf(caseNo, at)));
      sent += 1;
      if (at % 2 === 0) answers.get(caseNo)?.push(await answered(caseNo, submission));
      else await desk.handle(caseNo).signal(SUBMIT, submission);
    }
  }

  /** As a client does it: the same message again until it has an outcome. */
  async function answered(caseNo: string, submission: JsonObject): Promise<JsonObject> {
    for (;;) {
      const { status, body } = await desk.post(eventsOf(caseNo), submission);
      if (status === 200) return body;
      if (status !== 202 && status !== 503) throw new Error(`${status}: ${JSON.stringify(body)}`);
      sentAgain += 1;
      await restarted;
    }
  }
});

function idOf(caseNo: string, at: number): string {
  return `${caseNo}-round-${at}`;
}
