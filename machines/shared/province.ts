/**
 * The province that a case names at its opening. The cable is for three; every other one counts as
 * `other` and is reached through the Ministry of Public Security (A44).
 */
import type { JsonObject } from '../kernel/types.ts';

/** Provinces of the cable. */
const PROVINCES: readonly unknown[] = ['Liaoning', 'Jilin', 'Heilongjiang'];

/** The words that a province can be said in (procedures 4.1). */
const WORDS: readonly unknown[] = [...PROVINCES, 'other'];

/** Whether one of the four words of the procedures is named. */
export function isProvince(province: unknown): boolean {
  return WORDS.includes(province);
}

/** The province as it is shown and counted: one of the three, else `other`, also where none is named. */
export function provinceOf({ province }: JsonObject): string {
  return typeof province === 'string' && PROVINCES.includes(province) ? province : 'other';
}

/** Whether a province is named, and it is none of the three. */
export function isElsewhere(facts: JsonObject): boolean {
  return typeof facts['province'] === 'string' && provinceOf(facts) === 'other';
}
