/** What falls during a soak: workers and the server, killed and frozen, and the registry. */
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import { makeRandom } from '../oracle/random.ts';
import { query } from '../support/postgres.ts';
import { startWorkerProcess } from '../support/worker-processes.ts';
import type { WorkerProcess, WorkerProcessOptions } from '../support/worker-processes.ts';
import type { SoakOptions } from './options.ts';
import type { SoakServer } from './servers.ts';

/** What can fall. */
export const KINDS = ['worker killed', 'worker frozen', 'server killed', 'server frozen'] as const;
export type Kind = (typeof KINDS)[number] | 'registry away';

/** A place in the run at which something falls. */
export interface Fall {
  /** Share of the messages that are sent by then, 0 to 1. */
  readonly at: number;
  readonly kind: Kind;
}

/** Each kind `times` times in an order of the seed, evenly over the run; the registry in the middle. */
export function fallsOf({ times, seed }: Pick<SoakOptions, 'times' | 'seed'>): readonly Fall[] {
  const random = makeRandom(seed);
  const kinds: Kind[] = KINDS.flatMap((kind) => Array.from({ length: times }, () => kind));
  for (let last = kinds.length - 1; last > 0; last -= 1) {
    const other = random.int(0, last);
    const [one = kinds[0], two = kinds[0]] = [kinds[last], kinds[other]];
    if (one === undefined || two === undefined) continue;
    kinds[last] = two;
    kinds[other] = one;
  }
  const all: Kind[] = [...kinds];
  all.splice(Math.floor(kinds.length / 2), 0, 'registry away');
  return all.map((kind, index) => ({ at: (index + 1) / (all.length + 1), kind }));
}

/** A fixed number of workers: one that is gone is replaced, however often it takes. */
export class Workers {
  readonly #options: WorkerProcessOptions;
  readonly #pause: (ms: number) => Promise<void>;
  readonly #running: WorkerProcess[] = [];
  #ended = false;

  constructor(
    options: Omit<WorkerProcessOptions, 'bundle'> & { readonly bundle: WorkflowBundle },
    pause: (ms: number) => Promise<void>,
  ) {
    this.#options = options;
    this.#pause = pause;
  }

  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#add()));
  }

  /** The one that runs longest. */
  oldest(): WorkerProcess | undefined {
    return this.#running[0];
  }

  async stop(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#running.map((worker) => worker.kill()));
  }

  async #add(): Promise<void> {
    while (!this.#ended) {
      try {
        const worker = await startWorkerProcess(this.#options);
        this.#running.push(worker);
        void worker.gone.then(() => this.#replace(worker));
        if (this.#ended) await worker.kill();
        return;
      } catch {
        // The server or the registry is away: a supervisor would try again too.
        await this.#pause(500);
      }
    }
  }

  async #replace(worker: WorkerProcess): Promise<void> {
    this.#running.splice(this.#running.indexOf(worker), 1);
    if (!this.#ended) await this.#add();
  }
}

export interface FallDeps {
  readonly workers: Workers;
  readonly server: SoakServer;
  readonly databaseUrl: string;
  readonly pause: (ms: number) => Promise<void>;
}

/** Lets one thing fall, and brings it back. */
export async function letFall(deps: FallDeps, kind: Kind, options: SoakOptions): Promise<void> {
  const { workers, server, pause } = deps;
  switch (kind) {
    case 'worker killed':
      await workers.oldest()?.kill();
      return;
    case 'worker frozen': {
      const worker = workers.oldest();
      worker?.freeze();
      await pause(options.frozenS * 1_000);
      worker?.wake();
      return;
    }
    case 'server killed':
      await server.killAndRestart();
      return;
    case 'server frozen':
      server.freeze();
      await pause(options.frozenS * 1_000);
      server.wake();
      return;
    case 'registry away':
      await refuseConnections(deps.databaseUrl, () => pause(options.outageS * 1_000));
  }
}

async function refuseConnections(url: string, meanwhile: () => Promise<void>): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const elsewhere = url.replace(/\/[^/]*$/, '/postgres');
  await query(elsewhere, `alter database ${name} with allow_connections false`);
  await query(
    elsewhere,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  await meanwhile();
  await query(elsewhere, `alter database ${name} with allow_connections true`);
}
