/**
 * How a live case is run is changed by officers: it goes over to another policy, after a dry run, and a
 * date of it is extended.
 */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { POLICY_IN_WORKING_DAYS, POLICY_VERSION } from '../../machines/shared/policy.ts';
import { AT, openDesk, openingEvents } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';

const REASONS = 'synthetic reasons, recorded in full';
let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.stop());

/** In screening: a decision of an officer is open. */
async function openInScreening(caseNo: string, config: JsonObject = {}): Promise<void> {
  await desk.open(caseNo, { config });
  expect(await desk.submit(caseNo, openingEvents(caseNo)[0])).toMatchObject({
    outcome: 'accepted',
  });
}

function move(id: string, more: JsonObject = {}): TestEvent {
  const officers = { by: 'MFA-CD-1', second: 'MPS-CD-1' };
  const to = { version: POLICY_IN_WORKING_DAYS, reasons: REASONS };
  return { id, type: 'policy.moved', at: AT, ...officers, ...to, ...more };
}

interface Task {
  readonly id: string;
  readonly due: string;
  readonly length?: string;
}

async function task(caseNo: string): Promise<Task> {
  const { body } = await desk.service.get(`/v1/cases/${caseNo}`);
  const [first] = body['tasks'] as unknown as readonly Task[];
  if (first === undefined) throw new Error('no task is open');
  const { body: list } = await desk.service.get(`/v1/tasks?case=${caseNo}`);
  const listed = list['tasks'] as unknown as readonly Task[];
  expect(listed.find(({ id }) => id === first.id)?.due).toBe(first.due);
  return first;
}

test('a case goes over to another policy after a dry run, and every reader sees the new date', async () => {
  const caseNo = 'POLICY-1';
  await openInScreening(caseNo, { continueAsNewEvery: 1 });
  const before = await task(caseNo);
  const dry = await desk.command('policy', caseNo, '--to', POLICY_IN_WORKING_DAYS, '--json');
  expect(dry.exitCode).toBe(0);
  const preview = JSON.parse(dry.out[0] ?? '') as JsonObject;
  expect(preview).toMatchObject({ from: POLICY_VERSION, to: POLICY_IN_WORKING_DAYS });
  expect(await task(caseNo)).toEqual(before);
  expect(await desk.submit(caseNo, move('m-1'))).toMatchObject({ outcome: 'accepted' });
  const after = await task(caseNo);
  expect(after).toMatchObject({ id: before.id, length: 'P6D@china' });
  expect(preview['changes']).toContainEqual({
    of: 'task',
    id: before.id,
    from: before.due,
    to: after.due,
  });
  const { body } = await desk.service.get(`/v1/cases/${caseNo}`);
  expect(body).toMatchObject({ policyVersion: POLICY_IN_WORKING_DAYS });
});

test('a case that stays runs beside it under its own policy', async () => {
  await openInScreening('POLICY-2');
  await openInScreening('POLICY-3');
  await desk.submit('POLICY-3', move('m-1'));
  expect((await task('POLICY-2')).length).toBe('P7D');
  expect((await task('POLICY-3')).length).toBe('P6D@china');
  const { out } = await desk.command('versions');
  expect(out.join('\n')).toContain(`policy ${POLICY_VERSION}`);
  expect(out.join('\n')).toContain(`policy ${POLICY_IN_WORKING_DAYS}`);
});

test('a move that is not possible is refused with the reason, in the dry run and in the file', async () => {
  const caseNo = 'POLICY-4';
  await openInScreening(caseNo);
  const dry = await desk.command('policy', caseNo, '--to', 'none');
  expect(dry.exitCode).toBe(1);
  expect(dry.out.join('\n')).toContain('there is no policy none');
  const refused = await desk.submit(caseNo, move('m-1', { version: 'none' }));
  expect(refused).toMatchObject({ outcome: 'rejected', code: 'EVENT_NOT_ALLOWED' });
  const alone = await desk.submit(caseNo, move('m-2', { second: 'MFA-CD-2' }));
  expect(alone).toMatchObject({ outcome: 'rejected', code: 'FOUR_EYES_SAME_BODY' });
  expect((await desk.file(caseNo)).map(({ code }) => code)).toEqual([
    undefined,
    'EVENT_NOT_ALLOWED',
    'FOUR_EYES_SAME_BODY',
  ]);
});

test('a date is extended once, with reasons, and the export of the case passes `try`', async () => {
  const caseNo = 'POLICY-5';
  await openInScreening(caseNo);
  const { id: about, due } = await task(caseNo);
  const event = { type: 'due.extended', at: AT, by: 'EMB-HD-1', about, reasons: REASONS };
  expect(await desk.submit(caseNo, { id: 'x-1', ...event })).toMatchObject({ outcome: 'accepted' });
  const days = (Date.parse((await task(caseNo)).due) - Date.parse(due)) / 86_400_000;
  expect(days).toBe(14);
  const again = await desk.submit(caseNo, { id: 'x-2', ...event });
  expect(again).toMatchObject({ outcome: 'rejected', code: 'EVENT_NOT_ALLOWED' });
  await desk.submit(caseNo, move('m-1'));
  const { out } = await desk.command('export', caseNo);
  const exported = `${desk.stack.dataDir}/${caseNo}.json`;
  await writeFile(exported, out.join('\n'));
  expect(await desk.command('try', exported)).toMatchObject({ exitCode: 0 });
  expect(await desk.command('verify', exported)).toMatchObject({ exitCode: 0 });
});
