/** A database that is open, migrated and listened to: what both drivers have in common. */
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import type { Waiters } from './waiters.ts';

export interface Link {
  readonly db: Kysely<Database>;
  readonly waiters: Waiters;
  /** Ends the waiting, then the connections. Harmless twice. */
  readonly close: () => Promise<void>;
}
