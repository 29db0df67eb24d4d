/**
 * Where the durable tests play: a Temporal dev server, a PostgreSQL, a registry with its write log.
 * Workers are processes of their own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '../../src/registry/open.ts';
import type { Registry } from '../../src/registry/types.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import { connectTemporal } from '../../src/temporal/client.ts';
import type { TemporalConnections } from '../../src/temporal/client.ts';
import { startDevServer } from '../../src/temporal/dev-server.ts';
import { findTemporalProgram } from '../../src/temporal/find-server.ts';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import type { Fault } from './faults.ts';
import { query, startPostgres } from './postgres.ts';
import type { TestPostgres } from './postgres.ts';
import { startWorkerProcess } from './worker-processes.ts';
import type { WorkerProcess } from './worker-processes.ts';

const NAMESPACE = 'default';
const SILENT = { say: () => undefined };

export interface Stage {
  readonly address: string;
  readonly databaseUrl: string;
  readonly temporal: TemporalConnections;
  readonly registry: Registry;
  /** A worker process on this stage; all are killed when it closes. */
  worker(bundle: WorkflowBundle, more?: { readonly fault?: Fault }): Promise<WorkerProcess>;
  /** What the registry was given to write for a case, in order. */
  writes(caseNo: string): Promise<readonly Write[]>;
  close(): Promise<void>;
}

/** One line of the write log. */
export interface Write {
  readonly kind: string;
  readonly seq: number;
  /** `insert`, `found`, or the code of the refusal. */
  readonly op: string;
}

/** A Temporal server of the stage's own. */
export interface StageServer {
  /** host:port of the frontend. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Sets the stage, by default with a dev server; call `close` at the end. */
export async function openStage(
  startServer: (postgres: TestPostgres) => Promise<StageServer> = devServer,
): Promise<Stage> {
  const closers: (() => Promise<unknown>)[] = [];
  const postgres = await startPostgres();
  closers.unshift(() => postgres.stop());
  const server = await startServer(postgres);
  closers.unshift(() => server.stop());
  const { address } = server;
  const temporal = await connectTemporal({ address, namespace: NAMESPACE });
  closers.unshift(() => temporal.close());
  await prepareNamespace(temporal.connection, {
    namespace: NAMESPACE,
    retentionDays: 1,
    voice: SILENT,
  });
  const databaseUrl = await postgres.freshDatabase();
  const registry = await openRegistry({ databaseUrl, writeLog: true });
  closers.unshift(() => registry.close());
  const workers: WorkerProcess[] = [];
  closers.unshift(() => Promise.all(workers.map((worker) => worker.kill())));
  return {
    address,
    databaseUrl,
    temporal,
    registry,
    async worker(bundle, more = {}) {
      const place = { address, namespace: NAMESPACE, databaseUrl };
      const worker = await startWorkerProcess({ ...place, bundle, ...more });
      workers.push(worker);
      return worker;
    },
    async writes(caseNo) {
      const text = `select kind, seq, op from write_log where case_no = '${caseNo}' order by n`;
      return (await query(databaseUrl, text)).map(({ kind, seq, op }) => ({
        kind: String(kind),
        seq: Number(seq),
        op: String(op),
      }));
    },
    async close() {
      for (const close of closers) await close();
    },
  };
}

async function devServer(): Promise<StageServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crossing-stage-'));
  const program = await findTemporalProgram({ voice: SILENT, env: process.env });
  const server = await startDevServer({
    program,
    dataDir,
    port: 0,
    uiPort: 0,
    namespace: NAMESPACE,
    headless: true,
    voice: SILENT,
  });
  return {
    address: server.address,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
