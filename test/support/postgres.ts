/**
 * A real PostgreSQL for tests: a server of its own in a temporary folder, on loopback and a free port,
 * stopped and deleted at the end.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** Debian's package `postgresql-15`. */
const BIN = '/usr/lib/postgresql/15/bin';

export interface TestPostgres {
  /** A database nobody has used, as a URL. */
  freshDatabase(): Promise<string>;
  /**
   * SIGKILL to every process of the server in the middle of what it does, then a start on the same data:
   * resolves when it takes connections again, at the same address.
   * @throws where the new start found nothing to recover from.
   */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a server. It forgets everything when the machine falls (no fsync), which tests do not notice.
 * @throws with the name of the package where PostgreSQL 15 is not installed.
 */
export async function startPostgres(): Promise<TestPostgres> {
  if (!existsSync(join(BIN, 'initdb'))) {
    throw new Error(
      'These tests need PostgreSQL 15: install the Debian package postgresql-15 ' +
        '(apt-get install postgresql-15).',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'crossing-postgres-'));
  const port = await freePort();
  await asPostgres(['chown', '-R', 'postgres', folder], 'root');
  await chmod(folder, 0o700);
  const data = join(folder, 'data');
  await asPostgres([
    join(BIN, 'initdb'),
    '-D',
    data,
    '-U',
    'test',
    '-A',
    'trust',
    '-N',
    '-E',
    'UTF8',
  ]);
  let server = serve(folder, data, port);
  const url = `postgres://test@127.0.0.1:${port}`;
  await ready(server);
  let databases = 0;
  return {
    freshDatabase: async () => {
      databases += 1;
      await query(`${url}/postgres`, `create database test_${databases}`);
      return `${url}/test_${databases}`;
    },
    killAndRestart: async () => {
      await killed(server);
      server = serve(folder, data, port);
      const log = await ready(server);
      if (!log.includes('not properly shut down')) throw new Error(`Nothing was killed: ${log}`);
    },
    stop: async () => {
      await ended(server, 'SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one statement on a connection of its own, past all limits of the registry. */
export async function query(
  url: string,
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

/** The server refuses to run as root, so root becomes `postgres` for it. */
function commandLine(command: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return command;
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command];
}

async function asPostgres(command: readonly string[], only?: 'root'): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (only === 'root' && !isRoot) return;
  const [file = '', ...args] = only === 'root' ? command : commandLine(command);
  await run(file, args, { cwd: '/', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
}

function serve(folder: string, data: string, port: number): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    fsync: 'off',
    shared_buffers: '32MB',
    lc_messages: 'C',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [file = '', ...args] = commandLine([join(BIN, 'postgres'), '-D', data, ...options]);
  const server = spawn(file, args, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  // Where the tests end without their last hook, neither server nor folder stays behind.
  const kill = (): void => {
    server.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', kill);
  server.once('exit', () => process.removeListener('exit', kill));
  return server;
}

/** The postmaster first, so that it cannot put things in order, then all that it started. */
async function killed(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid === undefined) throw new Error('PostgreSQL does not run.');
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  await ended(server, 'SIGKILL');
  const left = children.split(' ').filter((child) => child !== '');
  for (const child of left) {
    try {
      process.kill(Number(child), 'SIGKILL');
    } catch {
      // It saw that the postmaster is gone, and ended.
    }
  }
  // What still holds the shared memory would forbid the next start.
  while (left.some((child) => existsSync(`/proc/${child}`))) await immediate();
}

/** Reads the log until the server says that it is ready; gives what it said. */
async function ready(server: ChildProcess): Promise<string> {
  const { stderr } = server;
  if (stderr === null) throw new Error('The log of PostgreSQL cannot be read.');
  let log = '';
  await new Promise<void>((resolve, reject) => {
    stderr.on('data', (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-4_000);
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log}`)));
    server.once('error', reject);
  });
  return log;
}

async function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill(signal);
  await exit;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('No free port.');
  return address.port;
}
