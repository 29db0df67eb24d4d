/**
 * Every sample case through the running service: signed, over HTTP, across runs of its workflow.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { readCaseFile } from '../../src/cases/case-file.ts';
import type { CaseFile } from '../../src/cases/case-file.ts';
import { tryCaseFile } from '../../src/cases/try.ts';
import { caseWorkflowId } from '../../workflows/messages.ts';
import { runsOf } from '../support/histories.ts';
import { openDesk } from '../support/desk.ts';
import type { CommandResult, Desk, TestEvent } from '../support/desk.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/cases/', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../bin/crossing-cases.mjs', import.meta.url));
const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).toSorted();

/** Cases that are played side by side. */
const LANES = 4;

interface Played {
  readonly caseNo: string;
  readonly file: CaseFile;
  readonly result: CommandResult;
}

let desk: Desk;
let folder: string;
const playedBy = new Map<string, Played>();

beforeAll(async () => {
  desk = await openDesk();
  folder = await mkdtemp(join(tmpdir(), 'crossing-played-'));
  const waiting = [...files];
  const lane = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      playedBy.set(name, await playOne(name));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
});

afterAll(async () => {
  await desk.stop();
  await rm(folder, { recursive: true });
});

async function playOne(name: string): Promise<Played> {
  const caseNo = `P-${basename(name, '.json')}`;
  const given = readCaseFile(JSON.parse(await readFile(join(FOLDER, name), 'utf8')));
  const file = withAfterlife(withStrangers(given));
  await writeFile(join(folder, name), JSON.stringify(file));
  const every = Math.max(1, Math.min(5, Math.floor(given.events.length / 3)));
  const result = await desk.command(
    ...['play', join(folder, name), '--json', '--case-no', caseNo],
    ...['--continue-as-new-every', String(every)],
  );
  return { caseNo, file, result };
}

describe.each(files)('%s', (name) => {
  const played = (): Played => {
    const found = playedBy.get(name);
    if (found === undefined) throw new Error(`${name} was not played`);
    return found;
  };
  const exported = (): string => join(folder, `${played().caseNo}.json`);

  test('every event comes out as its file says, and so does the end', async () => {
    const { caseNo, file, result } = played();
    expect(tryCaseFile(file).differences).toEqual([]);
    expect(result.err).toEqual([]);
    expect(JSON.parse(result.out[0] ?? '')).toEqual({
      file: join(folder, name),
      caseNo: file.caseNo,
      passed: true,
      differences: [],
      playedNo: caseNo,
    });
    expect(result.exitCode).toBe(0);
    const { body } = await desk.service.get(`/v1/cases/${caseNo}`);
    expect(body).toMatchObject({ seq: firstsIn(file).length, state: file.expected?.state });
  });

  test('its workflow continued as new at least twice, where it has room for it', async () => {
    const { caseNo, file } = played();
    const runs = await runsOf(desk.stack.temporal.client, caseWorkflowId(caseNo));
    // The outcome ends its run, and a message that arrives at a turn joins the run before it: a case of
    // few events may have no room for two turns.
    expect(runs.length).toBeGreaterThanOrEqual(file.events.length < 12 ? 1 : 3);
  });

  test('its export passes try and verify, and has every event in its place', async () => {
    const { caseNo, file } = played();
    const { exitCode, err } = await desk.command('export', caseNo, '--out', exported());
    expect(err).toEqual([]);
    expect(exitCode).toBe(0);
    const tried = await desk.command('try', exported(), '--json');
    expect(JSON.parse(tried.out[0] ?? '')).toMatchObject({ passed: true, differences: [] });
    const verified = await desk.command('verify', exported());
    expect([verified.err, verified.exitCode]).toEqual([[], 0]);
    const { events } = JSON.parse(await readFile(exported(), 'utf8')) as Exported;
    expect(events.map(({ event, seq }) => [seq, event.id])).toEqual(
      firstsIn(file).map((id, at) => [at + 1, id]),
    );
  });

  test('one altered letter in its export is found, and its entry named', async () => {
    const text = await readFile(exported(), 'utf8');
    const { events } = JSON.parse(text) as Exported;
    const altered = join(folder, `${played().caseNo}.altered.json`);
    const at = String(events[1]?.event['at']);
    const marked = text.replace(`"at": "${at}"`, `"at": "${at.slice(0, -1)}${other(at)}"`);
    expect(marked).not.toBe(text);
    await writeFile(altered, marked);
    const { exitCode, out, err } = await desk.command('verify', altered);
    expect(exitCode).toBe(1);
    const first = events.find(({ event }) => event['at'] === at);
    expect([...out, ...err].join('\n')).toContain(first?.event.id);
  });
});

test('play works as a program of its own', async () => {
  const env = { ...process.env, ...desk.env };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [PROGRAM, 'play', join(FOLDER, 'OUT-02.json'), join(FOLDER, 'OUT-11.json'), '--json'],
    { env },
  );
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
  expect(lines).toMatchObject([
    { caseNo: 'OUT-02', passed: true, differences: [], playedNo: 'OUT-02.1' },
    { caseNo: 'OUT-11', passed: true, differences: [], playedNo: 'OUT-11.1' },
  ]);
});

test('play as a program ends with 1 and names the event that differs', async () => {
  const file = JSON.parse(await readFile(join(FOLDER, 'OUT-02.json'), 'utf8')) as CaseFile;
  const wrong = join(folder, 'wrong.json');
  const events = file.events.map((entry, at) =>
    at === 8 ? { ...entry, code: 'ROLE_NOT_ALLOWED' } : entry,
  );
  await writeFile(wrong, JSON.stringify({ ...file, events }));
  const running = promisify(execFile)(process.execPath, [PROGRAM, 'play', wrong, '--json'], {
    env: { ...process.env, ...desk.env },
  });
  const failed = await running.then(
    () => undefined,
    (error: { code: number; stdout: string }) => error,
  );
  expect(failed?.code).toBe(1);
  expect(JSON.parse(failed?.stdout ?? '')).toMatchObject({
    passed: false,
    differences: [
      {
        id: 'OUT-02-09',
        type: 'penalty.referral-proposed',
        expected: { code: 'ROLE_NOT_ALLOWED' },
        got: { outcome: 'rejected', code: 'PENALTY_NOT_FOR_ALREADY_CROSSED' },
      },
    ],
  });
});

interface Exported {
  readonly events: readonly { readonly seq: number; readonly event: TestEvent }[];
}

/** After the first event, two of somebody who may not act here; answered as the charts alone answer. */
function withStrangers(file: CaseFile): CaseFile {
  const [first, ...rest] = file.events;
  if (first === undefined) throw new Error('a file without events');
  const strangers = ['a', 'b'].map((letter) => ({
    ...first,
    event: { ...first.event, id: `${file.caseNo}-stranger-${letter}`, by: 'REV-OF-9' },
  }));
  const events = [first, ...strangers, ...rest];
  const got = tryCaseFile({ ...file, events })
    .entries.slice(1, 3)
    .map((entry) => entry.got);
  const expected = strangers.map((entry, at) => ({
    event: entry.event,
    expect: 'rejected' as const,
    code: got[at]?.code,
    state: first.state,
  }));
  return { ...file, events: [first, ...expected, ...rest] };
}

/** After the last event, a retry of the first one, and after an outcome a late decision, sent twice. */
function withAfterlife(file: CaseFile): CaseFile {
  const [first] = file.events;
  const last = file.events.at(-1);
  if (first === undefined || last === undefined) throw new Error('a file without events');
  const retry = { ...first, state: last.state };
  const late = {
    event: { ...first.event, id: `${file.caseNo}-late` },
    expect: 'rejected' as const,
    code: 'CASE_CLOSED',
    state: last.state,
  };
  const isOver = last.state.startsWith('outcome.');
  return { ...file, events: [...file.events, retry, ...(isOver ? [late, late] : [])] };
}

/** Ids in the order in which they first come. */
function firstsIn({ events }: CaseFile): readonly string[] {
  return [...new Set(events.map(({ event }) => event.id))];
}

function other(text: string): string {
  return text.endsWith('1') ? '2' : '1';
}
