/** Every guarantee of the registry holds on both drivers: one suite, run twice. */
import { afterAll, beforeAll, describe } from 'vitest';
import { openLink, registryOver } from '../../src/registry/open.ts';
import type { RegistryOptions } from '../../src/registry/open.ts';
import type { Link } from '../../src/registry/link.ts';
import type { Registry } from '../../src/registry/types.ts';
import { startPostgres } from './postgres.ts';
import type { TestPostgres } from './postgres.ts';

/** What a suite gets; the members are there once its tests run. */
export interface Opened {
  readonly registry: Registry;
  /** The database under it. */
  readonly link: Link;
  /** Absent on PGlite. */
  readonly databaseUrl?: string;
}

const START_MS = 60_000;

/** Runs the suite on PGlite in memory and on a PostgreSQL server; one instance of each for the file. */
export function onBothDrivers(suite: (opened: () => Opened) => void): void {
  describe('on PGlite', () => {
    suite(opening(async () => ({ options: {}, stop: () => Promise.resolve() })));
  });
  describe('on PostgreSQL', () => {
    suite(
      opening(async () => {
        const server = await startPostgres();
        const databaseUrl = await server.freshDatabase();
        return { options: { databaseUrl }, stop: () => server.stop() };
      }),
    );
  });
}

interface Place {
  readonly options: RegistryOptions;
  readonly stop: TestPostgres['stop'];
}

function opening(place: () => Promise<Place>): () => Opened {
  let opened: Opened | undefined;
  let stop: () => Promise<void> = () => Promise.resolve();
  beforeAll(async () => {
    const { options, stop: stopPlace } = await place();
    stop = stopPlace;
    const link = await openLink({ ...options, writeLog: true });
    const { databaseUrl } = options;
    opened = {
      link,
      registry: registryOver(link),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    };
  }, START_MS);
  afterAll(async () => {
    try {
      await opened?.registry.close();
    } finally {
      await stop();
    }
  }, START_MS);
  return () => {
    if (opened === undefined) throw new Error('The registry is open while its tests run only.');
    return opened;
  };
}
