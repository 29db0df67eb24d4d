/**
 * The monthly report: the schedule is there, starts it, and what it publishes can be read.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REPORT_SCHEDULE, TASK_QUEUE, WORKFLOW_TYPES } from '../../workflows/messages.ts';
import { openDesk, openMobilized } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ env: { CROSSING_LOG_LEVEL: 'error' } });
});
afterAll(() => desk.stop());

function monthOf(shift: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + shift, 1))
    .toISOString()
    .slice(0, 7);
}

test('before there is any, the figures are unknown, and a month that is none is wrong', async () => {
  const month = '1958-01';
  await expect(desk.service.get(`/v1/figures?month=${month}`)).rejects.toMatchObject({
    code: 'FIGURES_UNKNOWN',
  });
  await expect(desk.service.get('/v1/figures?month=1958-13')).rejects.toMatchObject({
    code: 'MALFORMED',
  });
});

test('a schedule starts it every month; triggered by hand it reports the last month', async () => {
  const schedule = desk.stack.temporal.client.schedule.getHandle(REPORT_SCHEDULE);
  const { spec, action } = await schedule.describe();
  expect(spec.calendars).toMatchObject([{ dayOfMonth: [{ start: 1 }], hour: [{ start: 3 }] }]);
  expect(action).toMatchObject({ workflowType: WORKFLOW_TYPES.report });
  const month = monthOf(-1);
  await schedule.trigger();
  const made = async (): Promise<unknown> =>
    (await desk.service.get('/v1/figures').catch(() => undefined))?.body['month'];
  await expect.poll(made, { timeout: 60_000, interval: 100 }).toBe(month);
});

test('of a month with one live case it tells nothing that is smaller than five', async () => {
  await openMobilized(desk, 'REPORT-1');
  const month = monthOf(0);
  const { client } = desk.stack.temporal;
  const result: unknown = await client.workflow.execute(WORKFLOW_TYPES.report, {
    taskQueue: TASK_QUEUE,
    workflowId: `${REPORT_SCHEDULE}-by-hand`,
    args: [{ month }],
  });
  expect(result).toEqual({ month });
  const { body } = await desk.service.get(`/v1/figures?month=${month}`);
  expect(body).toMatchObject({ month });
  const opened = { key: ['outbound', 'Jilin', 'already'], n: '*' };
  expect(body['tables']).toContainEqual(
    expect.objectContaining({ name: 'opened', rows: [opened], total: '*' }),
  );
  const { exitCode, out } = await desk.command('figures', '--month', month);
  expect([exitCode, out[0]]).toEqual([0, expect.stringContaining(`Figures of ${month}`)]);
  expect(out).toContain('  outbound · Jilin · already: *');
});

test('a month that is none ends it at once', async () => {
  const { client } = desk.stack.temporal;
  const wrong = client.workflow.execute(WORKFLOW_TYPES.report, {
    taskQueue: TASK_QUEUE,
    workflowId: `${REPORT_SCHEDULE}-wrong`,
    args: [{ month: 'January' }],
  });
  await expect(wrong).rejects.toMatchObject({ cause: { type: 'EVENT_MALFORMED' } });
});
