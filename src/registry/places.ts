/** Where a list may be looked through. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** A province, as `TaskRow.province`, or all; procedures, or all. */
export interface RegisteredPlace {
  readonly province?: string;
  readonly procedures?: readonly string[];
}

/** Whether the case `c` is in one of these places. */
export function isInPlaces(places: readonly RegisteredPlace[]): RawBuilder<unknown> {
  const each = places.map(({ province, procedures }) => {
    const parts = [
      sql`true`,
      ...(province === undefined ? [] : [sql`province_of(c.case_no) in (${province}, 'every')`]),
      ...(procedures === undefined ? [] : [sql`c.procedure in (${sql.join(procedures)})`]),
    ];
    return sql`(${sql.join(parts, sql` and `)})`;
  });
  return each.length === 0 ? sql`false` : sql`(${sql.join(each, sql` or `)})`;
}
