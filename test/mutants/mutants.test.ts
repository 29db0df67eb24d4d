/**
 * That every seeded fault still fits the sources, and that faults of each kind are seen. `npm run mutants`
 * looks for all of them.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MUTATIONS } from './mutations.ts';
import { fateOf, mutated } from './run.ts';

const NAMES = [
  'stay not asked: the kernel passes over it',
  'a timer that decides: the end of the window upholds a refusal',
  'four eyes: a second body is not required',
];

describe('seeded faults', () => {
  it('are twenty at least, each with a name of its own', () => {
    expect(MUTATIONS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
  });

  it.each(MUTATIONS)('can be made: $name', (mutation) => {
    const text = readFileSync(new URL(`../../${mutation.file}`, import.meta.url), 'utf8');
    expect(mutated(text, mutation)).not.toBe(text);
  });

  it.each(MUTATIONS.filter(({ name }) => NAMES.includes(name)))(
    'is seen: $name',
    async (mutation) => {
      expect((await fateOf(mutation)).by).toBeDefined();
    },
    300_000,
  );
});
