/**
 * A production-like Temporal 1.32.1 on PostgreSQL, without containers: what `docker-compose.yml` starts,
 * run natively. Used by the benchmark and by tests that skip time.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import { untilServing } from '../../src/temporal/serving.ts';
import { userCache } from '../../src/temporal/find-server.ts';
import { freePorts } from './ports.ts';
import type { TestPostgres } from './postgres.ts';

const run = promisify(execFile);

/** Version that is built and run. */
const VERSION = 'v1.32.1';
const PROGRAMS = {
  'temporal-server': `go.temporal.io/server/cmd/server@${VERSION}`,
  'temporal-sql-tool': `go.temporal.io/server/cmd/tools/sql@${VERSION}`,
} as const;

/** A running server. */
export interface TemporalServer {
  /** host:port of the frontend. */
  readonly address: string;
  /** Process id of the server, to kill or freeze it. */
  pid(): number;
  /** Starts it again on the same ports and databases after it was killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Folder of the built programs. */
export function programFolder(): string {
  return join(userCache(process.env), 'server-1.32.1');
}

/** Whether the server was built on this machine. */
export function isBuilt(): boolean {
  return Object.keys(PROGRAMS).every((name) => existsSync(join(programFolder(), name)));
}

/** Builds what is missing with Go (about 4 minutes, once). */
export async function build(say: (text: string) => void): Promise<void> {
  const folder = programFolder();
  await mkdir(folder, { recursive: true });
  for (const [name, source] of Object.entries(PROGRAMS)) {
    if (existsSync(join(folder, name))) continue;
    say(`Building ${name} ${VERSION} with Go, once …`);
    const work = await mkdtemp(join(folder, '.build-'));
    await run('go', ['install', source], { env: { ...process.env, GOBIN: work }, maxBuffer: 1e8 });
    const built = source.includes('/tools/sql') ? 'sql' : 'server';
    await rename(join(work, built), join(folder, name));
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Starts the server with 512 history shards on two fresh databases.
 *
 * @throws where the programs were not built (`isBuilt`, `build`).
 */
export async function startTemporal(postgres: TestPostgres): Promise<TemporalServer> {
  const folder = await mkdtemp(join(tmpdir(), 'crossing-temporal-'));
  const databases = {
    default: await postgres.freshDatabase(),
    visibility: await postgres.freshDatabase(),
  };
  await migrate(databases.default, 'postgresql/v12/temporal');
  await migrate(databases.visibility, 'postgresql/v12/visibility');
  // It keeps them in a smallint.
  const ports = await freePorts(9);
  await writeFile(join(folder, 'server.yaml'), JSON.stringify(configOf(databases, ports, folder)));
  await writeFile(join(folder, 'dynamic.yaml'), JSON.stringify(DYNAMIC));
  const address = `127.0.0.1:${ports[0]}`;
  let child = await serve(folder, address);
  await registerNamespace(address);
  return {
    address,
    pid: () => child.pid ?? 0,
    restart: async () => {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      child = await serve(folder, address);
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const DYNAMIC = {
  'limit.maxIDLength': [{ value: 255 }],
  'system.forceSearchAttributesCacheRefreshOnRead': [{ value: true }],
  'frontend.WorkflowTimeSkippingEnabled': [{ value: true }],
};

async function registerNamespace(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  const voice = { say: () => undefined };
  await prepareNamespace(connection, { namespace: 'default', retentionDays: 90, voice });
  await connection.close();
}

/** `schema`: name of one that the tool brings along. */
async function migrate(url: string, schema: string): Promise<void> {
  const { hostname, port, username, pathname } = new URL(url);
  const tool = join(programFolder(), 'temporal-sql-tool');
  const common = ['--plugin', 'postgres12', '--ep', hostname, '-p', port, '-u', username];
  const args = [...common, '--pw', 'trusted', '--db', pathname.slice(1)];
  await run(tool, [...args, 'setup-schema', '-v', '0.0']);
  await run(tool, [...args, 'update-schema', '-s', schema]);
}

function configOf(
  databases: { default: string; visibility: string },
  [
    frontend,
    frontendMember,
    http,
    history,
    historyMember,
    matching,
    matchingMember,
    worker,
    workerMember,
  ]: number[],
  folder: string,
): object {
  const sql = (url: string, maxConns: number): object => {
    const { host, username, pathname } = new URL(url);
    const [databaseName, user, password] = [pathname.slice(1), username, 'trusted'];
    const pool = { maxConns, maxIdleConns: maxConns, maxConnLifetime: '1h' };
    const where = { pluginName: 'postgres12', connectAddr: host, connectProtocol: 'tcp' };
    return { sql: { ...where, databaseName, user, password, ...pool } };
  };
  const rpc = (grpcPort?: number, membershipPort?: number, httpPort?: number): object => ({
    rpc: {
      grpcPort,
      membershipPort,
      bindOnLocalHost: true,
      ...(httpPort !== undefined && { httpPort }),
    },
  });
  const cluster = { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend' };
  return {
    log: { stdout: true, level: 'error' },
    persistence: {
      numHistoryShards: 512,
      defaultStore: 'default',
      visibilityStore: 'visibility',
      datastores: {
        default: sql(databases.default, 20),
        visibility: sql(databases.visibility, 10),
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: rpc(frontend, frontendMember, http),
      history: rpc(history, historyMember),
      matching: rpc(matching, matchingMember),
      worker: rpc(worker, workerMember),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: { active: { ...cluster, rpcAddress: `127.0.0.1:${frontend}` } },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    publicClient: { hostPort: `127.0.0.1:${frontend}` },
    archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } },
    dynamicConfigClient: { filepath: join(folder, 'dynamic.yaml'), pollInterval: '10s' },
  };
}

async function serve(folder: string, address: string): Promise<ReturnType<typeof spawn>> {
  const args = ['--config-file', join(folder, 'server.yaml'), '--allow-no-auth', 'start'];
  const child = spawn(join(programFolder(), 'temporal-server'), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const keep = (chunk: Buffer): void => {
    log = `${log}${chunk.toString()}`.slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () =>
      reject(new Error(`the Temporal server ended before it served: ${log}`)),
    );
    untilServing(address, 60_000).then(resolve, reject);
  });
  return child;
}
