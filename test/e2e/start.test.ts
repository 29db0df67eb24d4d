/**
 * The first command of the README, `npm start`, as a process.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/main.ts';
import { isAlive } from '../../src/config/processes.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { openingEvents, openingOf, roundHeld } from '../support/desk.ts';
import { freePorts } from '../support/ports.ts';
import { npmStart } from '../support/started.ts';
import type { Started } from '../support/started.ts';

const PORTS = ['CROSSING_PORT', 'CROSSING_TEMPORAL_PORT', 'CROSSING_TEMPORAL_UI_PORT'] as const;

let dataDir: string;
let settings: Record<string, string>;
let first: Started;
/** The one that runs now. */
let current: Started;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'crossing-start-'));
  settings = { CROSSING_DATA_DIR: dataDir };
  const ports = await freePorts(PORTS.length);
  PORTS.forEach((name, at) => (settings[name] = String(ports[at])));
  first = npmStart(settings);
  current = first;
  await first.until('Ctrl-C ends it');
});

afterAll(async () => {
  await current.killAll();
  const server = await temporalPid();
  if (server !== undefined && isAlive(server)) process.kill(server, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

function url(path = ''): string {
  return `http://127.0.0.1:${settings['CROSSING_PORT'] ?? ''}${path}`;
}

/** The dev server's, as long as it is noted. */
async function temporalPid(): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'temporal.pid'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { pid: number }).pid;
}

async function command(argv: readonly string[], stdin = ''): Promise<JsonObject> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await run([...argv, '--json'], {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    stdin: () => Promise.resolve(stdin),
    env: { CROSSING_DATA_DIR: dataDir },
    fetch,
  });
  if (exitCode !== 0) throw new Error(`${argv.join(' ')}: ${exitCode} ${err.join('\n')}`);
  return JSON.parse(out.join('')) as JsonObject;
}

describe('the first start', () => {
  test('says each step, prints the addresses, where the token is, and what to try next', async () => {
    const said = first.said();
    expect(said).toContain('TEMPORAL_ADDRESS is not set');
    expect(said).toContain(url());
    expect(said).toContain(`http://127.0.0.1:${settings['CROSSING_TEMPORAL_UI_PORT'] ?? ''}`);
    expect(said).toContain(join(dataDir, 'token'));
    expect(said).toContain('npx crossing-cases play samples/OUT-02.json');
    const token = (await readFile(join(dataDir, 'token'), 'utf8')).trim();
    expect(said).toContain(token);
    expect((await stat(join(dataDir, 'token'))).mode & 0o077).toBe(0);
  });

  test('has played the samples in, every one as its file says', async () => {
    expect(first.said()).toMatch(/Playing 15 sample cases in \(\d+ events\)/);
    expect(first.said()).not.toContain('differs from its file');
    const played = await command(['case', 'OUT-02.1']);
    expect(played).toMatchObject({ state: 'outcome.passport-issued', open: false, seq: 15 });
  });

  test('stays up and answers', async () => {
    expect(first.isUp()).toBe(true);
    expect((await fetch(url('/health'))).status).toBe(200);
    const ui = await fetch(`http://127.0.0.1:${settings['CROSSING_TEMPORAL_UI_PORT'] ?? ''}`);
    expect(ui.status).toBe(200);
  });
});

test('what the first start says to try next works as it stands there', async () => {
  const [event] = openingEvents('LIVE-1');
  const opened = ['open', '--case-no', 'LIVE-1', '--procedure', 'outbound'];
  await command([...opened, '--facts', '{"province":"Jilin","adult":true}']);
  const answer = await command(['submit', '--case', 'LIVE-1'], JSON.stringify(event));
  expect(answer).toMatchObject({ outcome: 'accepted', state: 'detected.screening' });
});

test('a second start on the same folder is refused, and names the first', async () => {
  const lock = JSON.parse(await readFile(join(dataDir, 'lock'), 'utf8')) as { pid: number };
  const second = npmStart(settings);
  expect(await second.ended).toBe(3);
  expect(second.said()).toContain(`belongs to process ${lock.pid} at ${url()}`);
  expect(second.said()).toContain('CROSSING_DATA_DIR');
  expect((await fetch(url('/health'))).status).toBe(200);
});

test.each(PORTS)('a port in use is named with its setting, %s', async (name) => {
  const other = await mkdtemp(join(tmpdir(), 'crossing-start-'));
  const free = Object.fromEntries(PORTS.map((port) => [port, '0']));
  const taken = settings[name] ?? '';
  const refused = npmStart({ ...free, CROSSING_DATA_DIR: other, [name]: taken });
  expect(await refused.ended).toBe(3);
  expect(refused.said()).toContain(`Port ${taken} is in use by another program.`);
  expect(refused.said()).toContain(`another port in ${name}`);
  await rm(other, { recursive: true });
});

test('kill -9 of everything and another start finds the cases where they were', async () => {
  const left = await temporalPid();
  await first.killAll();
  expect(left !== undefined && isAlive(left)).toBe(true);
  current = npmStart(settings);
  await current.until('Ctrl-C ends it');
  const said = current.said();
  expect(said).toContain(`that an earlier start left behind (${left ?? ''})`);
  expect(said).not.toContain('Playing');
  expect(isAlive(left ?? 0)).toBe(false);
  const found = await command(['case', 'LIVE-1']);
  expect(found).toMatchObject({ state: 'detected.screening', seq: 1 });
  const [, screened] = openingEvents('LIVE-1');
  const submitted = ['submit', '--case', 'LIVE-1'];
  const answer = await command(submitted, JSON.stringify(screened));
  expect(answer).toMatchObject({ outcome: 'accepted', state: 'mobilization', seq: 2 });
  const another = await command(submitted, JSON.stringify(roundHeld('held')));
  expect(another).toMatchObject({ outcome: 'accepted', seq: 3 });
});

test('a number that was used before the fall is still taken', async () => {
  const opened = command(['open', '-'], JSON.stringify(openingOf('OUT-02.1')));
  await expect(opened).rejects.toThrow('CASE_EXISTS');
});

test('SIGTERM ends it cleanly, with nothing left behind', async () => {
  const server = await temporalPid();
  const lock = JSON.parse(await readFile(join(dataDir, 'lock'), 'utf8')) as { pid: number };
  process.kill(lock.pid, 'SIGTERM');
  expect(await current.ended).toBe(0);
  expect(current.said()).toContain('Ending');
  expect(isAlive(server ?? 0)).toBe(false);
  expect(await temporalPid()).toBeUndefined();
  await expect(stat(join(dataDir, 'lock'))).rejects.toThrow('ENOENT');
  await expect(fetch(url('/health'))).rejects.toThrow('fetch failed');
});
