/**
 * How a case can end. The procedure's own outcomes are added to those that every procedure has.
 */
import { crossing } from '../setup.ts';

/** One outcome, with the clauses, decisions or marks that it cites (I17). */
export function outcome(description: string, rule: string) {
  return { type: 'final', description, meta: { rule } } as const;
}

/** Outcomes of every procedure. */
export const closedOutcomes = {
  'closed-deceased': outcome('The person has died; the case is closed.', 'A29 [S]'),
  'closed-mistaken-identity': outcome(
    'The case was about another person; it is closed.',
    'A31 [S]',
  ),
  'closed-administratively': outcome(
    'Two officers closed a case that could go no further.',
    'A30 [S]',
  ),
} as const;

/** Outcomes of both crossing procedures. */
export const crossingOutcomes = {
  ...closedOutcomes,
  'returned-voluntarily': outcome('The person returned of free will.', '1a, 2c, A6, I9'),
  repatriated: outcome('The person was handed over on an order of two bodies.', '1a, 2a, 3, I28'),
  'protection-granted': outcome('The person is protected.', 'A47 [S]'),
  'out-of-scope': outcome('The cable does not speak of this person; referred under 5b.', '5b, A23'),
  'not-illegal-assisted': outcome('No illegal crossing; the return is assisted.', 'A27 [P]'),
} as const;

/** The final states, under one node whose id targets can name. */
export function outcomes<const T extends Record<string, ReturnType<typeof outcome>>>(states: T) {
  return crossing.createStateConfig({ id: 'outcome', initial: 'closed-deceased', states });
}
