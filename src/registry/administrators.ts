/** Administrators: who stands in for one, and that there are always two of them. */
import type { Kysely } from 'kysely';
import type { OfficerTerm } from '../../activities/ports.ts';
import type { RegisterChange } from './register-changes.ts';
import type { Database } from './schema.ts';

type Db = Kysely<Database>;

const ROLE = 'administrator';

/** Fewer could not confirm what another one proposes. */
const LEAST = 2;

/**
 * The officer, and all for whom he stands in at an instant (ISO) without any scope: he counts as each of
 * them where registers are changed. What is for single events or procedures has nothing to do with these.
 */
export async function personsOf(db: Db, officer: string, at: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('substitutions')
    .selectAll()
    .where('substitute', '=', officer)
    .where('events', 'is', null)
    .where('procedures', 'is', null)
    .execute();
  const now = rows.filter((row) => isWithin(row, at));
  return [officer, ...now.map(({ absentee }) => absentee)];
}

/**
 * From when on fewer than two administrators would be in office because of a change that is applied at this
 * instant (ISO), as far as the register knows; `undefined` where two are left, or it takes none away.
 */
export async function tooFewFrom(
  db: Db,
  change: RegisterChange,
  at: string,
): Promise<string | undefined> {
  const entry = entryOf(change);
  if (entry === undefined || !entry.id.startsWith(`${ROLE}-`)) return undefined;
  const rows = await db
    .selectFrom('officers')
    .select(['id', 'valid_from', 'valid_until'])
    .where('role', '=', ROLE)
    // One change at a time: two that each leave two would leave one.
    .forUpdate()
    .execute();
  const own = rows.find(({ id }) => id === entry.id);
  const after = { ...own, ...entry.term };
  const others = rows.filter(({ id }) => id !== entry.id);
  const instants = [at, after.valid_until ?? at, after.valid_from ?? at].map((one) =>
    one > at ? one : at,
  );
  return instants.toSorted().find((instant) => {
    const [before, then] = [own, after].map(
      (mine) =>
        others.filter((row) => isWithin(row, instant)).length +
        Number(mine !== undefined && isWithin(mine, instant)),
    );
    return then !== undefined && then < LEAST && then < (before ?? 0);
  });
}

/** Whose entry of an officer a change puts, and what it says of the term. */
function entryOf(change: RegisterChange) {
  if (change.kind === 'end-term') {
    return { id: change.officer, term: { valid_until: change.until } };
  }
  if (change.kind !== 'put-officer') return undefined;
  const { id, from, until }: OfficerTerm = change.officer;
  return { id, term: { valid_from: from ?? null, valid_until: until ?? null } };
}

function isWithin(
  {
    valid_from: from,
    valid_until: until,
  }: { readonly valid_from?: string | null; readonly valid_until?: string | null },
  at: string,
): boolean {
  return (!from || from <= at) && (!until || at < until);
}
