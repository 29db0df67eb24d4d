/**
 * Time in live cases: timers that outlive runs and workers, and what the Temporal Web UI tells of them.
 */
import type { temporal } from '@temporalio/proto';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import type { RunningWorker } from '../../src/temporal/worker.ts';
import { caseWorkflowId } from '../../workflows/messages.ts';
import { AT, openDesk, openMobilized, roundHeld, startTestWorker } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';
import { runsOf } from '../support/histories.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const FIRES_MS_MAX = 60_000;
let desk: Desk;
let worker: RunningWorker;

beforeAll(async () => {
  desk = await openDesk({ worker: false });
  worker = await startTestWorker(desk);
});
afterAll(async () => {
  await worker.stop();
  await desk.stop();
});

/** A start whose mobilization reminds after `length`, with a new run after every `every` messages. */
function reminding(length: string, every?: number): Partial<Opening> {
  const delays = { mobilizationReminder: length };
  return { config: { delays, ...(every !== undefined && { continueAsNewEvery: every }) } };
}

/** Leaves mobilization: the person stays unwilling. */
async function conclude(caseNo: string): Promise<void> {
  const by = { at: AT, by: 'EMB-CO-1' };
  const signed = { statementRef: 'ST-1', language: 'ko', signed: true };
  const stated = { id: 'stated', type: 'willingness.stated', value: 'unwilling', ...by, ...signed };
  const concluded = { id: 'concluded', type: 'mobilization.concluded', ...by };
  for (const event of [roundHeld('held'), stated, concluded]) await desk.submit(caseNo, event);
  const { body } = await desk.service.get(`/v1/cases/${caseNo}`);
  expect(body).toMatchObject({ state: 'consent-check.requesting' });
}

describe('a timer of the case', () => {
  test('fires once, across two new runs of the workflow and a new worker', async () => {
    const caseNo = 'TIMER-1';
    await openMobilized(desk, caseNo, reminding('PT15S', 1));
    const armedAt = (await desk.file(caseNo))[1]?.receivedAt ?? '';
    const deadline = new Date(Date.parse(armedAt) + 15_000).toISOString();
    for (const id of ['one', 'two']) await desk.submit(caseNo, roundHeld(id));
    await worker.stop();
    worker = await startTestWorker(desk);
    const fired = await untilFired(caseNo);
    expect(fired).toEqual([
      expect.objectContaining({
        seq: 5,
        // It opens no step: it reminds.
        expect: 'recorded',
        receivedAt: deadline,
        attestations: [],
        event: {
          id: `timer/mobilizationReminder/${deadline}`,
          type: 'reminder.due',
          at: deadline,
          about: 'mobilization goes on without a statement',
        },
      }),
    ]);
    const runs = await runsOf(desk.stack.temporal.client, caseWorkflowId(caseNo));
    const firedIn = runs.findIndex(({ history }) => history.events?.some(isFired));
    expect(firedIn).toBeGreaterThanOrEqual(2);
    expect(await desk.submit(caseNo, roundHeld('three'))).toMatchObject({ seq: 6 });
  });

  test('comes no more once its state was left, and never in a recorded case', async () => {
    const length = reminding('PT10S');
    await openMobilized(desk, 'LEFT-1', length);
    await conclude('LEFT-1');
    await openMobilized(desk, 'RECORDED-1', { ...length, clock: 'recorded' });
    // Armed later than the other two would have been: when it has fired, their time is over.
    await openMobilized(desk, 'CLOCK-1', length);
    expect(await untilFired('CLOCK-1')).toHaveLength(1);
    expect(await remindersOf('LEFT-1')).toEqual([]);
    expect(await remindersOf('RECORDED-1')).toEqual([]);
    const left = await eventsOf('LEFT-1');
    const armed = left.find((event) => summaryOf(event)?.startsWith('mobilizationReminder'));
    expect(left.filter(isCancelled).map(startedId)).toEqual([armed?.eventId]);
    expect((await eventsOf('RECORDED-1')).filter(isArmed)).toHaveLength(0);
  });

  test('that falls due while no worker runs fires when one is back, with its own deadline', async () => {
    const caseNo = 'LATE-1';
    await openMobilized(desk, caseNo, reminding('PT5S'));
    await worker.stop();
    try {
      await vi.waitFor(async () => expect((await eventsOf(caseNo)).some(isFired)).toBe(true), {
        timeout: FIRES_MS_MAX,
        interval: 200,
      });
      expect(await remindersOf(caseNo)).toEqual([]);
    } finally {
      worker = await startTestWorker(desk);
    }
    const armedAt = (await desk.file(caseNo))[1]?.receivedAt ?? '';
    const [fired] = await untilFired(caseNo);
    expect(Date.parse(fired?.receivedAt ?? '') - Date.parse(armedAt)).toBe(5_000);
  });
});

describe('an operator sees in the Temporal Web UI', () => {
  const caseNo = 'SEEN-1';
  const askedAt = (): Promise<string> =>
    desk.file(caseNo).then((entries) => entries.at(-1)?.receivedAt ?? '');

  beforeAll(async () => {
    await openMobilized(desk, caseNo);
    await conclude(caseNo);
    const by = { at: AT, by: 'EMB-CO-1' };
    const asked = { id: 'asked', type: 'consent.requested', ...by, correlationId: 'M2-1' };
    expect(await desk.submit(caseNo, asked)).toMatchObject({
      outcome: 'accepted',
      state: 'consent-check.awaiting-reply',
    });
  });

  test('state, for whom, since when and until when, as search attributes', async () => {
    const since = new Date(await askedAt());
    const due = new Date(since.getTime() + 60 * 86_400_000);
    await expect
      .poll(async () => (await desk.handle(caseNo).describe()).searchAttributes, {
        timeout: 30_000,
      })
      .toMatchObject({
        CrossingState: ['consent-check.awaiting-reply'],
        CrossingProcedure: ['outbound'],
        CrossingProvince: ['Jilin'],
        CrossingAwaits: ['counterpart'],
        CrossingSince: [since],
        CrossingDue: [due],
      });
    const query = `CrossingAwaits = "counterpart" AND CrossingDue < "${new Date(due.getTime() + 1).toISOString()}"`;
    await expect.poll(() => found(query), { timeout: 30_000 }).toContain(caseWorkflowId(caseNo));
  });

  test('what the pending timer is for and when it ends', async () => {
    const since = Date.parse(await askedAt());
    const deadline = new Date(since + 60 * 86_400_000).toISOString();
    const armed = (await eventsOf(caseNo)).findLast(isArmed);
    expect(armed && summaryOf(armed)).toBe(`consentReminder1 until ${deadline}`);
  });

  test('the same in words, with what may be entered now', async () => {
    const since = (await askedAt()).slice(0, 10);
    const details = await detailsOf(caseNo);
    expect(details).toContain('State: **consent-check.awaiting-reply** (entry 6 of the file)');
    expect(details).toContain(`- **counterpart**: consent or refusal, since ${since}, due `);
    expect(details).toContain('May be entered now:');
    expect(details).toContain('counterpart.consented');
  });
});

test('a request to cancel the workflow is a message to humans; the case goes on', async () => {
  const caseNo = 'CANCEL-1';
  await openMobilized(desk, caseNo, reminding('PT10S', 1));
  await desk.handle(caseNo).cancel();
  const rejected = async (): Promise<unknown> =>
    (await desk.service.get(`/v1/cases/${caseNo}/rejected`)).body['rejected'];
  await expect
    .poll(rejected, { timeout: 30_000 })
    .toMatchObject([{ name: 'cancel', code: 'NOT_A_SUBMISSION' }]);
  expect(await desk.submit(caseNo, roundHeld('held'))).toMatchObject({
    outcome: 'accepted',
    state: 'mobilization',
    seq: 3,
  });
  expect((await desk.handle(caseNo).describe()).status.name).toBe('RUNNING');
  // Its timers are no part of what was cancelled.
  expect(await untilFired(caseNo)).toHaveLength(1);
});

async function remindersOf(caseNo: string) {
  return (await desk.file(caseNo)).filter(({ event }) => event['type'] === 'reminder.due');
}

async function untilFired(caseNo: string) {
  return vi.waitFor(
    async () => {
      const reminders = await remindersOf(caseNo);
      if (reminders.length === 0) throw new Error(`no timer of ${caseNo} has fired`);
      return reminders;
    },
    { timeout: FIRES_MS_MAX, interval: 100 },
  );
}

async function eventsOf(caseNo: string): Promise<readonly HistoryEvent[]> {
  const runs = await runsOf(desk.stack.temporal.client, caseWorkflowId(caseNo));
  return runs.flatMap(({ history }) => history.events ?? []);
}

function isFired(event: HistoryEvent): boolean {
  return event.timerFiredEventAttributes != null;
}

function isArmed(event: HistoryEvent): boolean {
  return event.timerStartedEventAttributes != null;
}

function isCancelled(event: HistoryEvent): boolean {
  return event.timerCanceledEventAttributes != null;
}

function startedId({ timerCanceledEventAttributes: cancelled }: HistoryEvent) {
  return cancelled?.startedEventId;
}

/** What the event list shows beside an armed timer. */
function summaryOf({ userMetadata }: HistoryEvent): string | undefined {
  const summary = userMetadata?.summary;
  return summary ? defaultPayloadConverter.fromPayload<string>(summary) : undefined;
}

async function found(query: string): Promise<readonly string[]> {
  const ids: string[] = [];
  const { client } = desk.stack.temporal;
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

/** What the tab for user metadata shows. */
async function detailsOf(caseNo: string): Promise<string> {
  const metadata = await desk.handle(caseNo).query<JsonObject>('__temporal_workflow_metadata');
  return String(metadata['currentDetails']);
}
