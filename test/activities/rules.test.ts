import { expect, test } from 'vitest';
import { withRules } from '../../activities/rules.ts';

const TABLE = {
  name: 'outcomes',
  says: 'Outcomes.',
  by: ['procedure', 'outcome', 'rule'],
  total: true,
};

test('an outcome rests on the clause that was decided on, else on what its chart cites', () => {
  const rows = [
    { key: ['outbound', 'passport-issued', ''], n: 7 },
    { key: ['outbound', 'repatriated', '3'], n: 5 },
    { key: ['exit', 'departed', ''], n: 6 },
    { key: ['outbound', 'of another version', ''], n: 1 },
  ];
  expect(withRules({ ...TABLE, rows }).rows.map(({ key }) => key)).toEqual([
    ['outbound', 'passport-issued', '1b, 1c'],
    ['outbound', 'repatriated', '3'],
    ['exit', 'departed', '4d'],
    ['outbound', 'of another version', ''],
  ]);
});

test('no other table is touched', () => {
  const table = { ...TABLE, name: 'opened', rows: [{ key: ['outbound', 'Jilin', ''], n: 1 }] };
  expect(withRules(table)).toBe(table);
});
