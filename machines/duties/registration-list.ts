/**
 * Lists of registered persons are exchanged on the agreed form ([P], 1958): ours goes out, the other
 * side sends its own. What either says of a person is for that person's case.
 */
import { asks, awaits, duty, reminder, taskOf, withdrawal, withdrawn } from './setup.ts';
import { LIST_EVENTS } from './vocabulary.ts';

const task = taskOf(LIST_EVENTS);

/** list → list. */
export const registrationList = duty.createMachine({
  id: 'registration-list',
  context: ({ input }) => input,
  initial: 'compiling',
  on: withdrawal,
  states: {
    compiling: {
      description: 'The list is to be drawn up and sent.',
      meta: { rule: '[P]' },
      invoke: task('list', 'Draw up the registration list and send it', ['list.sent']),
      on: {
        'list.sent': {
          target: 'sent',
          actions: asks('M10', 'listRef'),
        },
      },
    },
    sent: {
      description: 'The list is with the other side; its own is awaited.',
      meta: { rule: '[P]' },
      ...reminder('dutyAnswer', 'the list of the other side'),
      invoke: awaits('answer', 'list of the other side'),
      on: { 'list.returned': { target: 'outcome.answered' } },
    },
    outcome: {
      initial: 'answered',
      states: {
        answered: {
          type: 'final',
          description: 'The other side has sent its list.',
          meta: { rule: '[P]' },
        },
        withdrawn,
      },
    },
  },
});
