/** Worker processes from their parent's side: started, killed, frozen, woken. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import type { Fault } from './faults.ts';

const SCRIPT = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
const LOG_CHARS = 20_000;

export interface WorkerProcessOptions {
  readonly address: string;
  readonly namespace: string;
  readonly databaseUrl: string;
  readonly bundle: WorkflowBundle;
  /** Default 500. */
  readonly cachedCases?: number;
  readonly fault?: Fault;
}

export interface WorkerProcess {
  readonly pid: number;
  /** Resolves when the fault strikes. */
  readonly struck: Promise<void>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  isGone(): boolean;
  /** What it wrote last. */
  log(): string;
  /** `kill -9`. */
  kill(): Promise<void>;
  freeze(): void;
  wake(): void;
  /** Ends it after what it is doing. */
  stop(): Promise<void>;
}

/**
 * Starts a worker process and waits until it runs.
 * @throws with its log where it ends before.
 */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT], {
    env: {
      ...process.env,
      WORKER_ADDRESS: options.address,
      WORKER_NAMESPACE: options.namespace,
      WORKER_DATABASE_URL: options.databaseUrl,
      WORKER_BUNDLE: options.bundle.codePath,
      WORKER_CACHE: String(options.cachedCases ?? 500),
      ...(options.fault && { WORKER_FAULT: JSON.stringify(options.fault) }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const worker = workerOf(child);
  const running = said(child, 'running');
  const early = worker.gone.then(() => {
    throw new Error(`The worker process ended before it ran:\n${worker.log()}`);
  });
  // Only the first of the two counts; the other one must not be reported as unhandled.
  early.catch(() => undefined);
  await Promise.race([running, early]);
  return worker;
}

function said(child: ChildProcess, what: string): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (message === what) resolve();
    });
  });
}

function workerOf(child: ChildProcess): WorkerProcess {
  let log = '';
  const keep = (chunk: Buffer): void => {
    log = `${log}${chunk.toString()}`.slice(-LOG_CHARS);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const gone = once(child, 'exit').then(() => undefined);
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  void gone.then(() => process.removeListener('exit', killWithUs));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isGone()) return;
    child.kill(signal);
    // A frozen process hears nothing but this and SIGKILL.
    child.kill('SIGCONT');
    await gone;
  };
  return {
    pid: child.pid ?? 0,
    struck: said(child, 'strikes'),
    gone,
    isGone,
    log: () => log,
    kill: () => end('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
  };
}
