/**
 * The beginning of a crossing case: who the person is, and whether the cable speaks of the person.
 * Nothing about the person is taken before.
 */
import { firstDay } from '../../kernel/instants.ts';
import { refused, taskIn } from '../asks.ts';
import { crossing } from '../setup.ts';
import { CROSSING } from '../vocabulary/crossing.ts';

const task = taskIn(CROSSING);

const tooEarly = refused('SCREENING_FIRST');

/**
 * Of a partial date the first possible day counts; without a date the person had crossed already.
 */
export const screen = crossing.assign({
  screened: true,
  nationality: ({ event }) => event.nationality ?? null,
  illegalCrossing: ({ event }) => event.illegalCrossing ?? null,
  crossedOn: ({ event }) => event.crossedOn ?? null,
  period: ({ context, event }) =>
    firstDay(event.crossedOn ?? context.cutOffDate) > context.cutOffDate ? 'later' : 'already',
});

/** The step before screening. */
export const intake = crossing.createStateConfig({
  description: 'It is to be found out who the person is.',
  invoke: task('identity', 'Verify who the person is', ['identity.verified'], 'decisionReminder'),
  on: { 'identity.verified': 'screening' },
});

/** Asks for the screening. */
export const screeningTask = task(
  'screening',
  'Screen: nationality, kind of crossing, date',
  ['screening.completed'],
  'decisionReminder',
);

/** Anything about the person waits for the screening. */
export const nothingBeforeScreening = {
  'willingness.stated': tooEarly,
  'person.heard': tooEarly,
  'clause3.check-sent': tooEarly,
  'clause3.reported': tooEarly,
  'clause3.confirmed': tooEarly,
  'clause3.not-confirmed': tooEarly,
  'clause3.resolved': tooEarly,
  'penalty.referral-proposed': tooEarly,
  'penalty.referred': tooEarly,
  'penalty.referral-declined': tooEarly,
  'penalty.outcome-recorded': tooEarly,
} as const;
