/**
 * Other services use Temporal directly, in their own language, with nothing of this project but its
 * documented JSON and a signing key.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { findTemporalProgram } from '../../src/temporal/find-server.ts';
import { openDesk, openingEvents, openingOf, roundHeld } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';
import { findPython } from '../support/python.ts';

const run = promisify(execFile);
const CLIENT = fileURLToPath(new URL('./clients/client.py', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../bin/crossing-cases.mjs', import.meta.url));

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.stop());

describe('Python with temporalio', () => {
  const caseNo = 'PY-1';
  let said: { outcome: JsonObject; refusal: string | null; view: JsonObject; told: JsonObject };

  beforeAll(async () => {
    const python = await findPython();
    const keys = join(desk.stack.dataDir, 'keys');
    const { stdout } = await run(python, [CLIENT, desk.stack.temporalAddress, keys, caseNo], {
      timeout: 120_000,
    }).catch((error: Error & { code?: number; signal?: string; stderr?: string }) => {
      const { message, code, signal, stderr } = error;
      throw new Error(`The client ended with ${code ?? signal}: ${message} ${stderr}`);
    });
    said = JSON.parse(stdout) as typeof said;
  });

  test('starts a case, feeds it by signal and update, and reads it', () => {
    expect(said.outcome).toMatchObject({
      id: 'PY-1-02',
      outcome: 'accepted',
      state: 'mobilization',
      seq: 2,
    });
    expect(said.outcome['allowed']).toContain('mobilization.round-held');
    expect(said.view).toMatchObject({
      caseNo,
      procedure: 'outbound',
      state: 'mobilization',
      seq: 4,
    });
    expect(outcomesIn(said.view)).toEqual([
      ['PY-1-01', 'accepted', undefined],
      ['PY-1-02', 'accepted', undefined],
      ['forged', 'rejected', 'NOT_ATTESTED'],
      ['PY-1-03', 'accepted', undefined],
    ]);
  });

  test('reads its search attributes, without a date that it does not have', () => {
    expect(said.told).toEqual({ CrossingState: ['mobilization'], CrossingDue: null });
  });

  test('what it sent unsigned is in the file as NOT_ATTESTED', async () => {
    const entries = await desk.file(caseNo);
    expect(entries[2]).toMatchObject({
      expect: 'rejected',
      code: 'NOT_ATTESTED',
      attestations: [],
    });
    expect(entries[2]?.event).toMatchObject({ id: 'forged', type: 'identity.verified' });
  });

  test('its NaN and its raw bytes are among the rejected messages', async () => {
    const { body } = await desk.service.get(`/v1/cases/${caseNo}/rejected`);
    expect(body['rejected']).toMatchObject([
      { name: 'submit', code: 'NOT_A_SUBMISSION', size: 3 },
      { name: 'submit', code: 'NOT_A_SUBMISSION', size: 11 },
    ]);
  });

  test('its update of no use failed with a type that it can tell', () => {
    expect(said.refusal).toBe('NOT_A_SUBMISSION');
  });

  test('its signatures hold offline', async () => {
    const path = join(desk.stack.dataDir, `${caseNo}.json`);
    expect((await desk.command('export', caseNo, '--out', path)).exitCode).toBe(0);
    expect(await desk.command('verify', path)).toMatchObject({ exitCode: 0, err: [] });
  });
});

describe('the command line of Temporal', () => {
  const caseNo = 'CLI-1';
  const id = ['--workflow-id', `crossing-case/${caseNo}`];
  let program: string;

  beforeAll(async () => {
    program = await findTemporalProgram({ voice: { say: () => undefined }, env: process.env });
  });

  /** Runs `temporal workflow …`; `$1` is the output of `crossing-cases sign` where an event is given. */
  async function temporal(
    args: readonly string[],
    event?: TestEvent,
    officer = 'EMB-CO-1',
  ): Promise<string> {
    const connected = ['workflow', ...args, '--address', desk.stack.temporalAddress];
    if (event === undefined) return (await run(program, connected)).stdout;
    const path = join(desk.stack.dataDir, 'event.json');
    await writeFile(path, JSON.stringify(event));
    const script = `"$NODE" "$PROGRAM" sign --case ${caseNo} --as ${officer} "$EVENT" | {
      read -r submission && "$TEMPORAL" "$@" --input "$submission"; }`;
    const names = { NODE: process.execPath, PROGRAM, EVENT: path, TEMPORAL: program };
    const env = { ...process.env, ...desk.env, ...names };
    return (await run('sh', ['-c', script, 'sh', ...connected], { env })).stdout;
  }

  async function view(): Promise<JsonObject> {
    const answered = await temporal(['query', ...id, '--type', 'case', '--output', 'json']);
    const { queryResult } = JSON.parse(answered) as { queryResult: readonly JsonObject[] };
    return queryResult[0] ?? {};
  }

  async function untilSeq(seq: number): Promise<JsonObject> {
    await expect.poll(async () => (await view())['seq'], { timeout: 60_000 }).toBe(seq);
    return view();
  }

  test('starts a case, feeds it with signed events, and reads it', async () => {
    const [verified, screened] = openingEvents(caseNo);
    const start = ['start', '--type', 'crossingCase', '--task-queue', 'crossing-cases', ...id];
    await temporal([...start, '--input', JSON.stringify(openingOf(caseNo))]);
    await temporal(['signal', ...id, '--name', 'submit'], verified);
    expect(await untilSeq(1)).toMatchObject({ caseNo, state: 'detected.screening', open: true });
    const answer = await temporal(
      ['update', 'execute', ...id, '--name', 'submit', '--output', 'json'],
      screened,
    );
    expect(answer).toContain('"accepted"');
    expect(await untilSeq(2)).toMatchObject({ state: 'mobilization' });
  });

  test('what it sends unsigned decides nothing, and what is signed still does', async () => {
    const forged = { event: roundHeld('forged'), attestations: [] };
    await temporal(['signal', ...id, '--name', 'submit', '--input', JSON.stringify(forged)]);
    await temporal(['signal', ...id, '--name', 'submit', '--input', '"no submission"']);
    await temporal(['signal', ...id, '--name', 'submit'], roundHeld('held'));
    expect(outcomesIn(await untilSeq(4)).slice(2)).toEqual([
      ['forged', 'rejected', 'NOT_ATTESTED'],
      ['held', 'accepted', undefined],
    ]);
    const { body } = await desk.service.get(`/v1/cases/${caseNo}/rejected`);
    expect(body['rejected']).toMatchObject([{ name: 'submit', code: 'NOT_A_SUBMISSION' }]);
  });

  test('reads the file too', async () => {
    const answered = await temporal(['query', ...id, '--type', 'file', '--output', 'json']);
    const { queryResult } = JSON.parse(answered) as {
      queryResult: readonly [{ entries: readonly { seq: number; event: TestEvent }[] }];
    };
    const entries = queryResult[0].entries.map(({ seq, event }) => [seq, event.id]);
    expect(entries).toEqual([
      [1, 'CLI-1-01'],
      [2, 'CLI-1-02'],
      [3, 'forged'],
      [4, 'held'],
    ]);
  });
});

function outcomesIn(view: JsonObject): readonly (readonly unknown[])[] {
  const outcomes = view['recentOutcomes'] as readonly JsonObject[];
  return outcomes.map(({ id, outcome, code }) => [id, outcome, code]);
}
