/**
 * A small seeded generator (mulberry32): the same seed, the same walk.
 */

/** Chance, as far as the seed goes. */
export interface Random {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  readonly chance: (probability: number) => boolean;
  /** `undefined` for an empty list. */
  readonly pick: <T>(items: readonly T[]) => T | undefined;
  /** By weight; `undefined` for an empty list. */
  readonly weighted: <T>(items: readonly (readonly [T, number])[]) => T | undefined;
}

/** A generator for a seed. */
export function randomOf(seed: number): Random {
  let a = (Math.imul(seed, 2_654_435_761) + 0x9e37_79b9) >>> 0;
  const next = (): number => {
    a = (a + 0x6d2b_79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)],
    weighted: (items) => {
      let rest = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      return items.find(([, weight]) => (rest -= weight) < 0)?.[0] ?? items.at(-1)?.[0];
    },
  };
}
