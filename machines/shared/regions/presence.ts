/**
 * Where the person is, beside the main region: nothing adverse is decided in absence, and the case
 * goes on where it stopped (A30, I21).
 */
import { cancel, raise } from 'xstate';
import { remind } from '../asks.ts';
import { crossing } from '../setup.ts';

/** present ↔ absent. */
export const presence = crossing.createStateConfig({
  initial: 'present',
  states: {
    present: {
      description: 'The person can be found.',
      on: {
        'person.absconded': {
          target: 'absent',
          actions: raise({ type: 'internal.handover-interrupted' }),
        },
      },
    },
    absent: {
      description: 'The person cannot be found; decisions wait.',
      meta: { rule: 'A30, I21' },
      entry: remind('absenceReminder', 'the person has been absent for half a year'),
      exit: cancel('absenceReminder'),
      on: { 'person.reappeared': 'present' },
    },
  },
});
