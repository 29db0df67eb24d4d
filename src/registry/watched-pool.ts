/**
 * A pool whose connections are thrown away once they let a query run out of time: pg would hand such
 * a connection to the next caller, behind a query that may never end (a frozen or unreachable server).
 */
import pg from 'pg';
import type { PostgresPool, PostgresPoolClient } from 'kysely';

/** All in milliseconds. A record has 3 s in all, so the database must give up before that. */
export const LIMITS = {
  lock: 2_000,
  statement: 2_500,
  /** For a server that does not even say that time is up. */
  answer: 2_800,
  connect: 2_800,
  idleInTransaction: 5_000,
} as const;

const NAME = 'crossing-cases';

/** Connections for everyday work: every limit set, READ COMMITTED whatever the server's default. */
export function watchedPool(databaseUrl: string, max: number): PostgresPool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: NAME,
    keepAlive: true,
    connectionTimeoutMillis: LIMITS.connect,
    lock_timeout: LIMITS.lock,
    statement_timeout: LIMITS.statement,
    query_timeout: LIMITS.answer,
    idle_in_transaction_session_timeout: LIMITS.idleInTransaction,
    options: '-c default_transaction_isolation=read\\ committed',
  });
  heed(pool);
  return {
    connect: async () => watched(await pool.connect()),
    end: () => pool.end(),
  };
}

/** Connections for the migrations: no limits, for a second process waits here for the first. */
export function patientPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 2,
    application_name: `${NAME} migrations`,
    connectionTimeoutMillis: LIMITS.connect,
  });
  heed(pool);
  return pool;
}

/**
 * A connection that breaks, idle or in somebody's hands, is dropped by the pool, and whoever waits for an
 * answer is told by its own error; unheard, the events would end the process.
 */
function heed(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

/** One connection that listens. */
export function listeningClient(databaseUrl: string): pg.Client {
  return new pg.Client({
    connectionString: databaseUrl,
    application_name: `${NAME} listener`,
    keepAlive: true,
    connectionTimeoutMillis: LIMITS.connect,
  });
}

function watched(client: pg.PoolClient): PostgresPoolClient {
  let spoilt = false;
  const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    try {
      return await client.query(sql, [...parameters]);
    } catch (error) {
      // Anything but an answer of the server leaves the connection in doubt.
      if (!(error instanceof pg.DatabaseError)) spoilt = true;
      throw error;
    }
  };
  return {
    // Kysely's type has a second form, for cursors, which needs a cursor class that we never give it.
    query: query as PostgresPoolClient['query'],
    release: () => client.release(spoilt),
  };
}
