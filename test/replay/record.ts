/**
 * `npm run record-histories`: plays the scenarios on real servers and keeps their histories, without
 * anything that tells of the machine they were played on.
 */
import { rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import pino from 'pino';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import { installTemporalLogger } from '../../src/temporal/worker.ts';
import {
  MESSAGES,
  TASK_QUEUE,
  WORKFLOW_TYPES,
  isDutyNo,
  workflowIdOf,
} from '../../workflows/messages.ts';
import { runsOf } from '../support/histories.ts';
import type { History } from '../support/histories.ts';
import { signersOf } from '../support/signers.ts';
import type { Signers } from '../support/signers.ts';
import { openStage } from '../support/stage.ts';
import type { Stage } from '../support/stage.ts';
import { SCENARIOS, numberOf, signersIn } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';

const FOLDER = fileURLToPath(new URL('./histories', import.meta.url));
const WAIT_MS = 60_000;

/** What the machine says of itself in a history. */
const SELF = /^(identity|stackTrace|encodedAttributes|binaryChecksum)$/;

/** Those of these names; without any, all but those that are kept as they are. */
const [, , ...names] = process.argv;
const wanted = SCENARIOS.filter(({ name, keptSince }) =>
  names.length === 0 ? keptSince === undefined : names.includes(name),
);

installTemporalLogger(pino({ level: 'error' }, pino.destination(2)));
const [stage, bundle] = await Promise.all([openStage(), workflowBundle()]);
const worker = await stage.worker(bundle);
try {
  const signers = signersOf(stage.registry);
  await signers.enter(signersIn(SCENARIOS));
  for (const scenario of wanted) await keep(scenario, await play(stage, signers, scenario));
} finally {
  await worker.stop();
  await stage.close();
}
process.exit(0);

/** Plays a scenario, one message after the other, and returns the histories of its runs. */
async function play(
  { temporal: { client }, registry }: Stage,
  signers: Signers,
  scenario: Scenario,
): Promise<readonly History[]> {
  const { clock, config, procedure = 'outbound' } = scenario;
  const caseNo = numberOf(scenario);
  const facts = { province: 'Jilin', adult: true };
  const opening = {
    caseNo,
    procedure,
    subjectRef: `synthetic/${caseNo}`,
    facts,
    clock,
  };
  const handle = await client.workflow.start(
    isDutyNo(caseNo) ? WORKFLOW_TYPES.duty : WORKFLOW_TYPES.case,
    {
      taskQueue: TASK_QUEUE,
      workflowId: workflowIdOf(caseNo),
      args: [{ ...opening, ...(config && { config }) }],
    },
  );
  const chain = client.workflow.getHandle(handle.workflowId);
  const stands = (id: RegExp): Promise<void> =>
    until(async () => {
      const entries = await registry.file(caseNo);
      return entries.some(({ event }) => id.test(String(event['id'])));
    });
  for (const { signed, via } of scenario.sendings) {
    const message = await signers.sign(caseNo, signed);
    if (via === 'update') await chain.executeUpdate(MESSAGES.submit, { args: [message] });
    else await chain.signal(MESSAGES.submit, message);
    await stands(new RegExp(`^${signed.event.id}$`));
  }
  if (scenario.cancels) {
    await chain.cancel();
    await until(async () => (await registry.rejected(caseNo)).length === 1);
  }
  for (const id of scenario.awaits) await stands(id);
  // Its last task, too, has to be in the history.
  await until(async () => {
    const { raw, historyLength } = await chain.describe();
    return raw.pendingWorkflowTask === null && historyLength > 0;
  });
  return (await runsOf(client, chain.workflowId)).map(({ history }) => history);
}

async function keep(
  { name, procedure = 'outbound' }: Scenario,
  histories: readonly History[],
): Promise<void> {
  for (const [at, history] of histories.entries()) {
    const file = join(FOLDER, `${procedure}.${name}.${at + 1}.json`);
    const plain: unknown = JSON.parse(historyToJSON(history));
    const text = JSON.stringify(withoutSelf(plain), undefined, 1).replaceAll(hostname(), 'host');
    await rm(file, { force: true });
    await writeFile(file, `${text}\n`);
    process.stdout.write(`${file.slice(FOLDER.length + 1)}: ${history.events?.length} events\n`);
  }
}

function withoutSelf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSelf);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !SELF.test(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutSelf(item)]));
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + WAIT_MS; !(await done()); await pause(100)) {
    if (Date.now() > end) throw new Error('What was waited for did not come.');
  }
}
