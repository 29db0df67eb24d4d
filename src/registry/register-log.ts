/** The log of the registers and of API keys: insert-only, so that who changed what stays known. */
import type { Kysely } from 'kysely';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { jsonb } from './json.ts';
import type { Database } from './schema.ts';

/** One thing that happened. */
export interface RegisterLogEntry {
  /** ISO instant. */
  readonly at: string;
  /** An officer's id, or `operator`. */
  readonly who: string;
  readonly what: 'proposed' | 'confirmed' | 'withdrawn' | 'created' | 'rotated' | 'revoked';
  /** `officer/`, `issuer/`, `substitution/` (of the absentee, or of the entry that ends) or `api-key/`, and an id. */
  readonly subject: string;
  /** The change of the registers that it belongs to; absent for API keys. */
  readonly changeId?: string;
  /** What was changed; never a secret, nor its hash. */
  readonly detail: JsonObject;
}

/** A line of the log, as it is read. */
export interface RegisterLogLine extends RegisterLogEntry {
  /** Place in the log; later ones are greater. */
  readonly n: number;
}

/** The log, for those who read it. */
export interface RegisterLogReads {
  /** Newest first; before a place, about one subject, and at most so many. */
  registerLog(page: {
    readonly before?: number;
    readonly subject?: string;
    readonly limit: number;
  }): Promise<readonly RegisterLogLine[]>;
}

/** Reads over an open database. */
export function registerLogReads(db: Kysely<Database>): RegisterLogReads {
  return {
    async registerLog({ before, subject, limit }) {
      const rows = await db
        .selectFrom('register_log')
        .selectAll()
        .$if(before !== undefined, (query) => query.where('n', '<', String(before)))
        .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
        .orderBy('n', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ n, what, change_id: changeId, ...row }) => ({
        ...row,
        n: Number(n),
        what: what as RegisterLogLine['what'],
        ...(changeId !== null && { changeId }),
      }));
    },
  };
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
