import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell, Table } from '../../activities/contract.ts';
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
    expect(shown([0, 4, 5], false)).toEqual(['<5', '<5', 5, undefined]);
  });

  test('take another one with them where the total would tell them', () => {
    expect(shown([12, 3, 7])).toEqual([12, '<5', '*', 22]);
    expect(shown([12, 1, 1, 7])).toEqual([12, '<5', '<5', '*', 21]);
    expect(shown([12, 3, 4])).toEqual([12, '<5', '<5', 19]);
  });

  test('take the total with them where there is no other one', () => {
    expect(shown([3])).toEqual(['<5', '<5']);
    expect(shown([])).toEqual(['<5']);
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
      { procedure: 'outbound', state: 'mobilization', n: '<5' },
      { ...stay, n: 5 },
    ]);
  });
});
