/**
 * The one activity of the bare workflow: plain inserts and updates in one transaction.
 */
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { BareActivities, BareWrite } from './contract.ts';

type Run = (text: string, values?: readonly unknown[]) => Promise<unknown>;

/** A database as far as the bare side goes. */
export interface BareStore {
  /** Runs what is inside in one transaction. */
  transaction(inside: (run: Run) => Promise<void>): Promise<void>;
  /** Rows of one statement. */
  rows(text: string, values: readonly unknown[]): Promise<readonly object[]>;
  /** Runs statements without parameters. */
  run(text: string): Promise<void>;
  close(): Promise<void>;
}

const TABLES = `
  create schema bare;
  create table bare.cases (
    case_no text primary key, procedure text not null, opening jsonb not null,
    seq integer not null, state text not null
  );
  create table bare.entries (
    case_no text not null references bare.cases, seq integer not null, event_id text,
    state text not null, entry jsonb not null, received_at timestamptz not null default now(),
    primary key (case_no, seq)
  );
  create table bare.tasks (
    case_no text not null references bare.cases, id text not null, title text not null,
    roles text[] not null, events text[] not null, since timestamptz not null default now(),
    closed_at timestamptz,
    primary key (case_no, id)
  );
  create index on bare.tasks (since, case_no, id) where closed_at is null;`;

/** On a PostgreSQL server, with a pool as large as the service's. */
export async function postgresStore(databaseUrl: string): Promise<BareStore> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  await pool.query(TABLES);
  return {
    async transaction(inside) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await inside((text, values) => client.query(text, [...(values ?? [])]));
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
    async rows(text, values) {
      return (await pool.query<object>(text, [...values])).rows;
    },
    async run(text) {
      await pool.query(text);
    },
    close: () => pool.end(),
  };
}

/** On PGlite in a folder; `heard` gets the payloads of the channel. */
export async function embeddedStore(
  folder: string,
  channel: string,
  heard: (payload: string) => void,
): Promise<BareStore> {
  const client = new PGlite(folder);
  await client.exec(TABLES);
  await client.listen(channel, heard);
  return {
    async transaction(inside) {
      await client.transaction((trx) =>
        inside((text, values) => trx.query(text, [...(values ?? [])])),
      );
    },
    async rows(text, values) {
      return (await client.query<object>(text, [...values])).rows;
    },
    async run(text) {
      await client.exec(text);
    },
    close: () => client.close(),
  };
}

/** The activity over a store. */
export function bareActivities(store: BareStore): BareActivities {
  return { write: (what) => store.transaction((run) => writeRows(run, what)) };
}

async function writeRows(run: Run, what: BareWrite): Promise<void> {
  const { caseNo, seq, state, event, opening } = what;
  if (opening !== undefined) {
    await run(
      `insert into bare.cases (case_no, procedure, opening, seq, state) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [caseNo, opening.procedure, JSON.stringify(opening), seq, state],
    );
  }
  if (event !== undefined) {
    await run('update bare.cases set seq = $2, state = $3 where case_no = $1', [
      caseNo,
      seq,
      state,
    ]);
    await run(
      `insert into bare.entries (case_no, seq, event_id, state, entry) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [caseNo, seq, event.id, state, JSON.stringify(event)],
    );
  }
  for (const id of what.closes) {
    await run('update bare.tasks set closed_at = now() where case_no = $1 and id = $2', [
      caseNo,
      id,
    ]);
  }
  for (const { id, title, roles, events } of what.opens) {
    await run(
      `insert into bare.tasks (case_no, id, title, roles, events) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [caseNo, id, title, roles, events],
    );
  }
}
