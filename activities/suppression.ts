/**
 * Which cells do not show, so that no small one can be reckoned from those that do: not from a total,
 * nor from another table, nor from the reports of the months beside.
 */
import type { Cell } from './contract.ts';

/** Cells below it are not published. */
export const SMALLEST = 5;

/**
 * In place of a cell that is too small, and of one that is large enough but would tell a small one. One
 * mark for both: which of them it is would tell already.
 */
export const HIDDEN = '*';

/** A cell with its number. */
export interface Counted {
  readonly id: string;
  readonly n: number;
}

/** A cell of another report, as everybody knows it. */
export interface Known {
  readonly id: string;
  readonly shown: Cell;
}

/** A sum that everybody knows to be zero: cells, each added or taken away. */
export interface Relation {
  readonly terms: readonly { readonly id: string; readonly sign: 1 | -1 }[];
  /** Cells to hold back first; others of this report where these are not enough. */
  readonly first?: readonly string[];
}

/**
 * The cells that do not show: the small ones, and as few others as is simply found. No relation alone
 * then tells a small cell, and all relations together determine none.
 */
export function hiddenOf(
  cells: readonly Counted[],
  known: readonly Known[],
  relations: readonly Relation[],
): ReadonlySet<string> {
  const here = new Map(cells.map(({ id, n }) => [id, n]));
  const hidden = new Set(cells.filter(({ n }) => n < SMALLEST).map(({ id }) => id));
  const elsewhere = new Map(known.map(({ id, shown }) => [id, shown]));
  const standing: Standing = {
    here,
    cellOf: (id) => {
      const n = here.get(id) ?? elsewhere.get(id) ?? 0;
      return hidden.has(id) ? HIDDEN : n;
    },
  };
  for (;;) {
    const telling =
      relations.find((relation) => tellsAlone(relation, standing)) ??
      tellTogether(relations, standing);
    const next = telling && nextToHide(telling, standing);
    if (next === undefined) return hidden;
    hidden.add(next);
  }
}

interface Standing {
  /** The numbers of this report. */
  readonly here: ReadonlyMap<string, number>;
  /** What shows of a cell so far, of this report or another. */
  readonly cellOf: (id: string) => Cell;
}

/**
 * Whether a relation tells a hidden cell: it is the only one, or those that are hidden come to so little
 * that each of them is small.
 */
function tellsAlone({ terms }: Relation, standing: Standing): boolean {
  if (nextOf(terms, standing) === undefined) return false;
  const signs: number[] = [];
  let rest = 0;
  for (const { id, sign } of terms) {
    const cell = standing.cellOf(id);
    if (typeof cell === 'number') rest -= sign * cell;
    else signs.push(sign);
  }
  if (signs.length < 2) return signs.length === 1;
  return signs.every((sign) => sign === signs[0]) && Math.abs(rest) < SMALLEST;
}

/** A relation of a cell that all relations together determine; absent where there is none. */
function tellTogether(relations: readonly Relation[], standing: Standing): Relation | undefined {
  const isOpen = ({ id }: { readonly id: string }): boolean =>
    typeof standing.cellOf(id) !== 'number';
  const rows = relations.map(
    ({ terms }) => new Map<string, number>(terms.filter(isOpen).map(entryOf)),
  );
  const told = determinedBy(rows);
  return relations.find(
    ({ terms }) =>
      terms.some(({ id }) => told.includes(id)) && nextOf(terms, standing) !== undefined,
  );
}

function entryOf({ id, sign }: Relation['terms'][number]): [string, number] {
  return [id, sign];
}

/** The cells that stand alone in a row of the reduced form of these rows. */
function determinedBy(rows: readonly Map<string, number>[]): readonly string[] {
  const done: { readonly pivot: string; readonly row: Map<string, number> }[] = [];
  for (const row of rows) {
    for (const { pivot, row: by } of done) subtract(row, by, pivot);
    const [pivot] = row.keys();
    if (pivot === undefined) continue;
    for (const { row: other } of done) subtract(other, row, pivot);
    done.push({ pivot, row });
  }
  return done.filter(({ row }) => row.size === 1).map(({ pivot }) => pivot);
}

/** Takes a multiple of a row away, so that the pivot falls out. Rows hold no zeros. */
function subtract(row: Map<string, number>, by: ReadonlyMap<string, number>, pivot: string): void {
  const factor = (row.get(pivot) ?? 0) / (by.get(pivot) ?? 1);
  if (factor === 0) return;
  for (const [id, value] of by) {
    const left = (row.get(id) ?? 0) - factor * value;
    if (Math.abs(left) < 1e-9) row.delete(id);
    else row.set(id, left);
  }
}

function nextToHide({ terms, first = [] }: Relation, standing: Standing): string | undefined {
  const preferred = terms.filter(({ id }) => first.includes(id));
  return nextOf(preferred, standing) ?? nextOf(terms, standing);
}

/** The smallest cell of this report that still shows. */
function nextOf(terms: Relation['terms'], { here, cellOf }: Standing): string | undefined {
  const shown = terms.filter(({ id }) => here.has(id) && typeof cellOf(id) === 'number');
  return shown.toSorted((a, b) => (here.get(a.id) ?? 0) - (here.get(b.id) ?? 0))[0]?.id;
}
