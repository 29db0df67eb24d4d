/** The log of the registers and of API keys: insert-only, so that who changed what stays known. */
import type { Kysely } from 'kysely';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { jsonb } from './json.ts';
import type { Database } from './schema.ts';

/** One thing that happened. */
interface RegisterLogEntry {
  /** ISO instant. */
  readonly at: string;
  /** An officer's id, or `operator`. */
  readonly who: string;
  readonly what: 'proposed' | 'confirmed' | 'withdrawn' | 'created' | 'rotated' | 'revoked';
  /** `officer/`, `issuer/`, `substitution/` (of the absentee) or `api-key/`, and an id. */
  readonly subject: string;
  /** The change of the registers that it belongs to; absent for API keys. */
  readonly changeId?: string;
  /** What was changed; never a secret, nor its hash. */
  readonly detail: JsonObject;
}

/** Writes it, in the transaction of what it tells of. */
export async function logRegisters(
  db: Kysely<Database>,
  { at, who, what, subject, changeId, detail }: RegisterLogEntry,
): Promise<void> {
  await db
    .insertInto('register_log')
    .values({ at, who, what, subject, change_id: changeId ?? null, detail: jsonb(detail) })
    .execute();
}
