/**
 * A library on a running stack: officers with keys, workers with a bundle of the toy's workflows, loans.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import { vi } from 'vitest';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { createCaseActivities } from '../../src/embedded/activities.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import type { RunningWorker } from '../../src/temporal/worker.ts';
import { signersOf } from '../support/signers.ts';
import type { TestStack } from '../support/stack.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const QUEUE = 'toy';

/** Officers of the library. */
export const CLERK = 'LIB-CL-1';
/** Signs too where a book is lost. */
export const HEAD = 'LIB-HD-1';

/** A bundle in a folder of its own. */
export interface ToyBundle extends WorkflowBundle {
  remove(): Promise<void>;
}

/** Bundles a file of `test/toy`. */
export async function bundleToy(file: string): Promise<ToyBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'crossing-toy-'));
  const codePath = join(folder, 'bundle.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'test', 'toy', file),
    payloadConverterPath: join(ROOT, 'workflows', 'host', 'payload-converter.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  await writeFile(codePath, code);
  return { codePath, remove: () => rm(folder, { recursive: true }) };
}

/** A worker of the toy's task queue. */
export async function startToyWorker(
  { temporal, registry }: TestStack,
  { codePath }: WorkflowBundle,
): Promise<RunningWorker> {
  const worker = await Worker.create({
    connection: temporal.native,
    namespace: temporal.namespace,
    taskQueue: QUEUE,
    workflowBundle: { codePath },
    activities: { ...createCaseActivities({ registry, channels: new Map() }) },
  });
  const done = worker.run();
  return {
    done,
    async stop() {
      worker.shutdown();
      await done;
    },
  };
}

/** The loan of one book, and who may say what of it. */
export interface Loan {
  readonly handle: WorkflowHandle;
  readonly workflowId: string;
  view(): Promise<JsonObject>;
  /** The view once the file has so many entries. */
  untilSeq(seq: number): Promise<JsonObject>;
  /** By signal, signed by these officers; the clerk alone where none is named. */
  signal(event: ToyEvent, ...officers: readonly string[]): Promise<void>;
  /** By update: resolves with the outcome. */
  update(event: ToyEvent, ...officers: readonly string[]): Promise<JsonObject>;
}

/** An event of a loan. */
export type ToyEvent = JsonObject & { readonly id: string };

/** An event that happened now, said by the clerk. */
export function said(id: string, type: string, more: JsonObject = {}): ToyEvent {
  return { id, type, at: new Date().toISOString(), by: CLERK, ...more };
}

/** Opens loans; both officers are entered in the registers first. */
export async function library(
  stack: TestStack,
): Promise<(opening: Partial<Opening> & { readonly caseNo: string }) => Promise<Loan>> {
  const signers = signersOf(stack.registry);
  await signers.enter([CLERK, HEAD]);
  return async (more) => {
    const opening: Opening = {
      procedure: 'toy',
      subjectRef: `synthetic/${more.caseNo}`,
      facts: {},
      ...more,
    };
    const { client } = stack.temporal;
    const workflowId = `toy/${opening.caseNo}`;
    await client.workflow.start('toyLoan', { workflowId, taskQueue: QUEUE, args: [opening] });
    const handle = client.workflow.getHandle(workflowId);
    const view = (): Promise<JsonObject> => handle.query<JsonObject>('view');
    const signed = (event: ToyEvent, officers: readonly string[]): Promise<JsonObject> =>
      signers.sign(opening.caseNo, { event, by: officers.length === 0 ? [CLERK] : officers });
    return {
      handle,
      workflowId,
      view,
      untilSeq: (seq) =>
        vi.waitFor(
          async () => {
            const now = await view();
            if (now['seq'] !== seq) throw new Error(`entry ${String(now['seq'])}, not ${seq}`);
            return now;
          },
          { timeout: 60_000, interval: 50 },
        ),
      signal: async (event, ...officers) => handle.signal('submit', await signed(event, officers)),
      update: async (event, ...officers) => {
        const args: [JsonObject] = [await signed(event, officers)];
        const options = { args, updateId: randomUUID() };
        return handle.executeUpdate<JsonObject, [JsonObject]>('submit', options);
      },
    };
  };
}
