/**
 * The whole service on real servers, for end-to-end tests: free ports, a data folder of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { serviceAt } from '../../src/cli/service.ts';
import type { Service } from '../../src/cli/service.ts';
import { readSettings } from '../../src/config/settings.ts';
import { startStack as bringUp } from '../../src/embedded/stack.ts';
import type { Stack } from '../../src/embedded/stack.ts';
import { databaseOf } from './database.ts';

export interface TestStackOptions {
  /** PostgreSQL of the registry; absent: what the run is on, by itself PGlite in the data folder. */
  readonly databaseUrl?: string;
  /** PGlite whatever the run is on: for what only the embedded service has. Default false. */
  readonly embedded?: boolean;
  /** A Temporal server that is there already; absent: a dev server of its own. */
  readonly temporalAddress?: string;
  /** Kept by the caller, to start on it again; absent: made, and removed at the end. */
  readonly dataDir?: string;
  /** Further settings, by the names of their variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default true. */
  readonly worker?: boolean;
  /** With the Web UI; default false. */
  readonly webUi?: boolean;
  /** Milliseconds until the simulated other side answers; default 15,000. */
  readonly answerMs?: number;
  /** Takes the log; default: standard error. */
  readonly logTo?: pino.DestinationStream;
  /** Told every step; default: nobody. */
  readonly say?: (text: string) => void;
}

export interface TestStack extends Stack {
  /** The API with its token, as the command line uses it. */
  readonly service: Service;
}

/** Brings it up; call `stop` at the end. Samples are not played. */
export async function startStack(options: TestStackOptions = {}): Promise<TestStack> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'crossing-stack-')));
  const databaseUrl =
    options.embedded === true ? undefined : (options.databaseUrl ?? (await databaseOf(dataDir)));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    TEMPORAL_CONFIG_FILE: join(dataDir, 'none.toml'),
    CROSSING_DATA_DIR: dataDir,
    CROSSING_PORT: '0',
    CROSSING_TEMPORAL_PORT: '0',
    CROSSING_TEMPORAL_UI_PORT: '0',
    CROSSING_SAMPLES: 'off',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...(options.temporalAddress === undefined ? {} : { TEMPORAL_ADDRESS: options.temporalAddress }),
    ...options.env,
  };
  const settings = readSettings(env);
  const stack = await bringUp({
    settings,
    voice: { say: options.say ?? (() => {}) },
    log: pino({ level: settings.logLevel }, options.logTo ?? pino.destination(2)),
    env: { ...env, XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] },
    worker: options.worker ?? true,
    headless: options.webUi !== true,
    ...(options.answerMs === undefined ? {} : { answerMs: options.answerMs }),
  });
  return {
    ...stack,
    service: serviceAt(stack.url, stack.token, fetch),
    async stop() {
      await stack.stop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
