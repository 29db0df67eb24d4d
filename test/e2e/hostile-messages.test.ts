/**
 * Whatever reaches a case, it goes on: the message is kept with its code, nothing changes, and the next
 * good decision goes through. By signal and by update; the API refuses the same (test/api).
 */
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { MESSAGES, caseWorkflowId } from '../../workflows/messages.ts';
import { SUBMIT, openDesk, openMobilized, roundHeld } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';
import { runsOf } from '../support/histories.ts';
import { APART, FILED, signedBy, unsigned } from '../support/wrong-messages.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
  const { officers } = await desk.stack.registry.named({ officers: ['EMB-CO-9'], issuers: [] });
  const [former] = officers;
  if (former === undefined) throw new Error('EMB-CO-9 is not among the officers');
  await desk.stack.registry.putOfficers([{ ...former, until: '2020-01-01T00:00:00.000Z' }]);
});
afterAll(() => desk.stop());

describe.concurrent('a signal', () => {
  test.each(APART.map((wrong, at) => ({ ...wrong, at })))(
    '$what is kept apart as $code, and changes nothing',
    async ({ at, name = SUBMIT, code, payload }) => {
      const caseNo = `APART-${at}`;
      const before = await openMobilized(desk, caseNo);
      await desk.handle(caseNo).signal(name, await payload(desk, caseNo, roundHeld(`${caseNo}-x`)));
      await goesOn(caseNo, before, 0);
      const { body } = await desk.service.get(`/v1/cases/${caseNo}/rejected`);
      expect(body['rejected']).toEqual([
        {
          at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
          name,
          code,
          digest: expect.stringMatching(/^[\w-]{43}$/) as string,
          size: expect.any(Number) as number,
        },
      ]);
    },
  );

  test.each(FILED.map((wrong, at) => ({ ...wrong, at })))(
    '$what is filed as $code, and changes nothing',
    async ({ at, code, payload }) => {
      const caseNo = `FILED-${at}`;
      const before = await openMobilized(desk, caseNo);
      const submission = await payload(desk, caseNo, roundHeld(`${caseNo}-x`));
      await desk.handle(caseNo).signal(SUBMIT, submission);
      await goesOn(caseNo, before, 1);
      const entry = (await desk.file(caseNo))[before.seq];
      expect(entry).toMatchObject({ expect: 'rejected', code, state: 'mobilization' });
      expect(entry?.event).toEqual((submission as { event: JsonObject }).event);
    },
  );
});

describe.concurrent('an update', () => {
  const refused = APART.filter(({ code }) => code !== 'MESSAGE_UNKNOWN');
  test.each(refused.map((wrong, at) => ({ ...wrong, at })))(
    '$what is refused as $code before it is in history',
    async ({ at, code, payload }) => {
      const caseNo = `VALID-${at}`;
      const before = await openMobilized(desk, caseNo);
      const value = await payload(desk, caseNo, roundHeld(`${caseNo}-x`));
      expect(await failureOf(update(caseNo, value))).toBe(code);
      await goesOn(caseNo, before, 0);
      expect(await updatesIn(caseNo)).toBe(0);
      const { body } = await desk.service.get(`/v1/cases/${caseNo}/rejected`);
      expect(body['rejected']).toEqual([]);
    },
  );

  test('of an unknown name is refused', async () => {
    const caseNo = 'UNKNOWN-1';
    const before = await openMobilized(desk, caseNo);
    const handle = desk.handle(caseNo);
    const asked = handle.executeUpdate('approve', { args: [{}], updateId: randomUUID() });
    await expect(asked).rejects.toThrow(WorkflowUpdateFailedError);
    await goesOn(caseNo, before, 0);
  });

  test.each(FILED.map((wrong, at) => ({ ...wrong, at })))(
    '$what is answered $code and filed',
    async ({ at, code, payload }) => {
      const caseNo = `ANSWERED-${at}`;
      const before = await openMobilized(desk, caseNo);
      const event = roundHeld(`${caseNo}-x`);
      const outcome = await update(caseNo, await payload(desk, caseNo, event));
      expect(outcome).toMatchObject({ id: event.id, outcome: 'rejected', code, seq: 3 });
      await goesOn(caseNo, before, 1);
    },
  );
});

describe.concurrent('an unsigned message does not use up the id of the signed one', () => {
  test('by signal', async () => {
    const caseNo = 'FIRST-1';
    await openMobilized(desk, caseNo);
    const event = roundHeld('taken');
    await desk.handle(caseNo).signal(SUBMIT, unsigned(event));
    await desk.handle(caseNo).signal(SUBMIT, await desk.signed(caseNo, event));
    await expect
      .poll(() => outcomesOf(caseNo, 'taken'), { timeout: 30_000 })
      .toEqual(['rejected NOT_ATTESTED', 'accepted']);
    const { body } = await desk.service.get(`/v1/cases/${caseNo}/outcomes/taken`);
    expect(body).toMatchObject({ outcome: 'accepted', seq: 4 });
  });

  test('by update', async () => {
    const caseNo = 'FIRST-2';
    await openMobilized(desk, caseNo);
    const event = roundHeld('taken');
    expect(await update(caseNo, unsigned(event))).toMatchObject({ code: 'NOT_ATTESTED' });
    const signed = await update(caseNo, await desk.signed(caseNo, event));
    expect(signed).toMatchObject({ outcome: 'accepted', seq: 4 });
  });

  test('for callers of the API who wait, whoever comes first', async () => {
    const caseNo = 'FIRST-3';
    await openMobilized(desk, caseNo);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answers = await Promise.all(
      ids.flatMap((id) => [
        desk.post(`/v1/cases/${caseNo}/events`, unsigned(roundHeld(id))),
        desk.submit(caseNo, roundHeld(id)).then((body) => ({ status: 200, body })),
      ]),
    );
    expect(answers.map(({ status, body }) => [status, body['id'], body['code']])).toEqual(
      ids.flatMap((id) => [
        [200, id, 'NOT_ATTESTED'],
        [200, id, undefined],
      ]),
    );
  });
});

describe('many messages', () => {
  test('300 signals at once are all decided, each once, in the order of history', async () => {
    const caseNo = 'MANY-1';
    const before = await openMobilized(desk, caseNo);
    const ids = Array.from({ length: 300 }, (_, at) => `many-${at}`);
    const submissions = await Promise.all(ids.map((id) => desk.signed(caseNo, roundHeld(id))));
    const handle = desk.handle(caseNo);
    await Promise.all(submissions.map((submission) => handle.signal(SUBMIT, submission)));
    await expect
      .poll(() => desk.stack.registry.case(caseNo).then((row) => row?.seq), { timeout: 120_000 })
      .toBe(before.seq + ids.length);
    const filed = (await desk.file(caseNo))
      .slice(before.seq)
      .map(({ event }) => String(event['id']));
    expect(filed.toSorted()).toEqual(ids.toSorted());
    expect(filed).toEqual((await signalledIds(caseNo)).slice(before.seq));
    await goesOn(caseNo, { ...before, seq: before.seq + ids.length }, 0);
  });

  test('an id older than the 50 recent outcomes gets its first outcome, at every door', async () => {
    const caseNo = 'OLD-1';
    await openMobilized(desk, caseNo);
    const first = roundHeld('old');
    expect(await desk.submit(caseNo, first)).toMatchObject({ outcome: 'accepted', seq: 3 });
    const handle = desk.handle(caseNo);
    const later = Array.from({ length: 60 }, (_, at) => roundHeld(`later-${at}`));
    await Promise.all(
      later.map(async (event) => handle.signal(SUBMIT, await desk.signed(caseNo, event))),
    );
    await expect
      .poll(() => desk.stack.registry.case(caseNo).then((row) => row?.seq), { timeout: 60_000 })
      .toBe(63);
    const again = (days: number): Promise<JsonObject> =>
      signedBy(desk, 'EMB-CO-1', caseNo, first, { lifetimeDays: days });
    const answer = { id: 'old', outcome: 'accepted', state: 'mobilization', seq: 3 };
    expect(await update(caseNo, await again(8))).toMatchObject(answer);
    const posted = await desk.post(`/v1/cases/${caseNo}/events`, await again(9));
    expect(posted).toMatchObject({ status: 200, body: answer });
    await handle.signal(SUBMIT, await again(10));
    await goesOn(caseNo, { seq: 63, view: await viewOf(caseNo) }, 0);
  });
});

/** After `filed` entries and a good decision the case is as it would be without them. */
async function goesOn(
  caseNo: string,
  before: { readonly seq: number; readonly view: JsonObject },
  filed: number,
): Promise<void> {
  const outcome = await desk.submit(caseNo, roundHeld(`${caseNo}-good`));
  expect(outcome).toMatchObject({ outcome: 'accepted', seq: before.seq + filed + 1 });
  const { seq: _, recentOutcomes: __, tasks, ...view } = await viewOf(caseNo);
  expect(before.view).toMatchObject({ ...view, tasks: withoutDecisions(tasks) });
  expect(await failedTasks(caseNo)).toEqual([]);
}

/** What may be decided goes by the good decision; the tasks themselves stay. */
function withoutDecisions(tasks: Json | undefined): readonly JsonObject[] {
  return (tasks as readonly JsonObject[]).map(({ decisions: _, ...task }) => task);
}

async function viewOf(caseNo: string): Promise<JsonObject> {
  return desk.handle(caseNo).query<JsonObject>(MESSAGES.case);
}

function update(caseNo: string, value: unknown): Promise<JsonObject> {
  const options = { args: [value] as [unknown], updateId: randomUUID() };
  return desk.handle(caseNo).executeUpdate<JsonObject, [unknown]>(SUBMIT, options);
}

/** Type of the failure with which an update was refused. */
async function failureOf(asked: Promise<unknown>): Promise<string> {
  const failure: unknown = await asked.catch((error: unknown) => error);
  if (!(failure instanceof WorkflowUpdateFailedError)) return `not refused: ${String(failure)}`;
  return failure.cause instanceof ApplicationFailure ? (failure.cause.type ?? '') : 'another kind';
}

async function outcomesOf(caseNo: string, id: string): Promise<readonly string[]> {
  const entries = (await desk.file(caseNo)).filter(({ event }) => event['id'] === id);
  return entries.map(({ expect: kind, code }) => (code === undefined ? kind : `${kind} ${code}`));
}

async function historyOf(caseNo: string) {
  const runs = await runsOf(desk.stack.temporal.client, caseWorkflowId(caseNo));
  return runs.flatMap(({ history }) => history.events ?? []);
}

/** Causes of lost tasks, but for the ordinary one: a signal arrived while the run was handing over. */
async function failedTasks(caseNo: string): Promise<readonly string[]> {
  const events = await historyOf(caseNo);
  return events.flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed?.failure?.message == null || failed.failure.message === 'UnhandledCommand'
      ? []
      : [failed.failure.message],
  );
}

async function updatesIn(caseNo: string): Promise<number> {
  const events = await historyOf(caseNo);
  return events.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length;
}

async function signalledIds(caseNo: string): Promise<readonly Json[]> {
  const events = await historyOf(caseNo);
  return events.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
    const [payload] = signal?.input?.payloads ?? [];
    if (!payload?.data) return [];
    const { event } = JSON.parse(new TextDecoder().decode(payload.data)) as { event: TestEvent };
    return [event.id];
  });
}
