/**
 * A province prevents further crossings (4b): planned, in force, looked at every year.
 */
import { duty, reminder, taskOf, withdrawal, withdrawn } from './setup.ts';
import { PREVENTION_EVENTS } from './vocabulary.ts';

const task = taskOf(PREVENTION_EVENTS);

/** planned → in force → reviewed. */
export const preventionMeasure = duty.createMachine({
  id: 'prevention-measure',
  context: ({ input }) => input,
  initial: 'planned',
  on: withdrawal,
  states: {
    planned: {
      description: 'The measure is planned.',
      meta: { rule: '4b' },
      invoke: task('enter', 'Put the measure into force', ['measure.entered-into-force']),
      on: { 'measure.entered-into-force': { target: 'in-force' } },
    },
    'in-force': {
      description: 'The measure is in force; it is looked at every year.',
      meta: { rule: '4b' },
      ...reminder('measureReview', 'the review of the measure'),
      invoke: task('review', 'Review the measure', ['measure.reviewed'], 'measureReview'),
      on: {
        'measure.reviewed': [
          { guard: 'isContinued', target: 'in-force', reenter: true },
          { guard: 'isEnded', target: 'outcome.reviewed' },
        ],
      },
    },
    outcome: {
      initial: 'reviewed',
      states: {
        reviewed: { type: 'final', description: 'The measure was reviewed and has ended.' },
        withdrawn,
      },
    },
  },
});
