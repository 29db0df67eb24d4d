import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell, Report, Table } from '../../activities/contract.ts';
import { published } from '../../activities/figures.ts';

function table(cells: readonly number[], total = true): Table {
  const rows = cells.map((n, at) => ({ key: [`row ${at}`], n }));
  return { name: 't', says: 'Counted.', by: ['row'], rows, total };
}

function shown(cells: readonly number[], total = true): readonly (Cell | undefined)[] {
  const { tables } = published({ tables: [table(cells, total)], times: [] });
  const [one] = tables;
  return [...(one?.rows.map(({ n }) => n) ?? []), one?.total];
}

describe('cells under five', () => {
  test('do not show', () => {
    expect(shown([0, 4, 5], false)).toEqual(['*', '*', 5, undefined]);
  });

  test('take another one with them where the total would tell them', () => {
    expect(shown([12, 3, 7])).toEqual([12, '*', '*', 22]);
    expect(shown([12, 1, 1, 7])).toEqual([12, '*', '*', '*', 21]);
    expect(shown([12, 3, 4])).toEqual([12, '*', '*', 19]);
  });

  test('take the total with them where there is no other one', () => {
    expect(shown([3])).toEqual(['*', '*']);
    expect(shown([])).toEqual(['*']);
    expect(shown([6])).toEqual([6, 6]);
  });

  test('cannot be reckoned from the total and what shows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 }), { maxLength: 8 }), (cells) => {
        const all = shown(cells);
        const total = all.at(-1);
        const hidden = cells.filter((_, at) => typeof all[at] !== 'number');
        const small = cells.filter((n) => n < 5);
        expect(hidden.length).toBeGreaterThanOrEqual(small.length);
        if (hidden.length === 0 || typeof total !== 'number') return;
        expect(hidden.length).toBeGreaterThan(1);
        expect(hidden.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(5);
      }),
    );
  });

  test('tell no times either', () => {
    const stay = { procedure: 'outbound', state: 'mobilization', medianDays: 2, p90Days: 9 };
    const times = [
      { ...stay, n: 4 },
      { ...stay, n: 5 },
    ];
    expect(published({ tables: [], times }).times).toEqual([
      { procedure: 'outbound', state: 'mobilization', n: '*' },
      { ...stay, n: 5 },
    ]);
  });
});

describe('cells under five that another table tells', () => {
  const keys = [
    ['outbound', 'Jilin', 'already'],
    ['outbound', 'Jilin', 'later'],
    ['inbound', 'Jilin', 'later'],
  ];
  const counts = fc.array(fc.nat({ max: 9 }), { minLength: keys.length, maxLength: keys.length });
  const named = (name: string, cells: readonly number[]): Table => ({
    name,
    says: 'Counted.',
    by: ['procedure', 'province', 'period'],
    rows: keys.flatMap((key, at) => (cells[at] ? [{ key, n: cells[at] }] : [])),
    total: true,
  });
  const shownIn =
    (tables: readonly { name: string; rows: readonly { key: readonly string[]; n: Cell }[] }[]) =>
    (name: string, key: readonly string[]): Cell =>
      tables.find((one) => one.name === name)?.rows.find((row) => row.key === key)?.n ?? 0;

  test('are not told by the month before: what was open, was opened and closed, is open', () => {
    fc.assert(
      fc.property(counts, counts, counts, (was, opened, closings) => {
        const closed = closings.map((n, at) => Math.min(n, (was[at] ?? 0) + (opened[at] ?? 0)));
        const open = was.map((n, at) => n + (opened[at] ?? 0) - (closed[at] ?? 0));
        const before = report('1958-01', [named('open', was)]);
        const tables = [named('opened', opened), named('closed', closed), named('open', open)];
        const now = shownIn(published({ tables, times: [] }, { before }).tables);
        const then = shownIn(before.tables);
        for (const key of keys) {
          const cells = [
            then('open', key),
            now('opened', key),
            now('closed', key),
            now('open', key),
          ];
          if (!cells.includes('*')) continue;
          expect(possible(cells, ([a = 0, b = 0, c = 0, d = 0]) => a + b - c === d)).not.toBe(1);
        }
      }),
    );
  });

  test('are not told by the outcomes of a procedure', () => {
    const outcomes = (cells: readonly number[]): Table => ({
      ...named('outcomes', []),
      rows: cells.flatMap((n, at) => (n === 0 ? [] : [{ key: ['outbound', `o${at}`, ''], n }])),
    });
    const few = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(few, fc.nat({ max: 9 }), (cells, later) => {
        const sum = cells.reduce((all, n) => all + n, 0);
        const closed = named('closed', [sum, 0, later]);
        const other = { key: ['inbound', 'o', ''], n: later };
        const ended = outcomes(cells);
        const rows = later === 0 ? ended.rows : [...ended.rows, other];
        const tables = [closed, { ...ended, rows }];
        const [first, second] = published({ tables, times: [] }).tables;
        const of = (all: readonly { key: readonly string[]; n: Cell }[] = []): readonly Cell[] =>
          all.filter(({ key }) => key[0] === 'outbound').map(({ n }) => n);
        const [whole = 0] = of(first?.rows);
        const parts = [whole, ...of(second?.rows)];
        const fits = ([head = 0, ...ends]: readonly number[]): boolean =>
          ends.reduce((total, n) => total + n, 0) === head;
        if (parts.slice(1).includes('*')) expect(possible(parts, fits)).not.toBe(1);
      }),
    );
  });

  test('nor by a total that the other procedures leave over', () => {
    const cells = [
      { key: ['outbound', 'Jilin', 'later'], n: 3 },
      { key: ['inbound', 'Jilin', 'later'], n: 20 },
      { key: ['exit', 'Jilin', 'later'], n: 30 },
    ];
    const ends = cells.map(({ key: [procedure = ''], n }) => ({ key: [procedure, 'o', ''], n }));
    const tables = [
      { ...named('closed', []), rows: cells },
      { ...named('outcomes', []), rows: ends },
    ];
    const [closed, outcomes] = published({ tables, times: [] }).tables;
    // By name: exit, inbound, outbound.
    expect(closed?.rows.map(({ n }) => n)).toEqual([30, '*', '*']);
    expect(outcomes?.rows.map(({ n }) => n)).toEqual(['*', '*', 30]);
  });
});

function report(month: string, tables: readonly Table[]): Report {
  return { month, madeAt: '1958-02-01T00:00:00Z', ...published({ tables, times: [] }) };
}

/** How many ways there are to fill in what does not show, so that the sum is right; 2 stands for more. */
function possible(cells: readonly Cell[], fits: (filled: readonly number[]) => boolean): 0 | 1 | 2 {
  if (cells.every((cell) => typeof cell === 'number')) return 2;
  let found: 0 | 1 | 2 = 0;
  const fill = (at: number, filled: readonly number[]): void => {
    if (found === 2) return;
    const cell = cells[at];
    if (cell === undefined) {
      if (fits(filled)) found = found === 0 ? 1 : 2;
      return;
    }
    if (typeof cell === 'number') return fill(at + 1, [...filled, cell]);
    for (let n = 0; n < 40; n += 1) fill(at + 1, [...filled, n]);
  };
  fill(0, []);
  return found;
}
