/**
 * What may be published of the figures: no cell under five, and none that could be reckoned from a total
 * and the other cells.
 */
import type { Figures, PublishedFigures, PublishedTable, Table } from './contract.ts';

/** Cells below it are not published. */
const SMALLEST = 5;

/** A cell that is too small. */
const SMALL = '<5';

/** A cell that is large enough, and held back so that a small one cannot be reckoned. */
const HELD_BACK = '*';

/** The figures as they may be published. */
export function published({ tables, times }: Figures): PublishedFigures {
  return {
    tables: tables.map(publishedTable),
    times: times.map(({ n, medianDays, p90Days, ...where }) =>
      n < SMALLEST ? { ...where, n: SMALL } : { ...where, n, medianDays, p90Days },
    ),
  };
}

function publishedTable({ total, rows, ...table }: Table): PublishedTable {
  const hidden = total ? hiddenIn(rows.map(({ n }) => n)) : new Set<number>();
  const cells = rows.map(({ key, n }, at) => {
    if (n < SMALLEST) return { key, n: SMALL };
    return { key, n: hidden.has(at) ? HELD_BACK : n };
  });
  if (!total) return { ...table, rows: cells };
  const sum = rows.reduce((all, { n }) => all + n, 0);
  return { ...table, rows: cells, total: sum < SMALLEST ? SMALL : sum };
}

/**
 * The cells that do not show: the small ones, and as many of the next larger ones as it takes until at
 * least two are hidden that come to five or more together.
 */
function hiddenIn(cells: readonly number[]): ReadonlySet<number> {
  const bySize = cells.map((n, at) => ({ n, at })).toSorted((a, b) => a.n - b.n);
  const hidden = new Set<number>();
  let together = 0;
  for (const { n, at } of bySize) {
    const enough = hidden.size === 0 || (hidden.size > 1 && together >= SMALLEST);
    if (n >= SMALLEST && enough) break;
    hidden.add(at);
    together += n;
  }
  return hidden;
}
