/**
 * What the driver and a side, each a process of its own, say to each other.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a side is started with. */
export interface SideOptions {
  readonly temporalAddress: string;
  /** Absent: PGlite in `dataDir`. */
  readonly databaseUrl?: string;
  /** A folder of the side's own. */
  readonly dataDir: string;
  /** Workflow tasks at a time; absent: what the side has by itself. */
  readonly workflowTasks?: number;
  /** Workflows kept in memory; absent: what the side has by itself. */
  readonly cached?: number;
}

/** What a side says once it serves. */
export interface Ready {
  readonly url: string;
  readonly token: string;
}

/** Moments of one decision inside the service, as milliseconds of the wall clock, by their names. */
export interface Mark {
  readonly caseNo: string;
  readonly name: string;
  readonly at: number;
}

/** What a side knows of itself. */
export interface SelfReport {
  /** Lines that were logged as errors. */
  readonly errors: readonly string[];
  /** What was marked since the last report. */
  readonly marks: readonly Mark[];
}

type ToSide = { readonly ask: 'report' | 'stop' };
type FromSide =
  | { readonly ready: Ready }
  | { readonly report: SelfReport }
  | { readonly task: string }
  | { readonly failed: string };

/** A side as the driver has it. */
export interface Side extends Ready {
  readonly name: string;
  readonly pid: number;
  report(): Promise<SelfReport>;
  stop(): Promise<void>;
}

/** Starts a side; `onTask` gets the numbers of cases whose tasks changed, from a side on PGlite. */
export async function startSide(
  name: string,
  script: URL,
  options: SideOptions,
  onTask: (caseNo: string) => void,
): Promise<Side> {
  const child = fork(script, [JSON.stringify(options)], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  const ready = new Promise<Ready>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the side ${name} ended before it served`)));
    child.on('message', (said: FromSide) => {
      if ('ready' in said) resolve(said.ready);
      else if ('failed' in said) reject(new Error(`the side ${name}: ${said.failed}`));
      else if ('task' in said) onTask(said.task);
    });
  });
  return {
    ...(await ready),
    name,
    pid: child.pid ?? 0,
    report: () => reportOf(child),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.send({ ask: 'stop' } satisfies ToSide);
      await exit;
    },
  };
}

async function reportOf(child: ChildProcess): Promise<SelfReport> {
  const answer = new Promise<SelfReport>((resolve) => {
    const heard = (said: FromSide): void => {
      if (!('report' in said)) return;
      child.removeListener('message', heard);
      resolve(said.report);
    };
    child.on('message', heard);
  });
  child.send({ ask: 'report' } satisfies ToSide);
  return answer;
}

/** What a side's process gives back when it has started. */
export interface Started extends Ready {
  report(): SelfReport;
  stop(): Promise<void>;
}

/** Runs the process of a side: starts, tells, answers, ends. */
export async function serveSide(start: (options: SideOptions) => Promise<Started>): Promise<void> {
  try {
    const started = await start(JSON.parse(process.argv[2] ?? '{}') as SideOptions);
    process.on('message', ({ ask }: ToSide) => {
      if (ask === 'report') tell({ report: started.report() });
      else void started.stop().finally(() => process.exit(0));
    });
    process.once('disconnect', () => process.exit(1));
    tell({ ready: { url: started.url, token: started.token } });
  } catch (error) {
    tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    process.exitCode = 1;
  }
}

/** Tells the driver that a task of this case changed (PGlite has no second connection). */
export function tellTask(caseNo: string): void {
  tell({ task: caseNo });
}

function tell(said: FromSide): void {
  process.send?.(said);
}
