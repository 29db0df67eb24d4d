/**
 * Between live cases, whatever the door: what one may not be opened with, and what two of one person
 * show.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { TASK_QUEUE, WORKFLOW_TYPES, dutyWorkflowId } from '../../workflows/messages.ts';
import { openDesk } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ env: { CROSSING_LOG_LEVEL: 'error' } });
});
afterAll(() => desk.stop());

const CHILD = { caseNo: 'KID-1', relation: 'child', open: true };

test.for<[string, JsonObject, string]>([
  ['NO-TIME', { config: { delays: { reviewWindow: 'PT0S' } } }, 'reviewWindow'],
  ['SLIP', { facts: { household: [{ ...CHILD, dependant: true }] } }, 'dependant'],
])('a bare start of %s is refused, with the reason', async ([caseNo, more, words]) => {
  const handle = await desk.open(caseNo, more);
  const cause = { type: 'EVENT_MALFORMED', message: expect.stringContaining(words) as string };
  await expect(handle.result()).rejects.toMatchObject({ cause });
  expect(await desk.stack.registry.case(caseNo)).toBeUndefined();
});

test('of a duty too', async () => {
  const caseNo = 'prevention-measure/1958-9';
  const facts = { province: 'Atlantis' };
  const handle = await desk.stack.temporal.client.workflow.start(WORKFLOW_TYPES.duty, {
    workflowId: dutyWorkflowId(caseNo),
    taskQueue: TASK_QUEUE,
    args: [{ caseNo, procedure: 'prevention-measure', subjectRef: 'duty/1', facts }],
  });
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'EVENT_MALFORMED' } });
});

test('a recorded case may have no time to wait, for none runs there', async () => {
  const config = { delays: { reviewWindow: 'PT0S' } };
  await desk.open('RECORDED-1', { clock: 'recorded', config });
  const found = async (): Promise<unknown> => (await desk.stack.registry.case('RECORDED-1'))?.view;
  const less = [{ key: 'reviewWindow', length: 'PT0S', ofPolicy: 'P30D' }];
  await expect.poll(found, { timeout: 60_000 }).toMatchObject({ shortened: less });
});

test('a second open case of one person is no fault of its sender: each names the other [I19]', async () => {
  const numbers = ['TWICE-1', 'TWICE-2'];
  for (const caseNo of numbers) await desk.open(caseNo, { subjectRef: 'synthetic/twice' });
  const named = async (caseNo: string): Promise<unknown> => {
    const answer = await desk.service.get(`/v1/cases/${caseNo}`).catch(() => undefined);
    return answer?.body['sameSubject'];
  };
  await expect.poll(() => named('TWICE-1'), { timeout: 60_000 }).toEqual(['TWICE-2']);
  expect(await named('TWICE-2')).toEqual(['TWICE-1']);
});
