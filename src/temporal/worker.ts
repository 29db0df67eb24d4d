/**
 * The worker: runs workflows and activities of the one task queue.
 */
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { LogEntry, NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { CaseActivities } from '../../activities/contract.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import type { WorkflowBundle } from './bundle.ts';

export interface WorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly activities: CaseActivities;
  readonly bundle: WorkflowBundle;
  /** Workflow tasks at a time, at least 2; default 12. */
  readonly workflowTasks?: number;
  /** Cases kept in memory, at 350 to 650 kB each; default 500. Never 0: local activities would break. */
  readonly cachedCases?: number;
  /** Milliseconds that running activities have to end; default 5,000. */
  readonly graceMs?: number;
}

export interface RunningWorker {
  /** Settles when the worker has ended; rejects where it failed. */
  readonly done: Promise<void>;
  /** Ends it after what it is doing. Harmless twice. */
  stop(): Promise<void>;
}

/** A worker that is ready to `run`. */
export async function createWorker(options: WorkerOptions): Promise<Worker> {
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: options.bundle,
    activities: { ...options.activities },
    maxCachedWorkflows: options.cachedCases ?? 500,
    maxConcurrentWorkflowTaskExecutions: options.workflowTasks ?? 12,
    shutdownGraceTime: options.graceMs ?? 5_000,
  });
}

/** Creates the worker and runs it. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const worker = await createWorker(options);
  const done = worker.run();
  // Whoever never looks at `done` must not be ended by it; `stop` reports the failure.
  done.catch(() => {});
  return {
    done,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    },
  };
}

let installed = false;

/**
 * Sends the SDK's log lines through pino, once for the process, before the first connection or
 * worker. Lines keep ids and error messages, never arguments.
 */
export function installTemporalLogger(log: Logger): void {
  if (installed) return;
  installed = true;
  const level = log.level === 'info' || log.level === 'debug' ? 'INFO' : 'WARN';
  Runtime.install({
    logger: new DefaultLogger(level, (entry) => tell(log, entry)),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  });
}

const KEPT = ['workflowId', 'runId', 'workflowType', 'activityType', 'activityId', 'attempt'];

function tell(log: Logger, entry: LogEntry): void {
  const meta = entry.meta ?? {};
  const kept: Record<string, unknown> = Object.fromEntries(
    KEPT.filter((key) => meta[key] !== undefined).map((key) => [key, meta[key]]),
  );
  const error = meta['error'];
  if (error instanceof Error) kept['error'] = `${error.name}: ${error.message}`;
  const level = entry.level === 'ERROR' ? 'error' : entry.level === 'WARN' ? 'warn' : 'info';
  log[level]({ temporal: true, ...kept }, entry.message);
}
