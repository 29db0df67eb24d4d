/**
 * A case whose workflow an operator ended does not look healthy for long: its tasks are withdrawn with
 * the reason, its view says so, and two officers who resume it have the tasks opened anew.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { sweep } from '../../src/temporal/sweep.ts';
import { openDesk, openMobilized } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';
import { startReceiver } from '../support/receivers.ts';
import type { ReceiverServer } from '../support/receivers.ts';

const PATIENT = { timeout: 30_000, interval: 100 };
const REASON = 'the workflow of the case ended: TERMINATED';
const ENDED = 'SWEEP-1';
const RUNS = 'SWEEP-2';

let desk: Desk;
let receiver: ReceiverServer;

beforeAll(async () => {
  receiver = await startReceiver();
  desk = await openDesk({ env: { CROSSING_SWEEP: '1', CROSSING_WEBHOOK_ALLOW: '127.0.0.0/8' } });
  const wish = {
    url: `http://127.0.0.1:${receiver.port}/`,
    kinds: ['task.withdrawn', 'task.opened'],
  };
  await desk.service.post('/v1/subscriptions', wish);
  await Promise.all([openMobilized(desk, ENDED), openMobilized(desk, RUNS)]);
});
afterAll(async () => {
  await desk.stop();
  await receiver.close();
});

test('tasks of an ended workflow are withdrawn, the view says since when, and resuming opens them', async () => {
  const before = await view(ENDED);
  const asked = await tasks(ENDED);
  expect(asked).not.toEqual([]);
  await desk.handle(ENDED).terminate('by mistake');
  await expect
    .poll(async () => (await view(ENDED))['interrupted'], PATIENT)
    .toEqual({ since: expect.stringMatching(/^\d{4}-.*Z$/), reason: REASON });
  expect(await view(ENDED)).toMatchObject({ tasks: [], awaiting: [], allowed: [], open: true });
  expect(await tasks(ENDED)).toEqual([]);
  const { body } = await desk.service.get(`/v1/cases?q=${ENDED}`);
  expect(body['cases']).toMatchObject([{ caseNo: ENDED, interrupted: { reason: REASON } }]);
  expect((await desk.command('case', ENDED)).out.join('\n')).toContain(REASON);
  // The check names the ended run, and not that its tasks are withdrawn.
  const checked = await desk.command('registry', 'check', '--json');
  expect(checked.out).toEqual([
    expect.stringContaining('"code":"RUN_ENDED"'),
    JSON.stringify({ checked: 2, differences: 1 }),
  ]);

  const officers = ['--as', 'EMB-HD-1', '--second', 'PSO-DR-1', '--reasons', 'synthetic reasons'];
  expect(await desk.command('resume', ENDED, ...officers)).toMatchObject({ exitCode: 0 });
  expect(await view(ENDED)).toEqual({ ...before, seq: 3 });
  expect(await tasks(ENDED)).toEqual(asked);
  expect(await desk.command('registry', 'check')).toMatchObject({ exitCode: 0 });
});

test('subscribers hear that the tasks of an ended workflow are withdrawn, and that they are open again', async () => {
  const heard = (type: string) =>
    receiver.heard
      .map(({ body }) => JSON.parse(body) as { type: string; subject: string; data: JsonObject })
      .filter((event) => event.type === type && event.subject === ENDED);
  await expect
    .poll(() => heard('task.withdrawn').map(({ data }) => data['reason']), PATIENT)
    .toContain(REASON);
  // Once at its opening, once when it was resumed.
  await expect.poll(() => idsIn(heard('task.opened')), PATIENT).toContain('mobilization#2 twice');
});

test('a case whose workflow runs is left as it is, also while the server is away', async () => {
  const asked = await tasks(RUNS);
  const { registry, temporal } = desk.stack;
  await sweep({ registry, client: temporal.client });
  await desk.stack.devServer?.stop();
  await expect(sweep({ registry, client: temporal.client })).rejects.toThrow();
  expect(await tasks(RUNS)).toEqual(asked);
  expect(await view(RUNS)).not.toHaveProperty('interrupted');
});

function idsIn(events: readonly { readonly data: JsonObject }[]): readonly string[] {
  const ids = events.map(({ data }) => String((data['task'] as JsonObject)['id']));
  return ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} twice`);
}

async function view(caseNo: string): Promise<JsonObject> {
  const { body } = await desk.service.get(`/v1/cases/${caseNo}`);
  const { recentOutcomes: _, ...rest } = body;
  return rest;
}

async function tasks(caseNo: string): Promise<readonly unknown[]> {
  const { body } = await desk.service.get(`/v1/tasks?case=${caseNo}`);
  return body['tasks'] as readonly unknown[];
}
