/** `record`: the chain is reckoned here, all else in one call of the one SQL function. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { RecordInput, RecordResult, Row } from '../../activities/contract.ts';
import { RecordRefusal } from '../../activities/ports.ts';
import type { RecordStore } from '../../activities/ports.ts';
import { entryHash } from '../file/chain.ts';
import { storableJson } from './json.ts';
import type { Database } from './schema.ts';

type Answer = RecordResult | { readonly refused: RecordRefusal['code']; readonly message: string };

/** The store over an open database. One round trip a record. */
export function recordStore(db: Kysely<Database>): RecordStore {
  return {
    async record(input) {
      const text = JSON.stringify({ ...input, rows: chained(input) });
      const { rows } = await sql<{ answer: Answer }>`
        select record_case(${text}::text::jsonb) as answer`.execute(db);
      const answer = rows[0]?.answer;
      if (answer === undefined) throw new Error('The registry gave no answer to a record.');
      if ('refused' in answer) throw new RecordRefusal(answer.refused, answer.message);
      return answer;
    },
  };
}

/** Each entry row with its place in the chain that starts at `after`. */
function chained(input: RecordInput): readonly object[] {
  let prev = input.after.hash;
  return input.rows.map((row: Row) => {
    if (row.kind === 'rejected') return storable(row);
    const hash = entryHash(row.entry, prev);
    const placed = { ...row, prev, hash };
    prev = hash;
    return placed;
  });
}

/** A signal may be named anything at all; a name must not keep the record from being written. */
function storable<T extends object>(row: T): T {
  return JSON.parse(storableJson(row)) as T;
}
