/**
 * Lists in pages: `limit` rows after a `cursor`. A cursor says where the next page begins; it is opaque to
 * callers, and rows that come or go meanwhile make none of the others come twice or get lost.
 */
import { z } from '@hono/zod-openapi';
import { Problem } from './problems.ts';

/** Rows of one page: without a limit, and at most. */
const ROWS = { absent: 100, most: 1_000 } as const;

/** Of lists that gave so many before there were pages. */
export const ROWS_BEFORE = ROWS.most;

/** Query parameters of a list. */
export const PageQuery = {
  limit: z
    .string()
    .regex(/^(?:[1-9]\d{0,2}|1000)$/)
    .optional()
    .describe(`Rows of one page, ${ROWS.most} at most.`)
    .openapi({ example: '50' }),
  cursor: z
    .string()
    .regex(/^[\w-]{1,500}$/)
    .optional()
    .describe('`next` of the page before.'),
};

/** The member of an answer that leads on. */
export const Next = z
  .string()
  .optional()
  .describe('Cursor of the next page; absent on the last one.');

/** The rows that a page has at most. */
export function limitOf(limit: string | undefined, absent: number = ROWS.absent): number {
  return Number(limit ?? absent);
}

/** A cursor for the place after a row that is told by these texts. */
export function cursorAt(...place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * The texts of a cursor; `undefined` where none is given.
 * @throws Problem MALFORMED where it is none of this list.
 */
export function placeIn(cursor: string | undefined, texts: number): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  const place = parsed(cursor);
  const isPlace =
    Array.isArray(place) && place.length === texts && place.every((one) => typeof one === 'string');
  if (isPlace) return place;
  throw malformed();
}

function malformed(): Problem {
  return new Problem('MALFORMED', 'cursor: send `next` of the page before, as it came.');
}

function parsed(cursor: string): unknown {
  try {
    const text = Buffer.from(cursor, 'base64url').toString('utf8');
    // A database holds no NUL.
    return text.includes('\\u0000') ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/**
 * The part of a list that grows at its end alone: one row more than its page holds, for `partOf`.
 * @throws Problem MALFORMED where the cursor is none of such a list.
 */
export function partAfter(
  cursor: string | undefined,
  limit: string | undefined,
): { readonly after: number; readonly limit: number } {
  return { after: numberIn(cursor), limit: limitOf(limit, ROWS_BEFORE) + 1 };
}

/** The number that a cursor of one number holds; 0 where none is given. @throws Problem MALFORMED. */
export function numberIn(cursor: string | undefined): number {
  const [text = '0'] = placeIn(cursor, 1) ?? [];
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw malformed();
}

/** The page of such a part. */
export function partOf<Row>(
  rows: readonly Row[],
  { after, limit }: { readonly after: number; readonly limit: number },
): { readonly page: Row[]; readonly next?: string } {
  return pageOf(rows, limit - 1, () => cursorAt(String(after + limit - 1)));
}

/** One page of rows that were read one further than it holds. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
): { readonly page: Row[]; readonly next?: string } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, ...(rows.length > limit && last !== undefined && { next: cursorOf(last) }) };
}
