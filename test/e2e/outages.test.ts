/**
 * Somebody outside is away: an operator sees what waits and why, nothing else waits with it, and what is
 * due happens once.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Channel } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { SIMULATED } from '../../src/embedded/other-side.ts';
import type { RunningWorker } from '../../src/temporal/worker.ts';
import {
  AT,
  SUBMIT,
  eventsOf,
  openDesk,
  openMobilized,
  openingEvents,
  roundHeld,
  startTestWorker,
} from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';
import { newSecret } from '../../src/webhooks/message.ts';
import { sealSecret } from '../../src/webhooks/secrets.ts';
import { query, startPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { answering, startReceiver } from '../support/receivers.ts';
import type { ReceiverServer } from '../support/receivers.ts';
import { subscribe, testKeys, testSender } from '../support/webhooks.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

type ChannelDelivery = Parameters<Channel['deliver']>[0];

/** A channel that can be down. */
class Line implements Channel {
  down = true;
  readonly tried: string[] = [];
  readonly delivered: ChannelDelivery[] = [];

  async deliver(delivery: ChannelDelivery): Promise<void> {
    this.tried.push(delivery.key);
    if (this.down) throw new Error('The line is dead.');
    this.delivered.push(delivery);
  }
}

const TOOL = 'approval-tool';

let keys: Awaited<ReturnType<typeof testKeys>>;
let postgres: TestPostgres;
let databaseUrl: string;
let desk: Desk;
let worker: RunningWorker;
let tool: ReceiverServer;
const line = new Line();

beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.freshDatabase();
  desk = await openDesk({ databaseUrl, worker: false, env: { CROSSING_LOG_LEVEL: 'error' } });
  keys = await testKeys();
  worker = await startTestWorker(desk, new Map([[SIMULATED, line]]), { send: testSender(keys) });
  tool = await startReceiver(answering(503));
});

afterAll(async () => {
  await worker.stop();
  await desk.stop();
  await tool.close();
  await keys.remove();
  await postgres.stop();
});

describe('a channel to the other side that is down', () => {
  const caseNo = 'LINE-1';

  test('shows as a pending activity with its last error, while other decisions go on', async () => {
    // A new run after every message: what was not delivered goes from run to run.
    await openMobilized(desk, caseNo, { config: { continueAsNewEvery: 1 } });
    for (const event of askingTheOtherSide(caseNo)) {
      expect(await desk.submit(caseNo, event)).toMatchObject({ outcome: 'accepted' });
    }
    expect(await untilAttempt(caseNo, 'askCounterpart', 3)).toBe('The line is dead.');
    for (const letter of ['a', 'b']) {
      const decided = await desk.submit(caseNo, unityDecided(`${caseNo}-${letter}`));
      expect(decided).toMatchObject({ outcome: 'accepted' });
    }
    expect(line.delivered).toEqual([]);
    expect(await desk.stack.registry.letters({ caseNo, undelivered: true })).toHaveLength(1);
  });

  test('delivers exactly once, under the key of every attempt, when it is back', async () => {
    line.down = false;
    await expect.poll(() => line.delivered.length, PATIENT).toBe(1);
    await expect.poll(() => waitingIn(caseNo, 'askCounterpart'), PATIENT).toEqual([]);
    const [delivered] = line.delivered;
    expect(delivered).toMatchObject({ caseNo, letter: { kind: 'M2', to: 'counterpart' } });
    expect(new Set(line.tried)).toEqual(new Set([delivered?.key]));
    expect(await desk.stack.registry.letters({ caseNo, undelivered: true })).toEqual([]);
    // A decision and a new run later it is still the one.
    await desk.submit(caseNo, unityDecided(`${caseNo}-c`));
    expect(line.delivered).toHaveLength(1);
  });
});

describe('an approval tool that is down', () => {
  const caseNo = 'TOOL-1';

  test('shows as a pending activity with its last error, while decisions go on', async () => {
    const sealed = await sealSecret(keys, TOOL, newSecret());
    const url = `http://127.0.0.1:${tool.port}/tasks`;
    await subscribe(desk.stack.registry, TOOL, { url, roles: ['EMB-CO'], sealed });
    await desk.open(caseNo);
    expect(await untilAttempt(caseNo, 'askPeople', 3)).toBe(`127.0.0.1:${tool.port} answered 503.`);
    const [verified] = openingEvents(caseNo);
    const outcome = await desk.submit(caseNo, verified);
    expect(outcome).toMatchObject({ outcome: 'accepted', state: 'detected.screening' });
  });

  test('is told once of the task that is still open, and not of the one that is done', async () => {
    tool.answer = answering(204);
    const before = tool.heard.length;
    await expect.poll(() => waitingIn(caseNo, 'askPeople'), PATIENT).toEqual([]);
    const { body } = await desk.service.get(`/v1/tasks?case=${caseNo}`);
    const [task] = body['tasks'] as readonly JsonObject[];
    const own = tool.heard.slice(before).map((heard) => JSON.parse(heard.body) as JsonObject);
    const taken = own.filter(({ subject }) => subject === caseNo);
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({ data: { caseNo, task: { id: task?.['id'] } } });
  });
});

describe('a registry that is away', () => {
  const caseNo = 'AWAY-1';
  const ids = ['one', 'two', 'three', 'four'];

  test('shows as a pending activity with its last error, and no history grows', async () => {
    await openMobilized(desk, caseNo);
    await takeAway(databaseUrl);
    for (const id of ids) {
      await desk.handle(caseNo).signal(SUBMIT, await desk.signed(caseNo, roundHeld(id)));
    }
    expect(await untilAttempt(caseNo, 'admit', 3)).toMatch(
      /not currently accepting connections|terminat|connect/i,
    );
    const before = await historyLength(caseNo);
    await untilAttempt(caseNo, 'admit', 6);
    expect(await historyLength(caseNo)).toBe(before);
  });

  test('the API says meanwhile that it is away, and takes nothing by half', async () => {
    expect((await fetch(`${desk.stack.url}/health`)).status).toBe(503);
    const late = await desk.signed(caseNo, roundHeld('five'));
    const answer = await desk.post(eventsOf(caseNo), late);
    expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  });

  test('gets all that was sent meanwhile, once and in order, when it is back', async () => {
    await bringBack(databaseUrl);
    const filed = async (): Promise<unknown> =>
      (await desk.file(caseNo).catch(() => [])).slice(2).map(({ event }) => event['id']);
    await expect.poll(filed, PATIENT).toEqual(ids);
    const good = await desk.submit(caseNo, roundHeld('good'));
    expect(good).toMatchObject({ outcome: 'accepted', seq: 7 });
    expect((await fetch(`${desk.stack.url}/health`)).status).toBe(200);
  });
});

/** From mobilization to the letter M2. */
function askingTheOtherSide(caseNo: string): readonly TestEvent[] {
  const by = { at: AT, by: 'EMB-CO-1' };
  const signed = { statementRef: 'ST-1', language: 'ko', signed: true };
  return [
    roundHeld(`${caseNo}-round`),
    { id: 'stated', type: 'willingness.stated', value: 'unwilling', ...by, ...signed },
    { id: 'concluded', type: 'mobilization.concluded', ...by },
    { id: 'asked', type: 'consent.requested', ...by, correlationId: 'M2-1' },
  ];
}

function unityDecided(id: string): TestEvent {
  const officers = { by: 'PSO-DR-1', second: 'FAO-LN-1' };
  const reasons = 'synthetic reasons, recorded in full';
  return { id, type: 'household.unity-decided', at: AT, ...officers, reasons };
}

interface Waiting {
  readonly attempt: number;
  readonly lastError: string | undefined;
}

/** What an operator sees of a case: pending activities of a type. */
async function waitingIn(caseNo: string, type: string): Promise<readonly Waiting[]> {
  const { raw } = await desk.handle(caseNo).describe();
  return (raw.pendingActivities ?? [])
    .filter(({ activityType }) => activityType?.name === type)
    .map(({ attempt, lastFailure }) => ({
      attempt: attempt ?? 0,
      lastError: lastFailure?.message ?? undefined,
    }));
}

/** The last error of the one activity of this type, once it was tried so often. */
async function untilAttempt(caseNo: string, type: string, attempt: number): Promise<string> {
  return vi.waitFor(async () => {
    const waiting = await waitingIn(caseNo, type);
    const [one] = waiting;
    if (one === undefined || waiting.length > 1 || one.attempt < attempt) {
      throw new Error(`${caseNo}: ${type} stands at ${JSON.stringify(waiting)}`);
    }
    return one.lastError ?? '';
  }, PATIENT);
}

async function historyLength(caseNo: string): Promise<number> {
  return (await desk.handle(caseNo).describe()).historyLength;
}

async function takeAway(url: string): Promise<void> {
  const name = databaseIn(url);
  await query(besides(url), `alter database ${name} with allow_connections false`);
  await query(
    besides(url),
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
}

async function bringBack(url: string): Promise<void> {
  await query(besides(url), `alter database ${databaseIn(url)} with allow_connections true`);
}

function databaseIn(url: string): string {
  return new URL(url).pathname.slice(1);
}

function besides(url: string): string {
  return new URL('/postgres', url).href;
}
