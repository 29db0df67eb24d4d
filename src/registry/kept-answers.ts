/** Answers kept for calls that come again under the same idempotency key. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { jsonb } from './json.ts';
import type { Database } from './schema.ts';

/** An answer as it went out. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A call by its key. Keys of two callers have nothing to do with each other. */
export interface KeyedCall {
  readonly caller: string;
  readonly key: string;
}

/** What is to be done with a call. */
export type Begun =
  | { readonly is: 'begin' }
  /** It was begun before and failed, or whoever began it is gone: what it was to do may be done. */
  | { readonly is: 'again' }
  /** It is under way. */
  | { readonly is: 'wait' }
  /** The key stands for another call. */
  | { readonly is: 'other' }
  | ({ readonly is: 'kept' } & KeptAnswer);

export interface KeptAnswers {
  /** Begins a call, or says why not. One of any number at once gets `begin`. */
  beginCall(call: KeyedCall & { readonly digest: string }): Promise<Begun>;
  /** Keeps the answer for two days. */
  keepAnswer(call: KeyedCall, answer: KeptAnswer): Promise<void>;
  /** The call failed on our side: the next one under the key takes it up `again`. */
  freeCall(call: KeyedCall): Promise<void>;
  /** The call was refused: the key is as if it had never been used. */
  forgetCall(call: KeyedCall): Promise<void>;
}

/** A call that is under way for longer is taken for one whose process has died. */
const STALE = '2 minutes';
/** Answers are kept for so long at least. */
const KEEP = '48 hours';

/** The store over an open database. */
export function keptAnswers(db: Kysely<Database>): KeptAnswers {
  const of = ({ caller, key }: KeyedCall) => ({ caller, key });
  return {
    async beginCall({ caller, key, digest }) {
      const { rows } = await sql<{ begun: Begun }>`
        select begin_call(${caller}, ${key}, ${digest}, ${STALE}::text::interval,
          ${KEEP}::text::interval) as begun`.execute(db);
      const begun = rows[0]?.begun;
      if (begun === undefined) throw new Error('begin_call answered nothing');
      return begun;
    },
    async keepAnswer(call, { status, headers, body }) {
      await db
        .updateTable('kept_answers')
        .set({ status, headers: jsonb(headers), body })
        .where((row) => row.and(of(call)))
        .execute();
    },
    async freeCall(call) {
      await db
        .updateTable('kept_answers')
        .set({ free: true })
        .where((row) => row.and(of(call)))
        .execute();
    },
    async forgetCall(call) {
      await db
        .deleteFrom('kept_answers')
        .where((row) => row.and(of(call)))
        .execute();
    },
  };
}
