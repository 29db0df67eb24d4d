/**
 * What is to be reached.
 */
import type { ServerName } from '../servers.ts';

interface Targets {
  /** Decision → next task, p50, service to bare, at most. */
  readonly nextTask: Readonly<Record<number, number>>;
  /** Cases a second, service to bare, at least; absent where nothing is asked. */
  readonly casesASecond?: number;
}

export const TARGETS: Readonly<Record<ServerName, Targets>> = {
  '1.32.1': { nextTask: { 1: 1, 16: 0.95, 64: 0.85 }, casesASecond: 1 },
  dev: { nextTask: { 1: 0.6, 16: 0.85, 64: 0.85 } },
};

export const MEMORY = { kBaCase: 500, residentMB: 600 } as const;
export const STEP = { ratio: 3, ms: 0.3 } as const;
/** The hundredth decision to the tenth. */
export const GROWTH = 1.1;
/** A decision with nobody subscribed; one more of each where a search attribute changes. */
export const LEFT = { events: 6, actions: 2 } as const;
/** A page of the task list at the median, with the way to the database and back. */
export const TASK_LIST = { ms: 20 } as const;
