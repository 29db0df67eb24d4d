/**
 * The other side is asked for a measure (4a, 4f), and answers.
 */
import { asks, awaits, duty, reminder, taskOf, withdrawal, withdrawn } from './setup.ts';
import { COORDINATION_EVENTS } from './vocabulary.ts';

const task = taskOf(COORDINATION_EVENTS);

/** request → answer. */
export const coordination = duty.createMachine({
  id: 'coordination',
  context: ({ input }) => input,
  initial: 'requesting',
  on: withdrawal,
  states: {
    requesting: {
      description: 'The request is to be sent.',
      meta: { rule: '4a, 4f' },
      invoke: task('request', 'Ask the other side for the measure', ['coordination.requested']),
      on: {
        'coordination.requested': {
          target: 'requested',
          actions: asks('M12', 'measureRef'),
        },
      },
    },
    requested: {
      description: 'The other side was asked; its answer is awaited.',
      meta: { rule: '4a, 4f' },
      ...reminder('dutyAnswer', 'the answer to the request for coordination'),
      invoke: awaits('answer', 'answer to the request for coordination'),
      on: { 'coordination.answered': { target: 'outcome.answered' } },
    },
    outcome: {
      initial: 'answered',
      states: {
        answered: { type: 'final', description: 'The other side has answered.' },
        withdrawn,
      },
    },
  },
});
