/**
 * An instruction names three cases and reaches each of them once, though the worker that hands it on is
 * killed between sending and noting that it was sent.
 */
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { CASES } from '../../src/embedded/case-channel.ts';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import { MESSAGES, TASK_QUEUE, WORKFLOW_TYPES, dutyWorkflowId } from '../../workflows/messages.ts';
import { runsOf } from '../support/histories.ts';
import { openLiveCase } from '../support/live-case.ts';
import type { LiveCase } from '../support/live-case.ts';
import { signersOf } from '../support/signers.ts';
import type { Signers } from '../support/signers.ts';
import { openStage } from '../support/stage.ts';
import type { Stage } from '../support/stage.ts';

const POLL = { timeout: 90_000, interval: 100 } as const;
const HEAD = 'EMB-HD-1';
const MINISTRY = 'MFA-CD-1';
const OTHER_MINISTRY = 'MFA-CD-2';
const DUTY = 'views-and-instructions/1958-1';
const SAYS = { instructionId: 'INS-1958-1', permits: ['passport-for-later-crosser'] };
/** Kind of a history event: a signal arrived. */
const SIGNALED = '26';

let stage: Stage;
let signers: Signers;
let bundle: WorkflowBundle;
let duty: WorkflowHandle;
let cases: readonly LiveCase[];

beforeAll(async () => {
  [stage, bundle] = await Promise.all([openStage(), workflowBundle()]);
  signers = signersOf(stage.registry);
  await signers.enter([HEAD, MINISTRY, OTHER_MINISTRY]);
  await stage.registry.putChannels([{ body: 'case', channel: CASES }]);
  cases = [
    await openLiveCase(stage, signers, { caseNo: 'LINKED-1' }),
    await openLiveCase(stage, signers, { caseNo: 'LINKED-2' }),
    await openLiveCase(stage, signers, { caseNo: 'LINKED-3' }),
  ];
});
afterAll(() => stage.close());

function event(id: string, type: string, by: string, fields: JsonObject) {
  return { id, type, at: '1958-02-01', by, ...fields };
}

async function startDuty(): Promise<WorkflowHandle> {
  const opening: Opening = {
    caseNo: DUTY,
    procedure: 'views-and-instructions',
    subjectRef: 'duty/later-crossers',
    facts: { province: 'Jilin' },
  };
  return stage.temporal.client.workflow.start(WORKFLOW_TYPES.duty, {
    taskQueue: TASK_QUEUE,
    workflowId: dutyWorkflowId(DUTY),
    args: [opening],
    workflowTaskTimeout: '2s',
  });
}

async function send(said: ReturnType<typeof event>): Promise<void> {
  await duty.signal(MESSAGES.submit, await signers.sign(DUTY, { event: said, by: [said.by] }));
}

/** The submission for each case, signed by an officer of the ministry. */
function enclosed(by: string): Promise<readonly JsonObject[]> {
  return Promise.all(
    cases.map(async ({ caseNo }) => {
      const received = event(`INS-${caseNo}`, 'instructions.received', MINISTRY, SAYS);
      return { caseNo, submission: await signers.sign(caseNo, { event: received, by: [by] }) };
    }),
  );
}

async function dutyFile(): Promise<readonly string[]> {
  const entries = await stage.registry.file(DUTY);
  return entries.map(
    ({ event: said, expect: outcome, code }) => `${String(said['id'])} ${code ?? outcome}`,
  );
}

async function signalsTo({ workflowId }: LiveCase): Promise<number> {
  const runs = await runsOf(stage.temporal.client, workflowId);
  const events = runs.flatMap(({ history }) => history.events ?? []);
  return events.filter(({ eventType }) => String(eventType) === SIGNALED).length;
}

test('a question goes to the ministries, in a file of its own', async () => {
  const second = cases[1]?.caseNo ?? '';
  await stage.worker(bundle, {
    fault: { activity: 'deliver', moment: 'after', act: 'kill', holding: `"caseNo":"${second}"` },
  });
  duty = await startDuty();
  await send(event('Q-1', 'question.asked', HEAD, { questionRef: 'QUESTION-1' }));
  await send(event('Q-2', 'question.forwarded', HEAD, { to: ['MFA'] }));
  await expect.poll(dutyFile, POLL).toEqual(['Q-1 accepted', 'Q-2 accepted']);
  const view = await duty.query<JsonObject>(MESSAGES.case);
  expect(view).toMatchObject({ procedure: 'views-and-instructions', state: 'forwarded' });
  expect(view['tasks']).toMatchObject([{ roles: ['MFA-CD', 'MPS-CD', 'OCC-CD'] }]);
  expect(await stage.registry.tasks({ caseNo: DUTY })).toHaveLength(1);
});

test('an instruction stands only where its officer signed it for each case', async () => {
  const foreign = { ...SAYS, cases: await enclosed(OTHER_MINISTRY) };
  await send(event('I-0', 'instruction.issued', MINISTRY, foreign));
  await expect.poll(dutyFile, POLL).toContain('I-0 NOT_ATTESTED');
  expect(await stage.registry.letters({ caseNo: DUTY })).toEqual([]);
});

test('three cases, the worker killed in between: each file shows the instruction once', async () => {
  const issued = { ...SAYS, cases: await enclosed(MINISTRY) };
  await send(event('I-1', 'instruction.issued', MINISTRY, issued));
  const undelivered = async (): Promise<number> =>
    (await stage.registry.letters({ caseNo: DUTY, undelivered: true })).length;
  const [, second] = cases;
  if (second === undefined) throw new Error('three cases');
  // The killed worker has signalled this one, and nobody noted it.
  await expect.poll(() => signalsTo(second), POLL).toBe(1);
  await stage.worker(bundle);
  expect(await duty.result()).toMatchObject({ state: 'outcome.instructed' });
  expect(await undelivered()).toBe(0);
  expect(await signalsTo(second)).toBe(2);
  for (const one of cases) {
    await expect.poll(one.file, POLL).toEqual([`INS-${one.caseNo} accepted`]);
  }
  expect(await stage.registry.letters({ caseNo: DUTY })).toHaveLength(3);
});
