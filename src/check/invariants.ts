/**
 * The invariants of `domain/procedures` 3.8: those that a log shows, and where the others are held.
 */
import type { Invariant } from './invariant.ts';
import { agreement } from './invariants/agreement.ts';
import { COERCION_INVARIANTS } from './invariants/coercion.ts';
import { FILE_INVARIANTS } from './invariants/file.ts';
import { SETTLEMENT_INVARIANTS } from './invariants/settlement.ts';

/** Every invariant that is asked of each entry of a log; I25 besides runs a whole log again. */
export const INVARIANTS: readonly Invariant[] = [
  ...SETTLEMENT_INVARIANTS,
  ...COERCION_INVARIANTS,
  ...FILE_INVARIANTS,
  agreement,
];

/** Invariants that no log shows: why, and what holds them. */
export const HELD_ELSEWHERE: Readonly<Record<string, string>> = {
  I19: 'One open case per person: several cases, not one log. The registry keeps the links; each of two open cases names the other, and the figures count them (docs/decisions/010).',
  I24: 'Terminate, reset, replay: the host, not the chart; held by the tests on real servers.',
  I29: 'No activity carries out force: held by the closed list of effects and of activities.',
};
