/**
 * A task is lost at the worst moment: the file is right, or the case halts with its code. Workers are
 * processes that die by `kill -9` or freeze, on a real Temporal server and a real PostgreSQL.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import { TASK_QUEUE, WORKFLOW_TYPES } from '../../workflows/messages.ts';
import { changedBundle } from '../support/bundles.ts';
import type { Fault } from '../support/faults.ts';
import { findingsOf } from '../support/findings.ts';
import { OFFICERS, openLiveCase, say } from '../support/live-case.ts';
import type { LiveCase, LiveOptions } from '../support/live-case.ts';
import { signersOf } from '../support/signers.ts';
import type { Signers } from '../support/signers.ts';
import { openStage } from '../support/stage.ts';
import type { Stage } from '../support/stage.ts';
import type { WorkerProcess } from '../support/worker-processes.ts';

/** Kinds of history events, as Temporal counts them. */
const TASK_COMPLETED = '7';
const TASK_FAILED = '9';
const ACTIVITY_COMPLETED = '12';
const TIMER_STARTED = '17';
const TIMER_FIRED = '18';
const POLL = { timeout: 60_000, interval: 100 } as const;

/** A chart that decides otherwise under the same version. */
const ELSEWHERE = {
  file: 'machines/outbound/machine.ts',
  from: "{ guard: 'isChinese', target: '#mobilization'",
  to: "{ guard: 'isChinese', target: '#outcome.out-of-scope'",
};

let stage: Stage;
let signers: Signers;
let bundle: WorkflowBundle;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  [stage, bundle] = await Promise.all([openStage(), workflowBundle()]);
  signers = signersOf(stage.registry);
  await signers.enter(Object.values(OFFICERS));
});
afterAll(() => stage.close());
afterEach(() => Promise.all(workers.splice(0).map((started) => started.kill())));

async function worker(fault?: Fault): Promise<WorkerProcess> {
  const started = await stage.worker(bundle, fault && { fault });
  workers.push(started);
  return started;
}

/** A worker that dies once `record` has written the given text, before its result returns. */
const dying = (holding: string): Promise<WorkerProcess> =>
  worker({ activity: 'record', moment: 'after', act: 'kill', holding });

const open = (options: LiveOptions = {}): Promise<LiveCase> =>
  openLiveCase(stage, signers, options);

async function faultsOf({ caseNo, sent }: LiveCase): Promise<readonly string[]> {
  const { client } = stage.temporal;
  const { registry, databaseUrl } = stage;
  return (await findingsOf({ client, registry, databaseUrl }, { caseNo, sent })).faults;
}

/**
 * Places of the file that were written again and found equal, as often as that was: at least those whose
 * task the test loses; a busy machine can lose others, and the same once more.
 */
async function foundAgain({ caseNo }: LiveCase): Promise<readonly number[]> {
  return (await stage.writes(caseNo)).flatMap(({ op, kind, seq }) =>
    op === 'found' && kind === 'entry' ? [seq] : [],
  );
}

test('signals whose record was written by a lost task stand once, and later ones follow', async () => {
  const live = await open();
  const first = await dying('"S-2"');
  await live.send(say.identity('S-1'));
  await live.send(say.screening('S-2'));
  await first.gone;
  await live.send(say.round('S-3', 1));
  await worker();
  await expect.poll(live.file, POLL).toEqual(['S-1 accepted', 'S-2 accepted', 'S-3 accepted']);
  expect(await foundAgain(live)).toContain(2);
  expect(await faultsOf(live)).toEqual([]);
});

test('four kinds of signal before the first task keep their order through a lost task', async () => {
  const live = await open();
  const [first, second] = [say.unity('D-1'), say.unity('D-2')];
  await live.send(say.countersign(first));
  await live.send(say.identity('S-1'));
  await live.send(first);
  await live.send(say.withdraw('D-1'));
  await live.send(say.screening('S-2'));
  await live.send(second);
  const dead = await dying('"D-2"');
  await dead.gone;
  await live.send(say.countersign(second));
  await worker();
  await expect
    .poll(live.file, POLL)
    .toEqual([
      'D-1 DRAFT_UNKNOWN',
      'S-1 accepted',
      'D-1 accepted',
      'D-1 accepted',
      'S-2 accepted',
      'D-2 accepted',
      'D-2 accepted',
    ]);
  expect(await foundAgain(live)).toEqual(expect.arrayContaining([1, 2, 3, 4, 5, 6]));
  expect(await faultsOf(live)).toEqual([]);
});

test('a timer that shares a lost task with signals comes after the signals of the next one', async () => {
  const live = await openMobilization();
  await expect.poll(live.eventTypes, POLL).toContain(TIMER_FIRED);
  const ids = await sendBatch(live);
  const dead = await dying('"B-20"');
  await dead.gone;
  expect(await live.file()).toHaveLength(2 + ids.length);
  await live.send(say.proceedings('S-3'));
  await worker();
  await expect.poll(live.file, POLL).toHaveLength(2 + ids.length + 2);
  expect((await live.file()).slice(-2)).toEqual([
    'S-3 accepted',
    expect.stringMatching(/^timer\/mobilizationReminder\/\S+ recorded$/),
  ]);
  expect(await foundAgain(live)).toEqual(expect.arrayContaining(ids.map((_, at) => 3 + at)));
  expect(await faultsOf(live)).toEqual([]);
});

test('a timer whose record was written by a lost task stands once', async () => {
  const live = await openMobilization();
  const dead = await dying('"timer/mobilizationReminder');
  await dead.gone;
  expect(await live.file()).toHaveLength(3);
  await live.send(say.proceedings('S-3'));
  await worker();
  await expect.poll(live.file, POLL).toHaveLength(4);
  expect((await live.file())[2]).toMatch(/^timer\/mobilizationReminder\/\S+ recorded$/);
  expect(await foundAgain(live)).toEqual(expect.arrayContaining([3]));
  expect(await faultsOf(live)).toEqual([]);
});

test('an update that shares a lost task with signals is answered once, after them', async () => {
  const live = await open();
  const ids = await sendBatch(live);
  const answer = live.update(say.identity('U-1'), 'the-only-one');
  const dead = await dying('"B-20"');
  await dead.gone;
  await live.send(say.proceedings('S-3'));
  await worker();
  const outcome = await answer;
  await expect.poll(live.file, POLL).toHaveLength(ids.length + 2);
  expect(outcome).toMatchObject({ id: 'U-1', outcome: 'accepted' });
  expect((await live.file())[Number(outcome['seq']) - 1]).toBe('U-1 accepted');
  expect(await faultsOf(live)).toEqual([]);
});

test('the result of an activity that is lost with its task is used once, by the next one', async () => {
  const live = await open();
  const first = await dying('"U-1"');
  const answer = live.update(say.identity('U-1'));
  await first.gone;
  await live.send(say.screening('S-2'));
  await worker();
  expect(await answer).toMatchObject({ id: 'U-1', outcome: 'accepted', seq: 1 });
  await expect.poll(live.file, POLL).toEqual(['U-1 accepted', 'S-2 accepted']);
  const admissions = (await live.eventTypes()).filter((type) => type === ACTIVITY_COMPLETED);
  expect(admissions).toHaveLength(1);
  expect(await foundAgain(live)).toEqual(expect.arrayContaining([1]));
  expect(await faultsOf(live)).toEqual([]);
});

test('a request to cancel that shares a lost task is kept once, and the case goes on', async () => {
  const live = await open();
  const ids = await sendBatch(live);
  await live.handle.cancel();
  const dead = await dying('"B-20"');
  await dead.gone;
  await live.send(say.identity('S-1'));
  await worker();
  expect(await live.update(say.screening('U-2'))).toMatchObject({ outcome: 'accepted' });
  await expect.poll(live.file, POLL).toHaveLength(ids.length + 2);
  const rejected = await stage.registry.rejected(live.caseNo);
  expect(rejected.map(({ name, code }) => `${name} ${code}`)).toEqual(['cancel NOT_A_SUBMISSION']);
  expect(await faultsOf(live)).toEqual([]);
});

test('a verdict stands when the officer’s term ends before the second attempt', async () => {
  const live = await open();
  const dead = await worker({
    activity: 'record',
    moment: 'before',
    act: 'kill',
    holding: '"S-1"',
  });
  await live.send(say.proceedings('S-1'));
  await dead.gone;
  expect(await live.file()).toEqual([]);
  await signers.enter([OFFICERS.director], { until: new Date().toISOString() });
  try {
    await worker();
    await expect.poll(live.file, POLL).toEqual(['S-1 accepted']);
    await live.send(say.proceedings('S-2'));
    await expect.poll(live.file, POLL).toEqual(['S-1 accepted', 'S-2 NOT_ATTESTED']);
    expect(await faultsOf(live)).toEqual([]);
  } finally {
    await signers.enter([OFFICERS.director]);
  }
});

test('a chart that was changed without a new version halts the case: RECORD_CONFLICT', async () => {
  const changed = await changedBundle([ELSEWHERE]);
  try {
    const live = await open();
    const dead = await dying('"S-2"');
    await live.send(say.identity('S-1'));
    await live.send(say.screening('S-2'));
    await dead.gone;
    workers.push(await stage.worker(changed));
    await halted(live, 'RECORD_CONFLICT');
    await expect(live.update(say.proceedings('U-3'))).rejects.toMatchObject({
      cause: { type: 'RECORD_CONFLICT' },
    });
    expect(await live.file()).toEqual(['S-1 accepted', 'S-2 accepted']);
  } finally {
    await changed.remove();
  }
});

test('a changed chart that meets what it would decide otherwise decides nothing; the old one goes on', async () => {
  const changed = await changedBundle([ELSEWHERE]);
  try {
    const live = await open();
    const first = await worker();
    await live.send(say.identity('S-1'));
    await live.send(say.screening('S-2'));
    await live.send(say.proceedings('S-3'));
    const three = ['S-1 accepted', 'S-2 accepted', 'S-3 accepted'];
    await expect.poll(live.file, POLL).toEqual(three);
    await first.stop();
    const other = await stage.worker(changed);
    workers.push(other);
    await live.send(say.proceedings('S-4'));
    await expect.poll(live.eventTypes, POLL).toContain(TASK_FAILED);
    expect(await live.file()).toEqual(three);
    await other.kill();
    await worker();
    await expect.poll(live.file, POLL).toEqual([...three, 'S-4 accepted']);
    expect(await faultsOf(live)).toEqual([]);
  } finally {
    await changed.remove();
  }
});

test('a timer admitted within its own task contradicts the file and halts the case: so none is', async () => {
  const changed = await changedBundle([
    {
      file: 'workflows/host/doors.ts',
      from: '(committed ? ordinary.admit : admit)',
      to: '(committed ? admit : admit)',
    },
  ]);
  try {
    const live = await openMobilization();
    await expect.poll(live.eventTypes, POLL).toContain(TIMER_FIRED);
    const ids = await sendBatch(live);
    const fault = { activity: 'record', moment: 'after', act: 'kill' } as const;
    const holding = '"timer/mobilizationReminder';
    const dead = await stage.worker(changed, { fault: { ...fault, holding } });
    workers.push(dead);
    await dead.gone;
    await live.send(say.proceedings('S-3'));
    workers.push(await stage.worker(changed));
    await halted(live, 'RECORD_CONFLICT');
    // What the checks of all these tests find where something is wrong.
    const place = 3 + ids.length;
    expect(await faultsOf(live)).toEqual([
      'missing: S-3',
      `the workflow is at ${place - 1}`,
      'the last entries of the workflow are others',
      expect.stringMatching(/^halted: /),
      `entry ${place} was written differently`,
      `a write of entry ${place} was refused`,
    ]);
  } finally {
    await changed.remove();
  }
});

test('a reset halts the case: RUN_SUPERSEDED, and the file keeps what it had [I24]', async () => {
  const live = await open();
  await worker();
  await live.send(say.identity('S-1'));
  await expect.poll(live.file, POLL).toEqual(['S-1 accepted']);
  await live.send(say.screening('S-2'));
  await expect.poll(live.file, POLL).toEqual(['S-1 accepted', 'S-2 accepted']);
  const { events } = await live.handle.fetchHistory();
  const completed = (events ?? []).find(({ eventType }) => String(eventType) === TASK_COMPLETED);
  await stage.temporal.connection.workflowService.resetWorkflowExecution({
    namespace: stage.temporal.namespace,
    workflowExecution: { workflowId: live.workflowId },
    reason: 'a test',
    requestId: live.caseNo,
    ...(completed?.eventId && { workflowTaskFinishEventId: completed.eventId }),
  });
  await halted(live, 'RUN_SUPERSEDED');
  await live.send(say.proceedings('S-3'));
  expect(await live.file()).toEqual(['S-1 accepted', 'S-2 accepted']);
});

test.for(['open', 'closed', 'terminated'] as const)(
  'a second start under the number of a case that is %s fails: CASE_EXISTS',
  async (state) => {
    const live = await open();
    await worker();
    await live.send(say.identity('S-1'));
    if (state === 'closed') {
      await live.send(say.screening('S-2', 'DPRK'));
      await live.handle.result();
    }
    await expect.poll(live.file, POLL).toContain('S-1 accepted');
    if (state === 'terminated') await live.handle.terminate();
    const before = await stage.registry.file(live.caseNo);
    const second = await stage.temporal.client.workflow.start(WORKFLOW_TYPES.case, {
      taskQueue: TASK_QUEUE,
      workflowId: live.workflowId,
      args: [live.opening],
      ...(state === 'open' && { workflowIdConflictPolicy: 'TERMINATE_EXISTING' as const }),
    });
    await expect(second.result()).rejects.toMatchObject({ cause: { type: 'CASE_EXISTS' } });
    expect(await stage.registry.file(live.caseNo)).toEqual(before);
  },
);

test.for(['before', 'after'] as const)(
  'a worker frozen %s its record, woken after another took over, changes nothing',
  async (moment) => {
    const live = await open();
    const frozen = await worker({ activity: 'record', moment, act: 'freeze', holding: '"S-2"' });
    await live.send(say.identity('S-1'));
    await live.send(say.screening('S-2'));
    await frozen.struck;
    await live.send(say.round('S-3', 1));
    await worker();
    const three = ['S-1 accepted', 'S-2 accepted', 'S-3 accepted'];
    await expect.poll(live.file, POLL).toEqual(three);
    const before = (await foundAgain(live)).length;
    frozen.wake();
    await expect.poll(async () => (await foundAgain(live)).length, POLL).toBeGreaterThan(before);
    await live.send(say.proceedings('S-4'));
    await expect.poll(live.file, POLL).toEqual([...three, 'S-4 accepted']);
    expect(await faultsOf(live)).toEqual([]);
  },
);

/** A case with two entries whose timer rings in a moment, and no worker. */
async function openMobilization(): Promise<LiveCase> {
  const live = await open({ config: { delays: { mobilizationReminder: 'PT1S' } } });
  const first = await worker();
  await live.send(say.identity('S-1'));
  await live.send(say.screening('S-2'));
  await expect.poll(live.eventTypes, POLL).toContain(TIMER_STARTED);
  await first.kill();
  return live;
}

/** As many signals as are admitted together, so that what comes with them is in another batch. */
async function sendBatch(live: LiveCase): Promise<readonly string[]> {
  const ids = Array.from({ length: BOUNDS.batch }, (_, at) => `B-${at + 1}`);
  for (const id of ids) await live.send(say.proceedings(id));
  return ids;
}

/** Waits until the case shows a halt to readers, and to operators as a search attribute. */
async function halted(live: LiveCase, code: string): Promise<void> {
  await expect
    .poll(async () => (await live.view())['halted'], POLL)
    .toMatchObject({ code, reason: expect.any(String), since: expect.any(String) });
  const attributes = async () => (await live.handle.describe()).searchAttributes['CrossingState'];
  await expect.poll(attributes, POLL).toEqual(['halted']);
  const stored = async () => (await stage.registry.case(live.caseNo))?.halted;
  await expect.poll(stored, POLL).toMatchObject({ code });
}
