/**
 * A letter goes again through the workflow that an operator starts by hand, also after the outcome, and
 * never while a claim holds it back.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Channel } from '../../activities/ports.ts';
import type { Effect, JsonObject } from '../../machines/kernel/types.ts';
import { createCaseActivities } from '../../src/embedded/activities.ts';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import { createCaseWorkflows } from '../../src/temporal/cases.ts';
import { startWorker } from '../../src/temporal/worker.ts';
import type { RunningWorker } from '../../src/temporal/worker.ts';
import { TASK_QUEUE, WORKFLOW_TYPES } from '../../workflows/messages.ts';
import { aCase, entryRow, sendLetter } from '../support/records.ts';
import { openStage } from '../support/stage.ts';
import type { Stage } from '../support/stage.ts';

type Delivered = Parameters<Channel['deliver']>[0];

const delivered: Delivered[] = [];
let stage: Stage;
let worker: RunningWorker;

beforeAll(async () => {
  stage = await openStage();
  await stage.registry.putChannels([{ body: 'counterpart', channel: 'post' }]);
  const post: Channel = { deliver: (input) => Promise.resolve(void delivered.push(input)) };
  const { registry, temporal } = stage;
  worker = await startWorker({
    connection: temporal.native,
    namespace: 'default',
    bundle: await workflowBundle(),
    activities: createCaseActivities({ registry, channels: new Map([['post', post]]) }),
  });
});
afterAll(async () => {
  await worker.stop();
  await stage.close();
});

/** Letters of a case with this view; the key of the first one. */
async function sent(effects: readonly Effect[], more: JsonObject) {
  const one = aCase(stage.registry);
  const rows = [entryRow(1, 'a', { effects })];
  const { view } = one.input(rows);
  await one.record(rows, { view: { ...view, ...more } });
  return { caseNo: one.caseNo, key: `${one.caseNo}/1/0` };
}

/** What an operator does in the Temporal Web UI. */
function byHand(letter: JsonObject): Promise<unknown> {
  return stage.temporal.client.workflow.execute(WORKFLOW_TYPES.letter, {
    taskQueue: TASK_QUEUE,
    workflowId: `by-hand-${randomUUID()}`,
    args: [letter],
  });
}

test('an operator sends it again after the outcome, each time once', async () => {
  const letter = await sent([sendLetter('counterpart', 'M13', 'H-1')], { open: false });
  await byHand(letter);
  await byHand(letter);
  const own = delivered.filter(({ key }) => key === letter.key);
  expect(own.map(({ sending }) => sending)).toEqual([
    { n: 2, as: 'letter' },
    { n: 3, as: 'letter' },
  ]);
  expect(own.map(({ letter: { correlationId } }) => correlationId)).toEqual(['H-1', 'H-1']);
  expect(await stage.registry.letters({ caseNo: letter.caseNo })).toMatchObject([
    { sent: 3, sendings: [{ by: 'operator' }, { by: 'operator' }] },
  ]);
});

test('a sending that was counted is started once, however often it is asked for', async () => {
  const replies = { 'counterpart.consented': 'C-1' };
  const letter = await sent([sendLetter('counterpart', 'M2', 'C-1')], { replies });
  const by = { as: 'reminder', by: 'CPL-LN-1', at: new Date().toISOString() } as const;
  await stage.registry.sendAgain({ ...letter, ...by, id: 'wish-1' });
  const workflows = createCaseWorkflows(stage.temporal.client);
  await workflows.sendAgain({ ...letter, id: 'wish-1' });
  await workflows.sendAgain({ ...letter, id: 'wish-1' });
  const arrived = () => delivered.filter(({ key }) => key === letter.key);
  await expect.poll(arrived, { timeout: 30_000 }).toHaveLength(1);
  expect(arrived()).toMatchObject([{ sending: { n: 2, as: 'reminder' } }]);
});

test('a claim for protection holds it back, and nothing is tried again', async () => {
  const view = {
    replies: { 'counterpart.consented': 'C-1' },
    regions: { safeguard: 'stayed' },
  };
  const letter = await sent([sendLetter('counterpart', 'M2', 'C-1')], view);
  await expect(byHand(letter)).rejects.toMatchObject({
    cause: { cause: { type: 'STAY_ACTIVE', nonRetryable: true } },
  });
  await expect(byHand({ caseNo: 'T-1' })).rejects.toMatchObject({
    cause: { type: 'EVENT_MALFORMED' },
  });
  expect(delivered.filter(({ key }) => key === letter.key)).toEqual([]);
});
