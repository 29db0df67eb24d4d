/**
 * A procedure that nobody foresaw runs on the host as it is, with the real registry and the real admission:
 * its folder and its registration (`test/toy`) are all there is of it.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { createCaseActivities } from '../../src/embedded/activities.ts';
import { publicKey } from '../../src/officers/keys.ts';
import { signSubmission } from '../../src/officers/sign.ts';
import type { Signer } from '../../src/officers/sign.ts';
import { startStack } from '../support/stack.ts';
import type { TestStack } from '../support/stack.ts';

const QUEUE = 'toy';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLERK = 'LIB-CL-1';
const HEAD = 'LIB-HD-1';
const BOOK: Opening = {
  caseNo: 'BOOK-1',
  procedure: 'toy',
  subjectRef: 'synthetic/book',
  facts: {},
  config: { delays: { overdue: 'PT3S' }, continueAsNewEvery: 2 },
};

let stack: TestStack;
let folder: string;
let worker: Worker;
let running: Promise<void>;
let loan: WorkflowHandle;
const signers = new Map<string, Signer>();

beforeAll(async () => {
  stack = await startStack({ worker: false });
  folder = await mkdtemp(join(tmpdir(), 'crossing-toy-'));
  await employ(CLERK);
  await employ(HEAD);
  const codePath = join(folder, 'bundle.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'test', 'toy', 'workflows.ts'),
    payloadConverterPath: join(ROOT, 'workflows', 'host', 'payload-converter.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  await writeFile(codePath, code);
  worker = await Worker.create({
    connection: stack.temporal.native,
    namespace: stack.temporal.namespace,
    taskQueue: QUEUE,
    workflowBundle: { codePath },
    activities: { ...createCaseActivities({ registry: stack.registry, channels: new Map() }) },
  });
  running = worker.run();
  loan = await stack.temporal.client.workflow.start('toyLoan', {
    workflowId: `toy/${BOOK.caseNo}`,
    taskQueue: QUEUE,
    args: [BOOK],
  });
});

afterAll(async () => {
  worker.shutdown();
  await running;
  await stack.stop();
  await rm(folder, { recursive: true });
});

/** An officer and his key, in the registers of this stack. */
async function employ(id: string): Promise<void> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  const { x = '', d = '' } = jwk;
  const kid = await calculateJwkThumbprint(jwk);
  const key = { kty: 'OKP', crv: 'Ed25519', x, d, kid } as const;
  await stack.registry.putOfficers([{ id, role: id.slice(0, 6), body: id.slice(0, 3) }]);
  await stack.registry.putIssuers([{ iss: id, speaksFor: [id], jwks: { keys: [publicKey(key)] } }]);
  signers.set(id, { key, iss: id, sub: id });
}

async function signed(
  event: JsonObject & { readonly id: string },
  ...officers: readonly string[]
): Promise<JsonObject> {
  const by = officers.flatMap((id) => signers.get(id) ?? []);
  const { caseNo } = BOOK;
  return signSubmission({ caseNo, act: 'submit', event, signers: by, now: new Date() });
}

function said(id: string, type: string, more: JsonObject = {}) {
  return { id, type, at: new Date().toISOString(), by: CLERK, ...more };
}

async function update(submission: JsonObject): Promise<JsonObject> {
  const options = { args: [submission] as [JsonObject], updateId: randomUUID() };
  return loan.executeUpdate<JsonObject, [JsonObject]>('submit', options);
}

async function view(): Promise<JsonObject> {
  return loan.query<JsonObject>('view');
}

async function untilSeq(seq: number): Promise<JsonObject> {
  return vi.waitFor(
    async () => {
      const now = await view();
      if (now['seq'] !== seq) throw new Error(`entry ${String(now['seq'])}, not ${seq}`);
      return now;
    },
    { timeout: 60_000, interval: 50 },
  );
}

test('it starts, and asks for its first task', async () => {
  expect(await untilSeq(0)).toMatchObject({
    procedure: 'toy',
    state: 'shelf',
    tasks: [{ title: 'Lend the book', roles: ['LIB-CL'], events: ['book.lent'] }],
  });
  const [task] = await stack.registry.tasks({ caseNo: BOOK.caseNo });
  expect(task).toMatchObject({ title: 'Lend the book', roles: ['LIB-CL'] });
});

test('it is fed by signal and by update, and refuses by its own rules', async () => {
  await loan.signal('submit', await signed(said('lent-1', 'book.lent'), CLERK));
  expect(await untilSeq(1)).toMatchObject({ state: 'away', tasks: [] });
  const bad = await update(await signed(said('back-0', 'book.returned', { note: 'bad' }), CLERK));
  expect(bad).toMatchObject({ outcome: 'rejected', code: 'REASONS_MISSING', state: 'away' });
  const back = await update(await signed(said('back-1', 'book.returned'), CLERK));
  expect(back).toMatchObject({ outcome: 'accepted', state: 'shelf', seq: 3 });
});

test('its timer fires', async () => {
  await loan.signal('submit', await signed(said('lent-2', 'book.lent'), CLERK));
  expect(await untilSeq(5)).toMatchObject({ state: 'away' });
  const [, , , , overdue] = await stack.registry.file(BOOK.caseNo);
  expect(overdue).toMatchObject({
    event: { type: 'reminder.due', about: 'the book' },
    expect: 'recorded',
    attestations: [],
  });
});

test('it ends with an outcome that two have signed, and completes', async () => {
  const lost = said('lost-1', 'book.lost');
  const alone = await update(await signed(lost, CLERK));
  expect(alone).toMatchObject({ outcome: 'rejected', code: 'FOUR_EYES_MISSING', seq: 6 });
  const both = { ...lost, id: 'lost-2', second: HEAD };
  await loan.signal('submit', await signed(both, CLERK, HEAD));
  expect(await loan.result()).toEqual({ state: 'outcome.lost', seq: 7 });
  const row = await stack.registry.case(BOOK.caseNo);
  expect(row).toMatchObject({ open: false, state: 'outcome.lost', seq: 7 });
  expect(row?.view['documents']).toMatchObject([{ kind: 'loss-note', status: 'valid' }]);
});
