/**
 * Kysely on PGlite: PostgreSQL's grammar over one embedded connection.
 *
 * There is only one connection, and Kysely sends `begin` and what follows as single queries: whoever
 * holds the connection holds it alone, or two transactions would interleave.
 */
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type {
  DatabaseConnection,
  DatabaseIntrospector,
  Dialect,
  DialectAdapter,
  Driver,
  Kysely,
  QueryCompiler,
  QueryResult,
  TransactionSettings,
} from 'kysely';
import type { PGlite } from '@electric-sql/pglite';

/** One holder at a time, in the order of asking. */
class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Resolves with the function that gives it back. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let give: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      give = resolve;
    });
    await before;
    return give;
  }
}

class PGliteConnection implements DatabaseConnection {
  readonly #client: PGlite;

  constructor(client: PGlite) {
    this.#client = client;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affectedRows } = await this.#client.query<R>(query.sql, [...query.parameters]);
    return { rows, numAffectedRows: BigInt(affectedRows ?? 0) };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

class PGliteDriver implements Driver {
  readonly #client: PGlite;
  readonly #mutex = new Mutex();
  #give: () => void = () => undefined;

  constructor(client: PGlite) {
    this.#client = client;
  }

  async init(): Promise<void> {
    await this.#client.waitReady;
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const give = await this.#mutex.take();
    this.#give = give;
    return new PGliteConnection(this.#client);
  }

  async beginTransaction(connection: DatabaseConnection, _how: TransactionSettings): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(): Promise<void> {
    this.#give();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    const give = await this.#mutex.take();
    await this.#client.close();
    give();
  }
}

/** The dialect over an instance that it then owns: `Kysely.destroy()` closes it. */
export class PGliteDialect implements Dialect {
  readonly #client: PGlite;

  constructor(client: PGlite) {
    this.#client = client;
  }

  createDriver(): Driver {
    return new PGliteDriver(this.#client);
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new PostgresAdapter();
  }

  createIntrospector<T>(db: Kysely<T>): DatabaseIntrospector {
    return new PostgresIntrospector(db);
  }
}
