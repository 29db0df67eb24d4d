/** JSON on its way into the database. */
import { sql } from 'kysely';
import type { ColumnType, RawBuilder } from 'kysely';

/** A jsonb column: read as a value, written through `jsonb()` alone. */
export type Jsonb<T> = ColumnType<T, T, T>;

/** A value for a jsonb column. Text, because drivers take a bare array for an array of PostgreSQL. */
export function jsonb<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::text::jsonb`;
}

/**
 * As `jsonb`, with what jsonb cannot hold (NUL, lone surrogates) replaced by U+FFFD: for words about a
 * message that may quote it, never for what a hash covers.
 */
export function storableJson(value: unknown): string {
  // Strings that are well-formed hold neither escape: JSON.stringify writes these two forms alone so.
  return JSON.stringify(value).replace(
    /\\(?:[^u]|u(0000|d[89a-f][0-9a-f]{2})?)/g,
    (escape, bad: string | undefined) => (bad === undefined ? escape : '\\ufffd'),
  );
}

/** A text with what PostgreSQL cannot hold (NUL, lone surrogates) replaced by U+FFFD. */
export function storableText(text: string): string {
  return text.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD');
}
