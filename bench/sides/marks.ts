/**
 * Moments, kept until they are asked for.
 */
import type { Mark } from './protocol.ts';

/** More are forgotten: nobody asked. */
const MOST = 200_000;

/** Milliseconds of the wall clock, finer than `Date.now()`, and the same in every process. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** What happened when, case by case. */
export class Marks {
  #kept: Mark[] = [];

  set(caseNo: string, name: string): void {
    if (this.#kept.length < MOST) this.#kept.push({ caseNo, name, at: wallClock() });
  }

  /** What was marked since the last call. */
  take(): readonly Mark[] {
    const kept = this.#kept;
    this.#kept = [];
    return kept;
  }
}
