/**
 * The schema's history: named, append-only. What was released is never edited; a change is a new
 * file and a new line at the end. Names sort in the order of the list.
 */
import { Migrator, sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';
import { TABLES } from './001-tables.ts';
import { ENTRIES_STAND } from './002-entries-stand.ts';
import { EFFECTS } from './003-effects.ts';
import { RECORD } from './004-record.ts';
import { HALTS } from './005-halts.ts';
import { VERDICTS } from './006-verdicts.ts';
import { LINKS } from './007-links.ts';
import { MOVED_DATES } from './008-moved-dates.ts';
import { REPORTS } from './009-reports.ts';
import { ASKED_OFTEN } from './010-asked-often.ts';
import { LETTERS } from './011-letters.ts';
import { OFFICERS } from './012-officers.ts';
import { TASKS } from './013-tasks.ts';
import { SUBSCRIPTIONS } from './014-subscriptions.ts';
import { CHANNELS } from './015-channels.ts';
import { SEALED } from './016-sealed.ts';
import { RESUMED } from './017-resumed.ts';
import { CALLS } from './018-calls.ts';
import { BETWEEN_CASES } from './019-between-cases.ts';
import { REBUILT } from './020-rebuilt.ts';
import { SEEN } from './022-seen.ts';
import { OPEN_DRAFTS } from './023-open-drafts.ts';
import { TOLD_BETWEEN } from './025-told-between.ts';
import { unfit } from './unfit.ts';

const MIGRATIONS: Record<string, Migration> = {
  '001-tables': statements(TABLES),
  '002-entries-stand': statements(ENTRIES_STAND),
  '003-effects': statements(EFFECTS),
  '004-record': statements(RECORD),
  '005-halts': statements(HALTS),
  '006-verdicts': statements(VERDICTS),
  '007-links': statements(LINKS),
  '008-moved-dates': statements(MOVED_DATES),
  '009-reports': statements(REPORTS),
  '010-asked-often': statements(ASKED_OFTEN),
  '011-letters': statements(LETTERS),
  '012-officers': statements(OFFICERS),
  '013-tasks': statements(TASKS),
  '014-subscriptions': statements(SUBSCRIPTIONS),
  '015-channels': statements(CHANNELS),
  '016-sealed': statements(SEALED),
  '017-resumed': statements(RESUMED),
  '018-calls': statements(CALLS),
  '019-between-cases': statements(BETWEEN_CASES),
  '020-rebuilt': statements(REBUILT),
  '022-seen': statements(SEEN),
  '023-open-drafts': statements(OPEN_DRAFTS),
  '025-told-between': statements(TOLD_BETWEEN),
};

function statements(list: readonly string[]): Migration {
  return {
    up: async (db) => {
      for (const statement of list) await sql.raw(statement).execute(db);
    },
  };
}

/**
 * Brings the schema up to date. Two processes at once: one waits for the other (Kysely holds an
 * advisory lock over all of it), then finds nothing to do.
 * @throws RegistryUnfit where the steps that were taken do not fit; else the first failure, with which what
 * came before it is undone.
 */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw (await unfit(db, Object.keys(MIGRATIONS))) ?? error;
}
