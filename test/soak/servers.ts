/** The Temporal server of a soak: one that can be killed, frozen and started again with its state. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer } from '../../src/temporal/dev-server.ts';
import { findTemporalProgram } from '../../src/temporal/find-server.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { startTemporal } from '../support/temporal-1.32.ts';

export interface SoakServer {
  readonly address: string;
  /** `kill -9`, and started again. */
  killAndRestart(): Promise<void>;
  freeze(): void;
  wake(): void;
  stop(): Promise<void>;
}

const SILENT = { say: () => undefined };

/** The dev server of the command line; its state lies in a file. */
export async function devServer(namespace: string): Promise<SoakServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crossing-soak-'));
  const program = await findTemporalProgram({ voice: SILENT, env: process.env });
  const start = (port: number) =>
    startDevServer({
      ...{ program, dataDir, port, uiPort: 0, namespace, headless: true },
      voice: SILENT,
    });
  let server = await start(0);
  const { address } = server;
  return {
    address,
    async killAndRestart() {
      process.kill(server.pid, 'SIGKILL');
      await server.gone;
      server = await start(Number(new URL(`tcp://${address}`).port));
    },
    freeze: () => void process.kill(server.pid, 'SIGSTOP'),
    wake: () => void process.kill(server.pid, 'SIGCONT'),
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A production-like server. */
export async function productionServer(postgres: TestPostgres): Promise<SoakServer> {
  const server = await startTemporal(postgres);
  return {
    address: server.address,
    async killAndRestart() {
      process.kill(server.pid(), 'SIGKILL');
      await server.restart();
    },
    freeze: () => void process.kill(server.pid(), 'SIGSTOP'),
    wake: () => void process.kill(server.pid(), 'SIGCONT'),
    stop: () => server.stop(),
  };
}
