/**
 * A case whose run was ended, reset or halted goes on from its file by two officers: every sample case
 * ended in its middle comes out as its file says, and an older run is refused from then on.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { readCaseFile } from '../../src/cases/case-file.ts';
import type { CaseFile } from '../../src/cases/case-file.ts';
import { playCaseFile } from '../../src/cli/play.ts';
import type { PlayResult } from '../../src/cli/play.ts';
import type { Service } from '../../src/cli/service.ts';
import { MESSAGES } from '../../workflows/messages.ts';
import { AT, openDesk, openMobilized, openingEvents, roundHeld } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/cases/', import.meta.url));
const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).toSorted();
const PATIENT = { timeout: 60_000, interval: 100 };
const REASONS = 'synthetic reasons, recorded in full';
const OFFICERS = ['--as', 'EMB-HD-1', '--second', 'PSO-DR-1', '--reasons', REASONS];

let desk: Desk;
const files = new Map<string, CaseFile>();
const results = new Map<string, PlayResult>();

beforeAll(async () => {
  desk = await openDesk();
  for (const name of names) {
    files.set(name, readCaseFile(JSON.parse(await readFile(join(FOLDER, name), 'utf8'))));
  }
  await Promise.all([...files].map(([name, file]) => play(name, file)));
});
afterAll(() => desk.stop());

/** Plays a file; before its middle event an operator ends the workflow, and two officers resume it. */
async function play(name: string, file: CaseFile): Promise<void> {
  const { caseNo } = file;
  let events = 0;
  const service: Service = {
    ...desk.service,
    async post(path, body, waitS) {
      if (path !== '/v1/cases') {
        events += 1;
        if (events === Math.ceil(file.events.length / 2)) {
          await desk.handle(caseNo).terminate('by mistake');
          await resumed(caseNo);
        }
      }
      return desk.service.post(path, body, waitS);
    },
  };
  const { dataDir } = desk.stack;
  results.set(name, await playCaseFile(file, { service, dataDir, playedNo: caseNo }));
}

function resume(caseNo: string, submission: JsonObject) {
  return desk.post(`/v1/cases/${caseNo}/resume`, submission);
}

async function resumed(caseNo: string): Promise<void> {
  const { exitCode, err, out } = await desk.command('resume', caseNo, ...OFFICERS);
  expect({ caseNo, exitCode, said: [...out, ...err] }).toMatchObject({ exitCode: 0 });
}

describe.each(names)('%s, ended in its middle and resumed', (name) => {
  test('ends as its file says, with one entry more', async () => {
    const { differences, entries } = results.get(name) ?? {};
    expect(differences).toEqual([]);
    const { caseNo = '', events = [] } = files.get(name) ?? {};
    expect(entries).toHaveLength(events.length);
    const filed = await desk.file(caseNo);
    expect(filed).toHaveLength(events.length + 1);
    expect(filed.filter(({ event }) => event['type'] === 'case.resumed')).toHaveLength(1);
    const exported = await desk.command('export', caseNo);
    expect(exported.exitCode).toBe(0);
  });
});

describe('registry check', () => {
  test('finds all of it as it should be, and names what an operator did', async () => {
    const clean = await desk.command('registry', 'check', '--json');
    expect(clean.out).toEqual([JSON.stringify({ checked: files.size, differences: 0 })]);
    await openMobilized(desk, 'CHECK-1');
    await desk.handle('CHECK-1').terminate('by mistake');
    const cursor = join(desk.stack.dataDir, 'check.at');
    await writeFile(cursor, 'A');
    const found = await desk.command('registry', 'check', '--cursor', cursor);
    expect(found.exitCode).toBe(1);
    expect(found.out).toEqual([
      expect.stringContaining('CHECK-1 RUN_ENDED: the case is open and its workflow has ended'),
      `${files.size + 1} checked, 1 differences`,
    ]);
    const past = await desk.command('registry', 'check', '--from', 'CHECK-1');
    expect(past.exitCode).toBe(0);
    await resumed('CHECK-1');
    expect(await desk.command('registry', 'check')).toMatchObject({ exitCode: 0 });
  });
});

describe('a live case', () => {
  test('keeps its dates and its draft, and what was due meanwhile comes once', async () => {
    const caseNo = 'RESUME-1';
    await openMobilized(desk, caseNo, { config: { delays: { mobilizationReminder: 'PT2S' } } });
    await propose(caseNo);
    const before = await view(caseNo);
    await desk.handle(caseNo).terminate('by mistake');
    const due = Date.parse((await desk.file(caseNo))[1]?.receivedAt ?? '') + 2_000;
    await expect.poll(() => Date.now(), PATIENT).toBeGreaterThan(due);
    await resumed(caseNo);
    await expect.poll(async () => (await view(caseNo))['seq'], PATIENT).toBe(5);
    expect(await view(caseNo)).toEqual({ ...before, seq: 5 });
    expect(await fromWorkflow(caseNo)).toMatchObject({ seq: 5, drafts: before['drafts'] });
    const [, , , ordered, reminder] = await desk.file(caseNo);
    expect(ordered).toMatchObject({ expect: 'accepted', event: { type: 'case.resumed', seq: 3 } });
    expect(reminder).toMatchObject({ receivedAt: new Date(due).toISOString(), attestations: [] });
    expect(await countersign(caseNo)).toMatchObject({ outcome: 'accepted', seq: 6 });
    const { exitCode, out } = await desk.command('export', caseNo);
    const exported = join(desk.stack.dataDir, 'exported.json');
    await writeFile(exported, out.join('\n'));
    expect(exitCode).toBe(0);
    expect(await desk.command('verify', exported)).toMatchObject({ exitCode: 0 });
  });

  test('that runs is not resumed, by this door or as an event', async () => {
    const caseNo = 'RESUME-2';
    await openMobilized(desk, caseNo);
    const { exitCode, err } = await desk.command('resume', caseNo, ...OFFICERS);
    expect(exitCode).toBe(2);
    expect(err.join()).toContain('CASE_RUNNING');
    expect(await desk.submit(caseNo, await order(caseNo, 'as-event'))).toMatchObject({
      outcome: 'rejected',
      code: 'EVENT_NOT_ALLOWED',
    });
  });

  test('is not resumed by one officer, by officers of other roles, or for another end', async () => {
    const caseNo = 'RESUME-3';
    await openMobilized(desk, caseNo);
    await desk.handle(caseNo).terminate('by mistake');
    const tries: readonly (readonly [Partial<TestEvent>, string])[] = [
      [{ second: 'EMB-HD-1' }, '409 FOUR_EYES'],
      [{ by: 'EMB-CO-1' }, '403 ROLE_NOT_ALLOWED'],
      [{ second: 'EMB-CO-1' }, '403 ROLE_NOT_ALLOWED'],
      [{ hash: 'A'.repeat(43) }, '409 EVENT_NOT_ALLOWED: the file ends at place 2'],
      [{ seq: 1 }, '409 EVENT_NOT_ALLOWED: the file ends at place 2'],
      [{ reasons: '' }, '409 REASONS_MISSING'],
    ];
    const said: string[] = [];
    for (const [at, [more]] of tries.entries()) {
      const event = { ...(await order(caseNo, `try-${at}`)), ...more } as TestEvent;
      const { status, body } = await resume(caseNo, await desk.signed(caseNo, event));
      said.push(`${status} ${String(body['detail'])}`);
    }
    expect(said).toEqual(tries.map(([, words]) => expect.stringContaining(words)));
    const unsigned = { event: await order(caseNo, 'unsigned'), attestations: [] };
    expect(await resume(caseNo, unsigned)).toMatchObject({ status: 403 });
    expect(await desk.file(caseNo)).toHaveLength(2);
    expect(
      await desk.post(`/v1/cases/${caseNo}/events`, await desk.signed(caseNo, roundHeld('x'))),
    ).toMatchObject({ status: 503, body: { code: 'CASE_INTERRUPTED' } });
    await resumed(caseNo);
  });

  test('that was reset is refused at its next decision, and goes on from its file', async () => {
    const caseNo = 'RESUME-4';
    await openMobilized(desk, caseNo);
    const { client } = desk.stack.temporal;
    const { runId } = await desk.handle(caseNo).describe();
    await client.connection.workflowService.resetWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: `crossing-case/${caseNo}`, runId },
      reason: 'an operator tries it',
      workflowTaskFinishEventId: '4' as never,
      requestId: 'reset-1',
    });
    await desk.handle(caseNo).signal(MESSAGES.submit, await desk.signed(caseNo, roundHeld('lost')));
    await expect
      .poll(async () => (await view(caseNo))['halted'], PATIENT)
      .toMatchObject({ code: 'RUN_SUPERSEDED' });
    await resumed(caseNo);
    expect((await view(caseNo))['halted']).toBeUndefined();
    expect(await desk.submit(caseNo, roundHeld('round'))).toMatchObject({
      outcome: 'accepted',
      seq: 4,
    });
  });

  test('is resumed again and again, each time from where it stood', async () => {
    const caseNo = 'RESUME-5';
    await desk.open(caseNo);
    await expect.poll(() => view(caseNo).catch(() => ({})), PATIENT).toMatchObject({ seq: 0 });
    await desk.handle(caseNo).terminate('before anything was said');
    await resumed(caseNo);
    const [verified, screened] = openingEvents(caseNo);
    expect(await desk.submit(caseNo, verified)).toMatchObject({ outcome: 'accepted', seq: 2 });
    await desk.handle(caseNo).terminate('once more');
    await resumed(caseNo);
    expect(await desk.submit(caseNo, screened)).toMatchObject({ outcome: 'accepted', seq: 4 });
    const again = await desk.submit(caseNo, verified);
    expect(again).toMatchObject({ outcome: 'accepted', seq: 2 });
  });
});

async function view(caseNo: string): Promise<JsonObject> {
  const { body } = await desk.service.get(`/v1/cases/${caseNo}`);
  const { recentOutcomes: _, ...rest } = body;
  return rest;
}

function fromWorkflow(caseNo: string): Promise<JsonObject> {
  return desk.handle(caseNo).query<JsonObject>(MESSAGES.case);
}

function unity(caseNo: string): TestEvent {
  const reasons = REASONS;
  return { id: `${caseNo}-d`, type: 'household.unity-decided', at: AT, by: 'PSO-DR-1', reasons };
}

async function propose(caseNo: string): Promise<void> {
  const draft = await desk.signed(caseNo, unity(caseNo), { act: 'propose' });
  const answer = await desk.post(`/v1/cases/${caseNo}/drafts`, draft);
  expect(answer).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
}

async function countersign(caseNo: string): Promise<JsonObject> {
  const officers = ['FAO-LN-1'];
  const event = unity(caseNo);
  const { attestations = [] } = await desk.signed(caseNo, event, { act: 'countersign', officers });
  const path = `/v1/cases/${caseNo}/drafts/${event.id}/countersign`;
  return (await desk.post(path, { attestations })).body;
}

/** The order to go on from the end of the file as it is. */
async function order(caseNo: string, id: string): Promise<TestEvent> {
  const { body } = await desk.service.get(`/v1/cases/${caseNo}/file`);
  const { seq = 0, hash = '' } = body['head'] as JsonObject;
  const officers = { by: 'EMB-HD-1', second: 'PSO-DR-1' };
  const at = new Date().toISOString();
  return { id, type: 'case.resumed', at, seq, hash, ...officers, reasons: REASONS };
}
