/**
 * Repatriation, of both procedures (1a, 2a, 3): the person is heard, two officers of two bodies
 * decide, a review can be asked for, and only then a handover is agreed with the other side. It
 * ends in the handover, or back in the disposition review. No timer decides: the end of the window
 * opens a step.
 */
import { and, assign, cancel } from 'xstate';
import { answerFrom, decisionOpen, remind, taskIn } from '../asks.ts';
import { awaitInstructions, cancellation, issue, letter, takeBack } from '../deeds.ts';
import { crossing } from '../setup.ts';
import { CROSSING } from '../vocabulary/crossing.ts';

const task = taskIn(CROSSING);

const FREE_TO_LEAVE = ['isWithoutLocalProceedings', 'isHouseholdDecided'] as const;

const forgetHandover = crossing.assign({ handoverAsked: null, handoverAgreed: null });

const declined = { target: 'handover-ready', actions: [forgetHandover, awaitInstructions] };

// A claim, absence, a willing statement or local proceedings: what was proposed or agreed is off.
const interrupted = {
  target: 'handover-ready',
  actions: [cancellation('handover'), forgetHandover],
};

/** Proposed on the ground of the case; whoever proposed may not order it. */
export const proposeRepatriation = {
  guard: 'isGroundOfCase',
  target: 'repatriation',
  actions: crossing.assign({
    ground: ({ event }) => event.ground ?? null,
    repatriationProposer: ({ event }) => event.persons ?? null,
  }),
} as const;

/** hearing → decision → review-window → (under-review) → handover-ready → -proposed → -agreed. */
export const repatriation = crossing.createStateConfig({
  initial: 'hearing',
  states: {
    hearing: {
      id: 'hearing',
      description: 'The person is to be heard before anything is decided.',
      meta: { rule: 'I27' },
      invoke: task(
        'hearing',
        'Hear the person in a language he understands',
        ['person.heard'],
        'decisionReminder',
      ),
      on: { 'person.heard': 'decision' },
    },
    decision: {
      description: 'Two officers of two bodies decide whether to order repatriation.',
      meta: { rule: '1a, 2a, 3, I4' },
      invoke: task(
        'repatriation-decision',
        'Order repatriation with a second body, or do not',
        ['repatriation.decided', 'repatriation.not-ordered'],
        'decisionReminder',
      ),
      ...decisionOpen('decisionReminder', 'decisionEscalation', 'a decision on repatriation'),
      on: {
        'repatriation.decided': {
          target: 'review-window',
          guard: 'isClauseTheGround',
          actions: issue('repatriation-order'),
        },
        'repatriation.not-ordered': {
          target: '#disposition-review',
          guard: 'isClause3Unconfirmed',
        },
      },
    },
    'review-window': {
      description: 'Repatriation is ordered; the person may ask for a review.',
      meta: { rule: 'I6' },
      invoke: answerFrom('review-request', 'the person', 'request for a review', 'reviewWindow'),
      entry: crossing.raise(
        { type: 'review.window-elapsed' },
        { id: 'reviewWindow', delay: 'policy' },
      ),
      exit: cancel('reviewWindow'),
      on: { 'review.requested': 'under-review', 'review.window-elapsed': 'handover-ready' },
    },
    'under-review': {
      description: 'A review officer looks at the order.',
      invoke: task('order-review', 'Review the order', ['review.decided'], 'decisionReminder'),
      ...decisionOpen('decisionReminder', 'decisionEscalation', 'the review of an order'),
      on: {
        'review.decided': [
          { guard: 'isUpheld', target: 'handover-ready' },
          {
            guard: 'isClause3Standing',
            target: 'hearing',
            actions: takeBack(['repatriation-order'], 'overturned by a review'),
          },
          {
            target: '#disposition-review',
            actions: takeBack(['repatriation-order'], 'overturned by a review'),
          },
        ],
      },
    },
    'handover-ready': {
      description: 'The order stands; a handover is to be proposed to the other side.',
      meta: { rule: 'A46, I6, I28' },
      invoke: task('handover-proposal', 'Propose name, time, place and escort to the other side', [
        'handover.proposed',
      ]),
      on: {
        'handover.proposed': {
          target: 'handover-proposed',
          guard: and([...FREE_TO_LEAVE]),
          actions: [
            assign({
              handoverAsked: ({ event }) => event.correlationId ?? null,
              handoverProposer: ({ event }) => event.persons ?? null,
            }),
            letter('handover', 'counterpart', {
              facts: ['place', 'date', 'escortRole', 'mode'],
              papers: ['repatriation-order'],
            }),
          ],
        },
      },
    },
    'handover-proposed': {
      description: 'The other side has to agree to the handover.',
      meta: { rule: 'A45, I28' },
      invoke: answerFrom('handover-reply', 'counterpart', 'agreement to the handover'),
      on: {
        'handover.accepted': {
          target: 'handover-agreed',
          actions: assign({
            handoverAgreed: ({ event }) => event.correlationId ?? null,
            handoverAsked: null,
          }),
        },
        'handover.declined': declined,
        'internal.handover-interrupted': interrupted,
      },
    },
    'handover-agreed': {
      description: 'The handover is agreed and is to be carried out and recorded.',
      meta: { rule: 'A45, I28' },
      invoke: task(
        'handover-record',
        'Record the handover with its receipt',
        ['handover.completed'],
        'handoverReminder',
      ),
      entry: remind('handoverReminder', 'a handover is agreed but not recorded'),
      exit: cancel('handoverReminder'),
      on: {
        'handover.completed': {
          target: '#outcome.repatriated',
          guard: and([...FREE_TO_LEAVE, 'isAgreedHandover']),
          actions: [
            issue('handover-record'),
            ...takeBack(['residence-permit'], 'the person was handed over'),
          ],
        },
        'handover.declined': declined,
        'internal.handover-interrupted': interrupted,
      },
    },
  },
});
