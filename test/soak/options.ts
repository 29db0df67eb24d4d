/** How hard a soak is. */

export interface SoakOptions {
  readonly cases: number;
  /** Clients at a time, each with one case at a time. */
  readonly clients: number;
  /** How often each of these happens: a worker is killed, is frozen, the server is killed, is frozen. */
  readonly times: number;
  /** Seconds that a frozen process stands still; longer than a task's time-out of 10 s. */
  readonly frozenS: number;
  /** Seconds that the registry refuses, half way. */
  readonly outageS: number;
  /** Minutes after which the run has failed. */
  readonly minutes: number;
  /** What is sent, how, and what falls when. */
  readonly seed: number;
  /** The dev server of the CLI, or a production-like 1.32.1 on PostgreSQL. */
  readonly server: 'dev' | '1.32.1';
}

/** The long run. */
export const LONG: SoakOptions = {
  cases: 1_000,
  clients: 32,
  times: 20,
  frozenS: 12,
  outageS: 30,
  minutes: 120,
  seed: 1,
  server: 'dev',
};
