/**
 * Instructions of the ministries, beside the main region: while one is awaited decisions wait (5b).
 * What an instruction permits is kept, whether it was awaited or not, and is not used up.
 */
import { cancel } from 'xstate';
import { remind, taskIn } from '../asks.ts';
import { crossing } from '../setup.ts';
import { EVERY_PROCEDURE } from '../vocabulary/every.ts';

const task = taskIn(EVERY_PROCEDURE);

const keepPermits = crossing.assign({
  permits: ({ context, event }) => [...new Set([...context.permits, ...(event.permits ?? [])])],
});

/** none ↔ awaited. */
export const instructions = crossing.createStateConfig({
  initial: 'none',
  states: {
    none: {
      description: 'No instruction is awaited.',
      on: {
        'instructions.requested': 'awaited',
        'internal.instructions-awaited': 'awaited',
        'instructions.received': { actions: keepPermits },
      },
    },
    awaited: {
      description: 'The ministries are asked how to go on; decisions wait.',
      meta: { rule: '0b, 5b' },
      invoke: task(
        'instruction',
        'Instruct the field',
        ['instructions.received'],
        'instructionsReminder',
      ),
      entry: remind('instructionsReminder', 'an instruction of the ministries is awaited'),
      exit: cancel('instructionsReminder'),
      on: { 'instructions.received': { target: 'none', actions: keepPermits } },
    },
  },
});
