/** Values of array columns. */
import { sql } from 'kysely';

/** A text[] value that both drivers take. */
export function textArray(values: readonly string[]) {
  return sql<string[]>`texts(${JSON.stringify(values)}::text::jsonb)`;
}
