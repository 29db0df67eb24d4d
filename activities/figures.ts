/**
 * What may be published of the figures: no cell under five, and none that could be reckoned from what
 * shows beside it (`suppression.ts`).
 */
import type { Cell, Figures, PublishedFigures, PublishedTable, Report, Table } from './contract.ts';
import { HIDDEN, SMALLEST, hiddenOf } from './suppression.ts';
import type { Counted, Known, Relation } from './suppression.ts';

/** The reports of the months beside, where they were made. */
export interface Beside {
  readonly before?: Report | undefined;
  readonly after?: Report | undefined;
}

/** The figures as they may be published beside the reports that were. */
export function published(figures: Figures, beside: Beside = {}): PublishedFigures {
  const tables = withEmptyRows(figures.tables);
  const { before, after } = beside;
  const known = [...knownOf('before', before), ...knownOf('after', after)];
  const cells = tables.flatMap(cellsOf);
  const ids = new Set([...cells, ...known].map(({ id }) => id));
  const relations = [
    ...tables.filter(({ total }) => total).map(sumOf),
    ...closedIsOutcomes(tables),
    ...(before === undefined ? [] : balances('before', '', tables)),
    ...(after === undefined ? [] : balances('', 'after', after.tables)),
  ].filter(({ terms }) => terms.some(({ id }) => ids.has(id)));
  const hidden = hiddenOf(cells, known, relations);
  return {
    tables: tables.map((table) => publishedTable(table, hidden)),
    times: figures.times.map(({ n, medianDays, p90Days, ...where }) =>
      n < SMALLEST ? { ...where, n: HIDDEN } : { ...where, n, medianDays, p90Days },
    ),
  };
}

/** Tables whose cells make up each other's. */
const BALANCED = ['opened', 'closed', 'open'];

/** What is in one of those tables has its row in all, so that an absent one tells nothing. */
function withEmptyRows(tables: readonly Table[]): readonly Table[] {
  const keys = uniqueKeys(BALANCED.flatMap((name) => rowsOf(tables, name)));
  const sorted = keys.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return tables.map((table) => {
    if (!BALANCED.includes(table.name)) return table;
    const counts = new Map(table.rows.map(({ key, n }) => [JSON.stringify(key), n]));
    const rows = sorted.map((key) => ({ key, n: counts.get(JSON.stringify(key)) ?? 0 }));
    return { ...table, rows };
  });
}

/** Names a cell: its report (nothing for the one that is made), table and key. */
function idOf(report: string, table: string, key: readonly string[] | 'total'): string {
  return JSON.stringify([report, table, key]);
}

function cellsOf({ name, rows, total }: Table): readonly Counted[] {
  const cells = rows.map(({ key, n }) => ({ id: idOf('', name, key), n }));
  const sum = rows.reduce((all, { n }) => all + n, 0);
  return total ? [...cells, { id: idOf('', name, 'total'), n: sum }] : cells;
}

function knownOf(report: string, of: Report | undefined): readonly Known[] {
  return (of?.tables ?? []).flatMap(({ name, rows }) =>
    rows.map(({ key, n }) => ({ id: idOf(report, name, key), shown: n })),
  );
}

/** The cells of a table come to its total. */
function sumOf({ name, rows }: Table): Relation {
  const cells = rows.map(({ key }) => idOf('', name, key));
  return {
    terms: [...plus(cells), { id: idOf('', name, 'total'), sign: -1 }],
    first: cells,
  };
}

/** As many cases of a procedure are closed as have an outcome. */
function closedIsOutcomes(tables: readonly Table[]): readonly Relation[] {
  const closed = rowsOf(tables, 'closed');
  const outcomes = rowsOf(tables, 'outcomes');
  const procedures = new Set([...closed, ...outcomes].map(([procedure = '']) => procedure));
  return [...procedures].map((procedure) => ({
    terms: [
      ...plus(closed.filter(([of]) => of === procedure).map((key) => idOf('', 'closed', key))),
      ...minus(outcomes.filter(([of]) => of === procedure).map((key) => idOf('', 'outcomes', key))),
    ],
  }));
}

/** What was open in one report, and was opened and not closed since, is open in the next, of these tables. */
function balances(was: string, is: string, tables: readonly Keyed[]): readonly Relation[] {
  return uniqueKeys(BALANCED.flatMap((name) => rowsOf(tables, name))).map((key) => ({
    terms: [
      ...plus([idOf(is, 'open', key), idOf(is, 'closed', key)]),
      ...minus([idOf(was, 'open', key), idOf(is, 'opened', key)]),
    ],
  }));
}

type Keyed = Pick<Table, 'name'> & {
  readonly rows: readonly { readonly key: readonly string[] }[];
};

function rowsOf(tables: readonly Keyed[], name: string): readonly (readonly string[])[] {
  return tables.filter((table) => table.name === name).flatMap(({ rows }) => rows.map(keyOf));
}

function keyOf({ key }: { readonly key: readonly string[] }): readonly string[] {
  return key;
}

function uniqueKeys(keys: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}

function plus(ids: readonly string[]): Relation['terms'] {
  return ids.map((id) => ({ id, sign: 1 }));
}

function minus(ids: readonly string[]): Relation['terms'] {
  return ids.map((id) => ({ id, sign: -1 }));
}

function publishedTable(
  { total, rows, ...table }: Table,
  hidden: ReadonlySet<string>,
): PublishedTable {
  const shown = (key: readonly string[] | 'total', n: number): Cell =>
    hidden.has(idOf('', table.name, key)) ? HIDDEN : n;
  const cells = rows.map(({ key, n }) => ({ key, n: shown(key, n) }));
  if (!total) return { ...table, rows: cells };
  const sum = rows.reduce((all, { n }) => all + n, 0);
  return { ...table, rows: cells, total: shown('total', sum) };
}
