/**
 * Between live cases, whatever the door: what one may not be opened with, what two of one person show, and
 * that a number of a document is given once.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { TASK_QUEUE, WORKFLOW_TYPES, dutyWorkflowId } from '../../workflows/messages.ts';
import { AT, openDesk } from '../support/desk.ts';
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

const REASONS = 'synthetic reasons, recorded in full';
const APPROVED: readonly (readonly [type: string, by: string, fields: JsonObject])[] = [
  ['application.completed', 'PSO-IN-1', { inScope: true }],
  ['political-check.completed', 'PSO-IN-1', { issue: false }],
  ['pending-case-check.completed', 'PSO-IN-1', { pending: false }],
  ['justification.assessed', 'PSO-IN-1', { justified: true }],
  ['exit.approved', 'PSO-DR-1', { reasons: REASONS }],
];

test('the same permit is not issued in two cases; the one refused takes a free number [I26]', async () => {
  const numbers = ['PERMIT-1', 'PERMIT-2'];
  for (const caseNo of numbers) {
    await desk.open(caseNo, { procedure: 'exit' });
    for (const [type, by, fields] of APPROVED) {
      const outcome = await desk.submit(caseNo, { id: type, type, at: AT, by, ...fields });
      expect(outcome, type).toMatchObject({ outcome: 'accepted' });
    }
  }
  const issue = (caseNo: string, exitPermitNo: string, id = exitPermitNo) =>
    desk.submit(caseNo, {
      ...{ id, type: 'documents.issued', at: AT, by: 'REG-CL-1' },
      ...{ exitPermitNo, passportNo: `PP-${caseNo}`, validUntil: '1958-12-31' },
    });
  const both = await Promise.all(numbers.map((caseNo) => issue(caseNo, 'XP-1')));
  const codes = both.map(({ outcome, code = outcome }) => code as string);
  expect(codes.toSorted()).toEqual(['EVENT_MALFORMED', 'accepted']);
  const second = numbers[codes.indexOf('EVENT_MALFORMED')] ?? '';
  expect(both.find(({ code }) => code !== undefined)?.['message']).toContain('exitPermitNo');
  expect(await issue(second, 'XP-1')).toMatchObject({ code: 'EVENT_MALFORMED' });
  expect(await issue(second, 'XP-2')).toMatchObject({ outcome: 'accepted' });
  // A case that has issued has no step left for it: that comes before the number.
  expect(await issue(second, 'XP-1', 'again')).toMatchObject({ code: 'EVENT_NOT_ALLOWED' });
});
