/**
 * What end-to-end tests do with the running service: open, sign, submit, read, run commands.
 */
import type { WorkflowHandle } from '@temporalio/client';
import { vi } from 'vitest';
import type { Act, FileEntry } from '../../activities/contract.ts';
import type { Channel } from '../../activities/ports.ts';
import type { Json, JsonObject, Opening } from '../../machines/kernel/types.ts';
import { run } from '../../src/cli/main.ts';
import type { Answer, Service } from '../../src/cli/service.ts';
import { signed } from '../../src/cli/signing.ts';
import { createOutbox } from '../../src/counterpart/outbox.ts';
import { createCaseActivities } from '../../src/embedded/activities.ts';
import type { ActivityDeps } from '../../src/embedded/activities.ts';
import { SIMULATED } from '../../src/embedded/other-side.ts';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import { startWorker } from '../../src/temporal/worker.ts';
import type { RunningWorker } from '../../src/temporal/worker.ts';
import { MESSAGES, TASK_QUEUE, WORKFLOW_TYPES, caseWorkflowId } from '../../workflows/messages.ts';
import { startStack } from './stack.ts';
import type { TestStack, TestStackOptions } from './stack.ts';

/** An event as tests write it. */
export type TestEvent = JsonObject & { readonly id: string; readonly type: string };

/** How a command of the command line ended. */
export interface CommandResult {
  readonly exitCode: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

export interface Desk {
  readonly stack: TestStack;
  readonly service: Service;
  /** Settings for commands and processes that are to reach this stack. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts a live outbound case as another service would, unless `more` says otherwise. */
  open(caseNo: string, more?: Partial<Opening>): Promise<WorkflowHandle>;
  handle(caseNo: string): WorkflowHandle;
  /** A submission; signed by who acts, `by` or `officers`. */
  signed(
    caseNo: string,
    event: TestEvent,
    options?: { readonly act?: Act; readonly officers?: readonly string[] },
  ): Promise<JsonObject>;
  /** Signs and submits through the API, and waits for the outcome. */
  submit(caseNo: string, event: TestEvent): Promise<JsonObject>;
  /** A request of the API as it is; problems are answers too. */
  post(path: string, body: Json, waitS?: number): Promise<{ status: number; body: JsonObject }>;
  /** The whole file of the registry. */
  file(caseNo: string): Promise<readonly FileEntry[]>;
  /** The command line against this stack, in this process. */
  command(...argv: readonly string[]): Promise<CommandResult>;
  stop(): Promise<void>;
}

/** Starts a stack of its own and everything that tests do with it; call `stop` at the end. */
export async function openDesk(options: TestStackOptions = {}): Promise<Desk> {
  const stack = await startStack(options);
  const env = { CROSSING_DATA_DIR: stack.dataDir, CROSSING_URL: stack.url };
  return { ...clientsOf(stack, env), stop: () => stack.stop() };
}

/** A worker beside the stack, with channels of the test's own; absent: letters go nowhere. */
export async function startTestWorker(
  { stack }: Desk,
  channels: ReadonlyMap<string, Channel> = new Map([[SIMULATED, createOutbox()]]),
  telling: Pick<ActivityDeps, 'send' | 'giveUpMs'> = {},
): Promise<RunningWorker> {
  return startWorker({
    connection: stack.temporal.native,
    namespace: stack.temporal.namespace,
    activities: createCaseActivities({ registry: stack.registry, channels, ...telling }),
    bundle: await workflowBundle(),
    graceMs: 1_000,
  });
}

/** What stands in every test case's start argument unless the test says otherwise. */
export function openingOf(caseNo: string, more: Partial<Opening> = {}): Opening {
  return {
    caseNo,
    procedure: 'outbound',
    subjectRef: `synthetic/${caseNo}`,
    facts: { province: 'Jilin', adult: true },
    ...more,
  };
}

function clientsOf(stack: TestStack, env: Readonly<Record<string, string>>): Omit<Desk, 'stop'> {
  const { client } = stack.temporal;
  const { service } = stack;
  const sign: Desk['signed'] = (caseNo, event, { act = 'submit', officers } = {}) => {
    const signers =
      officers ?? [event['by'], event['second']].filter((by) => typeof by === 'string');
    return signed(stack.dataDir, { caseNo, act, event, officers: signers });
  };
  return {
    stack,
    service,
    env,
    async open(caseNo, more) {
      return client.workflow.start(WORKFLOW_TYPES.case, {
        workflowId: caseWorkflowId(caseNo),
        taskQueue: TASK_QUEUE,
        args: [openingOf(caseNo, more)],
      });
    },
    handle: (caseNo) => client.workflow.getHandle(caseWorkflowId(caseNo)),
    signed: sign,
    async submit(caseNo, event) {
      return outcome(await service.post(eventsOf(caseNo), await sign(caseNo, event), 60));
    },
    post: (path, body, waitS = 30) => post(stack, path, body, waitS),
    file: (caseNo) => stack.registry.file(caseNo, 0, 100_000),
    command: (...argv) => runCommand(argv, env),
  };
}

/** The address of a case's events. */
export function eventsOf(caseNo: string): string {
  return `/v1/cases/${caseNo}/events`;
}

function outcome({ status, body }: Answer): JsonObject {
  if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

async function post(stack: TestStack, path: string, body: Json, waitS: number) {
  const response = await fetch(`${stack.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stack.token}`,
      'content-type': 'application/json',
      prefer: `wait=${waitS}`,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as JsonObject };
}

/** Runs one command in this process, in this environment alone. */
export async function runCommand(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<CommandResult> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    stdin: () => Promise.resolve(''),
    env,
    fetch,
  };
  return { exitCode: await run(argv, io), out, err };
}

/** A day long past, when live cases take events of, too. */
export const AT = '1958-01-10';

/** A round of mobilization: a decision that an outbound case takes at any time of mobilization. */
export function roundHeld(id: string, at = AT): TestEvent {
  return { id, type: 'mobilization.round-held', at, by: 'EMB-CO-1', round: 1, language: 'ko' };
}

/** The events at the beginning of every outbound case of these tests, up to mobilization. */
export function openingEvents(caseNo: string): readonly [TestEvent, TestEvent] {
  const common = { at: AT, by: 'EMB-CO-1' };
  const screened = { nationality: 'PRC', illegalCrossing: true, crossedOn: '1957-09' };
  return [
    { id: `${caseNo}-01`, type: 'identity.verified', ...common, evidenceRef: 'ID-1' },
    { id: `${caseNo}-02`, type: 'screening.completed', ...common, ...screened },
  ];
}

/** Opens an outbound case and brings it to mobilization: two entries. Gives its view as it then is. */
export async function openMobilized(
  desk: Desk,
  caseNo: string,
  more?: Partial<Opening>,
): Promise<{ readonly seq: number; readonly view: JsonObject }> {
  const handle = await desk.open(caseNo, more);
  for (const event of openingEvents(caseNo)) {
    await handle.signal(SUBMIT, await desk.signed(caseNo, event));
  }
  const view = await vi.waitFor(
    async () => {
      const now = await handle.query<JsonObject>(MESSAGES.case);
      if (now['seq'] !== 2) throw new Error(`${caseNo} stands at entry ${String(now['seq'])}`);
      return now;
    },
    { timeout: 60_000, interval: 50 },
  );
  return { seq: 2, view };
}

/** The signal that carries a submission. */
export const SUBMIT = MESSAGES.submit;
