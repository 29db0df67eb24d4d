/**
 * Clause 3, beside the main region: a crime or a pending case at home, reported and then confirmed
 * by two bodies, prevails over clauses 1 and 2. The crossing itself never counts (A13).
 */
import { and, assign, cancel, raise } from 'xstate';
import { answerFrom, decisionOpen, remind, taskIn } from '../asks.ts';
import { letter, takeBack } from '../deeds.ts';
import { crossing } from '../setup.ts';
import { CROSSING } from '../vocabulary/crossing.ts';

const task = taskIn(CROSSING);

const ask = {
  target: 'checking',
  actions: [
    crossing.assign({ clause3Asked: ({ event }) => event.correlationId ?? null }),
    letter('M5', 'home-authority', { facts: ['homeAuthority'] }),
  ],
} as const;

const answer = answerFrom(
  'clause3-answer',
  'home authority',
  'certificate that nothing is pending, or a report',
  'clause3Reminder1',
);

// A report closes the open inquiry: what answers it afterwards is only recorded.
const report = {
  target: 'reported',
  guard: and(['isScreened', 'isClause3Kind']),
  actions: crossing.assign({ clause3Asked: null }),
} as const;

/**
 * unchecked → checking → clear; any but confirmed → reported → confirmed or clear; confirmed →
 * clear.
 */
export const clause3 = crossing.createStateConfig({
  initial: 'unchecked',
  states: {
    unchecked: {
      description: 'The home authority has not been asked.',
      on: { 'clause3.check-sent': ask, 'clause3.reported': report },
    },
    checking: {
      description: 'The home authority is asked whether a crime or a case is pending.',
      meta: { rule: '3, A14' },
      invoke: {
        ...answer,
        input: ({ context }) => ({
          ...answer.input,
          ...(context.throughMps && { who: 'MPS' }),
        }),
      },
      entry: [
        remind('clause3Reminder1', 'clause 3: the home authority has not answered'),
        remind('clause3Reminder2', 'clause 3: the home authority has still not answered'),
      ],
      exit: [cancel('clause3Reminder1'), cancel('clause3Reminder2')],
      on: {
        'clause3.check-sent': { ...ask, reenter: true },
        'clause3.nothing-found': { target: 'clear', actions: assign({ clause3Asked: null }) },
        'clause3.reported': report,
      },
    },
    clear: {
      description: 'Nothing is known that falls under clause 3.',
      on: { 'clause3.check-sent': ask, 'clause3.reported': report },
    },
    reported: {
      description:
        'A matter is reported; no settlement until two bodies confirm it or it is not confirmed.',
      meta: { rule: '3, I3' },
      invoke: task(
        'clause3-decision',
        'Confirm clause 3 on a certificate, or find it not confirmed',
        ['clause3.confirmed', 'clause3.not-confirmed'],
        'clause3DecisionReminder',
      ),
      ...decisionOpen(
        'clause3DecisionReminder',
        'clause3DecisionEscalation',
        'a report under clause 3',
      ),
      on: {
        'clause3.reported': { guard: 'isClause3Kind' },
        'clause3.confirmed': {
          target: 'confirmed',
          guard: and(['isApartFromCrossing', 'isClause3Kind']),
          actions: [
            assign({ clause3Confirmed: true, ground: '3', repatriationProposer: null }),
            ...takeBack(['repatriation-order'], 'clause 3 confirmed: it rested on another ground'),
            raise({ type: 'internal.handover-interrupted' }),
            raise({ type: 'internal.clause3-confirmed' }),
          ],
        },
        'clause3.not-confirmed': 'clear',
      },
    },
    confirmed: {
      description:
        'Clause 3 is confirmed by two bodies: repatriation, unless it is resolved at home.',
      meta: { rule: '3, A12, A16, I2' },
      on: {
        'clause3.resolved': {
          target: 'clear',
          actions: [
            assign({ clause3Confirmed: false, ground: null }),
            ...takeBack(['repatriation-order'], 'clause 3 resolved: its ground is gone'),
            raise({ type: 'internal.handover-interrupted' }),
            raise({ type: 'internal.clause3-resolved' }),
          ],
        },
      },
    },
  },
});
