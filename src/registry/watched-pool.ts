/**
 * A pool whose connections are thrown away once they let a query run out of time: pg would hand such
 * a connection to the next caller, behind a query that may never end (a frozen or unreachable server).
 */
import pg from 'pg';
import type { PostgresPool, PostgresPoolClient } from 'kysely';

/** How long the server may take, in milliseconds. */
export interface Limits {
  /** For a connection, a free one of the pool or a new one. */
  readonly connectMs: number;
  /** For one statement. */
  readonly statementMs: number;
  /** For a lock that somebody else has. */
  readonly lockMs: number;
}

/** Where nothing else is said. A record has 3 s in all, so the database gives up before that. */
export const LIMITS: Limits = { connectMs: 2_800, statementMs: 2_500, lockMs: 2_000 };

/** What a server gets besides to say that time is up; one that does not even say so is left alone then. */
const ANSWER_MS = 300;

const IDLE_IN_TRANSACTION_MS = 5_000;

const NAME = 'crossing-cases';

/** Connections for everyday work: every limit set, READ COMMITTED whatever the server's default. */
export function watchedPool(databaseUrl: string, max: number, limits: Limits): PostgresPool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: NAME,
    keepAlive: true,
    connectionTimeoutMillis: limits.connectMs,
    lock_timeout: limits.lockMs,
    statement_timeout: limits.statementMs,
    query_timeout: limits.statementMs + ANSWER_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    options: '-c default_transaction_isolation=read\\ committed',
  });
  heed(pool);
  return {
    connect: async () => watched(await pool.connect()),
    end: () => pool.end(),
  };
}

/** Connections for the migrations: no limits, for a second process waits here for the first. */
export function patientPool(databaseUrl: string, { connectMs }: Limits): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 2,
    application_name: `${NAME} migrations`,
    connectionTimeoutMillis: connectMs,
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
export function listeningClient(databaseUrl: string, { connectMs }: Limits): pg.Client {
  return new pg.Client({
    connectionString: databaseUrl,
    application_name: `${NAME} listener`,
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
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
