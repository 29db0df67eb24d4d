/**
 * How a case can end. The procedure's own outcomes are added to those that every procedure has.
 */
import { crossing } from '../setup.ts';

/** One outcome. */
export function outcome(description: string) {
  return { type: 'final', description } as const;
}

/** Outcomes of every procedure. */
export const closedOutcomes = {
  'closed-deceased': outcome('The person has died; the case is closed.'),
  'closed-mistaken-identity': outcome('The case was about another person; it is closed.'),
  'closed-administratively': outcome('Two officers closed a case that could go no further.'),
} as const;

/** Outcomes of both crossing procedures. */
export const crossingOutcomes = {
  ...closedOutcomes,
  'returned-voluntarily': outcome('The person returned of free will.'),
  repatriated: outcome('The person was handed over on an order of two bodies.'),
  'protection-granted': outcome('The person is protected.'),
  'out-of-scope': outcome('The cable does not speak of this person; referred under 5b.'),
  'not-illegal-assisted': outcome('No illegal crossing; the return is assisted.'),
} as const;

/** The final states, under one node whose id targets can name. */
export function outcomes<const T extends Record<string, ReturnType<typeof outcome>>>(states: T) {
  return crossing.createStateConfig({ id: 'outcome', initial: 'closed-deceased', states });
}
