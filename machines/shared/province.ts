/**
 * The province that a case names at its opening. The cable is for three; every other one counts as
 * `other` and is reached through the Ministry of Public Security (A44).
 */
import type { JsonObject } from '../kernel/types.ts';

/** Provinces of the cable. */
const PROVINCES = ['Liaoning', 'Jilin', 'Heilongjiang'] as const;

/** The words that a province can be said in (procedures 4.1). */
export const PROVINCE_WORDS = [...PROVINCES, 'other'] as const;

/** Whether one of the four words of the procedures is named. */
export function isProvince(province: unknown): boolean {
  return (PROVINCE_WORDS as readonly unknown[]).includes(province);
}

/** The province as it is shown and counted: one of the three, else `other`, also where none is named. */
export function provinceOf({ province }: JsonObject): string {
  return PROVINCES.find((one) => one === province) ?? 'other';
}

/** Whether a province is named, and it is none of the three. */
export function isElsewhere(facts: JsonObject): boolean {
  return typeof facts['province'] === 'string' && provinceOf(facts) === 'other';
}
