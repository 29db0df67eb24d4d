/**
 * Tasks on worker threads, or one after another in this thread.
 */
import { Worker } from 'node:worker_threads';
import { doTask, type Done, type Task } from './tasks.ts';

/** Who does the tasks. */
export interface Pool {
  /**
   * Does all of them, in any order; stops handing out where `isEnough` says so. What was done comes back
   * in the order of the tasks: later walks begin from it, and a seed has to give the same ones again.
   */
  readonly all: (tasks: readonly Task[], heard: Heard) => Promise<readonly Done[]>;
  readonly end: () => Promise<void>;
}

/** What the pool tells on the way. */
export interface Heard {
  readonly progress: (task: Task, done: number) => void;
  readonly done: (done: Done) => void;
  readonly isEnough: (done: Done) => boolean;
}

/** In this thread. */
export function hereOnly(): Pool {
  return {
    all: (tasks, heard) => {
      const all: Done[] = [];
      for (const task of tasks) {
        const done = doTask(task, (count) => heard.progress(task, count));
        all.push(done);
        heard.done(done);
        if (heard.isEnough(done)) break;
      }
      return Promise.resolve(all);
    },
    end: () => Promise.resolve(),
  };
}

interface Told {
  readonly progress?: number;
  readonly done?: Done;
}

/** On so many worker threads. */
export function onWorkers(count: number): Pool {
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL('worker.mjs', import.meta.url), { execArgv: [] }),
  );
  return {
    all: async (tasks, heard) => {
      const waiting = [...tasks.entries()];
      const all: (Done | undefined)[] = tasks.map(() => undefined);
      await Promise.all(
        workers.map(async (worker) => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const [at, task] = next;
            const done = await doneBy(worker, task, heard);
            all[at] = done;
            heard.done(done);
            if (heard.isEnough(done)) waiting.length = 0;
          }
        }),
      );
      return all.filter((done) => done !== undefined);
    },
    end: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function doneBy(worker: Worker, task: Task, heard: Heard): Promise<Done> {
  return new Promise((resolve, reject) => {
    const listen = ({ progress, done }: Told): void => {
      if (progress !== undefined) heard.progress(task, progress);
      if (done === undefined) return;
      worker.off('message', listen);
      worker.off('error', reject);
      resolve(done);
    };
    worker.on('message', listen);
    worker.on('error', reject);
    // Nothing is handed over: the list is of what would be.
    worker.postMessage(task, []);
  });
}
