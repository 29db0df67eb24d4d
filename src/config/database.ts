/** The settings of the registry's database. */
import { z } from 'zod';
import { positive } from './fields.ts';
import type { SettingDoc } from './settings.ts';

/** Their rows of the README. */
export const DATABASE_SETTINGS: readonly SettingDoc[] = [
  {
    name: 'DATABASE_URL',
    default: 'absent: PGlite in the data folder',
    meaning: 'PostgreSQL of the registry, as postgres://user:password@host/database.',
  },
  {
    name: 'CROSSING_DATABASE_CONNECTIONS',
    default: '10',
    meaning: 'Connections of one process to PostgreSQL at most, 2 to 200; one more listens.',
  },
  {
    name: 'CROSSING_DATABASE_CONNECT_TIMEOUT',
    default: '2800',
    meaning: 'Milliseconds that a call waits for a free or new connection, 100 to 60000.',
  },
  {
    name: 'CROSSING_DATABASE_STATEMENT_TIMEOUT',
    default: '2500',
    meaning: 'Milliseconds that PostgreSQL may work on one statement, 100 to 60000.',
  },
  {
    name: 'CROSSING_DATABASE_LOCK_TIMEOUT',
    default: '2000',
    meaning: 'Milliseconds that a statement may wait for a lock, 50 to 60000.',
  },
  {
    name: 'CROSSING_DATABASE_SLOW',
    default: '500',
    meaning:
      'Milliseconds from which a statement is logged (`warn`): its text without values, and how long; 0: never.',
  },
];

/** A number of milliseconds as a limit. */
function milliseconds(min: number, byDefault: number) {
  return positive(min, 60_000).default(byDefault);
}

/** Their fields of the environment. */
export const databaseFields = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, 'use postgres://user:password@host:port/database')
    .optional(),
  CROSSING_DATABASE_CONNECTIONS: positive(2, 200).default(10),
  CROSSING_DATABASE_CONNECT_TIMEOUT: milliseconds(100, 2_800),
  CROSSING_DATABASE_STATEMENT_TIMEOUT: milliseconds(100, 2_500),
  CROSSING_DATABASE_LOCK_TIMEOUT: milliseconds(50, 2_000),
  CROSSING_DATABASE_SLOW: milliseconds(0, 500),
};

const Environment = z.object(databaseFields);

/** What they say. Milliseconds all. */
export interface DatabaseSettings {
  /** Absent: PGlite. */
  readonly databaseUrl?: string;
  /** Connections of this process to PostgreSQL at most, without the one that listens. */
  readonly connections: number;
  /** How long PostgreSQL may take, for a connection, for a statement, for a lock. */
  readonly limits: {
    readonly connectMs: number;
    readonly statementMs: number;
    readonly lockMs: number;
  };
  /** Statements that take so long are logged; 0: none. */
  readonly slowMs: number;
}

/** Puts the fields together. */
export function databaseSettings(env: z.infer<typeof Environment>): DatabaseSettings {
  return {
    ...(env.DATABASE_URL === undefined ? {} : { databaseUrl: env.DATABASE_URL }),
    connections: env.CROSSING_DATABASE_CONNECTIONS,
    limits: {
      connectMs: env.CROSSING_DATABASE_CONNECT_TIMEOUT,
      statementMs: env.CROSSING_DATABASE_STATEMENT_TIMEOUT,
      lockMs: env.CROSSING_DATABASE_LOCK_TIMEOUT,
    },
    slowMs: env.CROSSING_DATABASE_SLOW,
  };
}
