/** The registry on a PostgreSQL server, 15 or newer; any number of processes may share it. */
import type pg from 'pg';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Link } from './link.ts';
import { migrate } from './migrations/index.ts';
import type { Database } from './schema.ts';
import { statementHook } from './statements.ts';
import type { StatementWatch } from './statements.ts';
import { CHANNEL, Waiters } from './waiters.ts';
import { listeningClient, patientPool, watchedPool } from './watched-pool.ts';
import type { Limits } from './watched-pool.ts';

/** Waits before listening again, in milliseconds: the first, and the longest. */
const AGAIN_MS = { first: 200, longest: 5_000 } as const;

const UNUSABLE = 'The PostgreSQL server that DATABASE_URL names cannot be used';

/** What went wrong with a connection; a name with several addresses has an error for each, and no words. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(wordsOf).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

/** How a server is used. */
interface Use {
  readonly connections: number;
  readonly limits: Limits;
  readonly watch?: StatementWatch;
}

/**
 * Migrates and connects.
 * @throws where the server cannot be reached or refuses: a service that cannot record does not start.
 */
export async function openPostgres(databaseUrl: string, use: Use): Promise<Link> {
  const { limits, watch } = use;
  const first = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: patientPool(databaseUrl, limits) }),
  });
  try {
    await sql`select 1`.execute(first).catch((error: unknown) => {
      throw new Error(`${UNUSABLE}: ${wordsOf(error)}.`, { cause: error });
    });
    await migrate(first);
  } finally {
    await first.destroy();
  }
  const waiters = new Waiters();
  const listener = new Listener(() => listeningClient(databaseUrl, limits), waiters);
  await listener.start();
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: watchedPool(databaseUrl, use.connections, limits) }),
    log: statementHook(watch),
  });
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    waiters.close();
    await listener.stop();
    await db.destroy();
  };
  return { db, waiters, close: () => (closed ??= close()) };
}

/** Keeps one connection listening. After a gap everybody who waits looks again. */
class Listener {
  readonly #connect: () => pg.Client;
  readonly #waiters: Waiters;
  #client: pg.Client | undefined;
  #again: NodeJS.Timeout | undefined;
  #pauseMs: number = AGAIN_MS.first;
  #stopped = false;

  constructor(connect: () => pg.Client, waiters: Waiters) {
    this.#connect = connect;
    this.#waiters = waiters;
  }

  async start(): Promise<void> {
    const client = this.#connect();
    client.on('notification', ({ payload }) => this.#waiters.notified(payload ?? ''));
    // An error is followed by the end; unheard, it would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.on('end', () => this.#lost(client));
    this.#client = client;
    this.#pauseMs = AGAIN_MS.first;
    if (this.#stopped) await client.end();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#again);
    await this.#client?.end();
  }

  #lost(client: pg.Client): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = undefined;
    this.#waiters.wakeAll();
    this.#retry();
  }

  #retry(): void {
    this.#again = setTimeout(() => {
      this.start().then(
        () => this.#waiters.wakeAll(),
        () => this.#stopped || this.#retry(),
      );
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, AGAIN_MS.longest);
  }
}
