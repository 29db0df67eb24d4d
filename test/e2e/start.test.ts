/** `start` as a user runs it: a process of its own, ended, killed, and started again. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { isAlive } from '../../src/config/processes.ts';
import { crossing as command } from '../support/cli.ts';

const Addresses = z.object({ url: z.string(), temporal: z.string(), ui: z.string() });
type Addresses = z.infer<typeof Addresses>;

interface Started {
  readonly child: ChildProcess;
  /** Everything it said on standard error. */
  readonly said: () => string;
  /** The line with the addresses; rejects where it ends before. */
  readonly up: Promise<Addresses>;
  readonly exited: Promise<number | null>;
}

let dir: string;
const running: Started[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'start-'));
});
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.child.kill('SIGTERM');
    await one.exited;
  }
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const FREE = {
  CROSSING_PORT: '0',
  CROSSING_TEMPORAL_PORT: '0',
  CROSSING_TEMPORAL_UI_PORT: '0',
  CROSSING_SAMPLES: 'off',
};

function start(env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, ['bin/crossing-cases.mjs', 'start', '--json'], {
    env: { ...process.env, ...FREE, CROSSING_DATA_DIR: dir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const up = new Promise<Addresses>((resolve, reject) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.includes('\n')) resolve(Addresses.parse(JSON.parse(printed)));
    });
    void exited.then((code) => reject(new Error(`start ended with ${code}: ${said}`)));
  });
  up.catch(() => {});
  const started = { child, said: () => said, up, exited };
  running.push(started);
  return started;
}

async function crossing(...args: readonly string[]) {
  return command(args, { env: { CROSSING_DATA_DIR: dir }, fetch });
}

async function serverPid(): Promise<number> {
  const raw = await readFile(join(dir, 'temporal.pid'), 'utf8');
  return z.object({ pid: z.number() }).parse(JSON.parse(raw)).pid;
}

test('ends cleanly on SIGTERM, and finds its cases where they were', async () => {
  const first = start();
  const { url, ui } = await first.up;
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(ui)).status).toBe(200);
  const open = [
    'open',
    '--case-no',
    'KEPT-1',
    '--procedure',
    'outbound',
    '--facts',
    '{"adult":true}',
  ];
  expect(await crossing(...open)).toMatchObject({ exitCode: 0 });
  const pid = await serverPid();
  first.child.kill('SIGTERM');
  expect(await first.exited).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect((await crossing('case', 'KEPT-1')).exitCode).toBe(3);

  const second = start();
  await second.up;
  expect(await crossing('case', 'KEPT-1')).toMatchObject({ exitCode: 0 });
  expect((await crossing(...open)).exitCode).toBe(2);
});

test('after kill -9 ends the server that was left behind, and goes on', async () => {
  const killed = start();
  await killed.up;
  const left = await serverPid();
  killed.child.kill('SIGKILL');
  await killed.exited;
  expect(isAlive(left)).toBe(true);

  const again = start();
  await again.up;
  expect(again.said()).toContain(`an earlier start left behind (${left})`);
  expect(isAlive(left)).toBe(false);
  expect(await crossing('case', 'KEPT-1')).toMatchObject({ exitCode: 0 });
  const event = { id: 'k1', type: 'identity.verified', at: '2026-01-01', evidenceRef: 'ID-1' };
  const submit = ['submit', '--json', '--case', 'KEPT-1', '--as', 'EMB-CO-1'];
  const ran = await command(submit, {
    env: { CROSSING_DATA_DIR: dir },
    stdin: JSON.stringify({ ...event, by: 'EMB-CO-1' }),
    fetch,
  });
  expect(ran).toMatchObject({ exitCode: 0, err: '' });
});

test('starts its Temporal server again when that dies, and cases go on', async () => {
  const started = start();
  await started.up;
  process.kill(await serverPid(), 'SIGKILL');
  await expect.poll(() => started.said(), { timeout: 30_000 }).toContain('starting it again');
  await expect
    .poll(
      async () =>
        (await crossing('open', '--case-no', 'KEPT-2', '--procedure', 'outbound')).exitCode,
      {
        timeout: 90_000,
        interval: 1_000,
      },
    )
    .toBe(0);
});

test('a second start on the same folder is refused, and names the first', async () => {
  const first = start();
  const { url } = await first.up;
  const second = start();
  expect(await second.exited).toBe(3);
  expect(second.said()).toContain(`process ${first.child.pid} at ${url}`);
});

test('a port in use is told with its number and its setting, and nothing is left behind', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  for (const setting of ['CROSSING_PORT', 'CROSSING_TEMPORAL_PORT', 'CROSSING_TEMPORAL_UI_PORT']) {
    const started = start({ [setting]: String(port) });
    expect(await started.exited, setting).toBe(3);
    expect(started.said()).toMatch(new RegExp(`Port ${port} .*${setting}`));
    await expect(serverPid()).rejects.toThrow();
  }
  other.close();
});
