/**
 * The embedded Temporal dev server: a child process that this service owns.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DATA_FILES } from '../config/data-folder.ts';
import { commandLine, ended, isAlive } from '../config/processes.ts';
import type { Voice } from './voice.ts';
import { choosePort } from './ports.ts';
import { untilServing } from './serving.ts';

/**
 * Server 1.29.1 hands busy tasks out twice without the first, and takes twice as long for an
 * ordinary activity without the second.
 */
const DYNAMIC_CONFIG: Readonly<Record<string, string>> = {
  'matching.useNewMatcher': 'true',
  'system.enableActivityEagerExecution': 'true',
};

/**
 * Nothing is lost when the server is killed; when the machine falls, the last moments may be, as with the
 * embedded registry beside it. To wait for the disk at every commit costs several times as much.
 */
const SQLITE: Readonly<Record<string, string>> = { journal_mode: 'wal', synchronous: '1' };

const START_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
const ATTEMPTS_MAX = 3;
/** What its log says where a port was taken from under it. */
const BIND = /address already in use/;

export interface DevServerOptions {
  /** A `temporal` program (see `findTemporalProgram`). */
  readonly program: string;
  /** State, pid file and log lie here; the caller owns the folder. */
  readonly dataDir: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly uiPort: number;
  readonly namespace: string;
  /** Without the Web UI, for tests. */
  readonly headless?: boolean;
  readonly dynamicConfig?: Readonly<Record<string, string>>;
  readonly voice: Voice;
}

export interface DevServer {
  /** host:port of the gRPC frontend. */
  readonly address: string;
  readonly pid: number;
  /** Address of the Web UI; absent when headless. */
  readonly uiUrl?: string;
  /** Resolves when the process is gone, wanted or not; `wanted` tells which. */
  readonly gone: Promise<{ readonly wanted: boolean }>;
  /** Ends the server; its state stays in the data folder. Harmless twice. */
  stop(): Promise<void>;
}

/**
 * Starts the server and waits until it answers SERVING. A server that a killed start of the same
 * data folder left behind is ended first.
 * @throws PortTaken where somebody else listens on a port that was asked for.
 * @throws Error with the last lines of its log where it does not come up.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  await endLeftBehind(options.dataDir, options.voice);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      // A port that was free when it was chosen may be somebody else's a moment later, and the server
      // itself chooses some more. One that was asked for and is in use is told as such next time.
      if (attempt >= ATTEMPTS_MAX || !(error instanceof Error && BIND.test(error.message))) {
        throw error;
      }
    }
  }
}

async function startOnce(options: DevServerOptions): Promise<DevServer> {
  const port = await choosePort(options.port, 'CROSSING_TEMPORAL_PORT');
  const uiPort = options.headless
    ? undefined
    : await choosePort(options.uiPort, 'CROSSING_TEMPORAL_UI_PORT');
  const child = spawnServer(options, port, uiPort);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${options.program} could not be started.`);
  await writePid(options.dataDir, pid);
  const server = serverOf(child, pid, port, uiPort, options.dataDir);
  try {
    await Promise.race([untilServing(server.address, START_MS_MAX), died(server)]);
    return server;
  } catch (error) {
    await server.stop();
    const log = await readFile(logPath(options.dataDir), 'utf8').catch(() => '');
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The Temporal dev server did not come up: ${why}\n${log.slice(-1_000)}`, {
      cause: error,
    });
  }
}

function spawnServer(
  options: DevServerOptions,
  port: number,
  uiPort: number | undefined,
): ChildProcess {
  const dynamic = Object.entries({ ...DYNAMIC_CONFIG, ...options.dynamicConfig });
  const args = [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...['--db-filename', dbPath(options.dataDir), '--namespace', options.namespace],
    ...['--log-level', 'warn', '--log-format', 'json'],
    ...Object.entries(SQLITE).flatMap(([key, value]) => ['--sqlite-pragma', `${key}=${value}`]),
    ...dynamic.flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
  ];
  const log = openSync(logPath(options.dataDir), 'w', 0o600);
  // A group of its own: Ctrl-C in the terminal must reach the service first, which ends the server
  // after its worker has finished.
  const child = spawn(options.program, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}

function serverOf(
  child: ChildProcess,
  pid: number,
  port: number,
  uiPort: number | undefined,
  dataDir: string,
): DevServer {
  let wanted = false;
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const gone = new Promise<{ wanted: boolean }>((resolve) => {
    child.once('error', () => resolve({ wanted }));
    child.once('exit', () => {
      process.removeListener('exit', killWithUs);
      resolve({ wanted });
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    pid,
    ...(uiPort === undefined ? {} : { uiUrl: `http://127.0.0.1:${uiPort}` }),
    gone,
    async stop() {
      wanted = true;
      await endProcess(pid);
      await rm(join(dataDir, DATA_FILES.temporalPid), { force: true });
    },
  };
}

async function died(server: DevServer): Promise<never> {
  await server.gone;
  throw new Error('it ended by itself');
}

const PidFile = z.object({ pid: z.number().int(), db: z.string() });

async function writePid(dataDir: string, pid: number): Promise<void> {
  const content = JSON.stringify({ pid, db: dbPath(dataDir) });
  await writeFile(join(dataDir, DATA_FILES.temporalPid), content, { mode: 0o600 });
}

/** Only a process that was called with our own database is ours to end. */
async function endLeftBehind(dataDir: string, voice: Voice): Promise<void> {
  const path = join(dataDir, DATA_FILES.temporalPid);
  const raw = await readFile(path, 'utf8').catch(() => undefined);
  if (raw === undefined) return;
  const left = parsePid(raw);
  if (left !== undefined && (await commandLine(left.pid))?.includes(dbPath(dataDir)) === true) {
    voice.say(`Ending the Temporal dev server that an earlier start left behind (${left.pid}) …`);
    await endProcess(left.pid);
  }
  await rm(path, { force: true });
}

function parsePid(raw: string): z.infer<typeof PidFile> | undefined {
  try {
    return PidFile.parse(JSON.parse(raw));
  } catch {
    return undefined;
  }
}

async function endProcess(pid: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isAlive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await ended(pid, STOP_MS_MAX)) return;
  }
}

function dbPath(dataDir: string): string {
  return join(dataDir, DATA_FILES.temporalDb);
}

function logPath(dataDir: string): string {
  return join(dataDir, 'temporal.log');
}
