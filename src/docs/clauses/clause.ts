/**
 * One clause of the cable, decision of ours or invariant, as the page of rules lists it.
 */

/** A line of the rule book. */
export interface Clause {
  /** `0a` to `5b`, `A1` to `A47`, `I1` to `I30`. */
  readonly id: string;
  /** Short quote of the cable, or the decision or invariant in one line. */
  readonly says: string;
  /** Why there is nothing to run and nothing to test, in one line. */
  readonly noBehaviour?: string;
  /** What is still to be built before it can be tested, in one line. */
  readonly open?: string;
}
