/**
 * A resident of the northeast has crossed into Korea (clauses 1, 3, 4).
 *
 * The Embassy mobilizes the person to return. Who stays unwilling may stay where the Korean side
 * consents: after investigation and education the Embassy issues an emigrant passport, or processes
 * the person's own renunciation. Where a condition fails, humans weigh the case anew; repatriation
 * takes a hearing, two bodies, a review and an agreed handover. It ends in one of the outcomes
 * below, never by a timer.
 */
import { and } from 'xstate';
import { decisionOpen, taskIn } from '../shared/asks.ts';
import { awaitInstructions } from '../shared/deeds.ts';
import { clause3 } from '../shared/regions/clause3.ts';
import { instructions } from '../shared/regions/instructions.ts';
import { penalty } from '../shared/regions/penalty.ts';
import { presence } from '../shared/regions/presence.ts';
import { returnPath } from '../shared/regions/return-path.ts';
import { safeguard } from '../shared/regions/safeguard.ts';
import { crossing } from '../shared/setup.ts';
import { awaitingReply, keepConsent, requesting } from '../shared/states/consent-check.ts';
import {
  intake,
  nothingBeforeScreening,
  screen,
  screeningTask,
} from '../shared/states/detected.ts';
import { everyState } from '../shared/states/every-state.ts';
import { concludeTo, mobilization, mobilizeAnew } from '../shared/states/mobilization.ts';
import { crossingOutcomes, outcome, outcomes } from '../shared/states/outcomes.ts';
import { proposeRepatriation, repatriation } from '../shared/states/repatriation.ts';
import { passport, renunciation, statusChoice } from './status.ts';
import { investigationAndEducation } from './investigation.ts';
import { OUTBOUND_EVENTS } from './vocabulary.ts';

const task = taskIn(OUTBOUND_EVENTS);

/** The chart of an outbound case. */
export const outboundMachine = crossing.createMachine({
  id: 'outbound',
  type: 'parallel',
  context: ({ input }) => input,
  states: {
    main: {
      initial: 'detected',
      on: { ...everyState, 'internal.clause3-resolved': '#disposition-review' },
      states: {
        detected: {
          initial: 'intake',
          on: nothingBeforeScreening,
          states: {
            intake,
            screening: {
              description: 'It is to be settled whether clause 1 speaks of this person.',
              meta: { rule: 'A18, A20, A23, A25, A27' },
              invoke: screeningTask,
              on: {
                'screening.completed': [
                  { guard: 'isLegal', target: '#outcome.not-illegal-assisted', actions: screen },
                  { guard: 'isChinese', target: '#mobilization', actions: screen },
                  { target: '#outcome.out-of-scope', actions: screen },
                ],
              },
            },
          },
        },
        mobilization: {
          ...mobilization,
          id: 'mobilization',
          on: { ...mobilization.on, 'mobilization.concluded': concludeTo('#requesting') },
        },
        'consent-check': {
          initial: 'requesting',
          states: {
            requesting,
            'awaiting-reply': {
              ...awaitingReply,
              on: {
                ...awaitingReply.on,
                'counterpart.consented': [
                  {
                    guard: and(['isInstructionWanted', 'isPersonSpecific']),
                    target: '#investigation-and-education',
                    actions: [keepConsent, awaitInstructions],
                  },
                  {
                    guard: 'isPersonSpecific',
                    target: '#investigation-and-education',
                    actions: keepConsent,
                  },
                ],
              },
            },
          },
        },
        'investigation-and-education': investigationAndEducation,
        'status-choice': statusChoice,
        passport,
        renunciation,
        'disposition-review': {
          id: 'disposition-review',
          description: 'A condition of clause 1 failed: humans weigh how the case goes on.',
          meta: { rule: '1a, A1' },
          invoke: task(
            'disposition',
            'Mobilize again, ask again, ask for instructions, or propose repatriation',
            [
              'disposition.remobilize',
              'disposition.reconsult',
              'instructions.requested',
              'repatriation.proposed',
            ],
            'decisionReminder',
          ),
          ...decisionOpen('decisionReminder', 'decisionEscalation', 'a disposition review'),
          on: {
            'disposition.remobilize': { target: 'mobilization', actions: mobilizeAnew },
            'disposition.reconsult': {
              guard: and(['isConsentGone', 'isConcluded', 'isClause3Unconfirmed']),
              target: '#requesting',
            },
            'repatriation.proposed': proposeRepatriation,
          },
        },
        repatriation,
        outcome: outcomes({
          ...crossingOutcomes,
          'passport-issued': outcome(
            'The person stays and holds an emigrant passport.',
            '1b, 1c, I1',
          ),
          'citizenship-renounced': outcome(
            'The person stays and has renounced citizenship.',
            '1b, 1d, I11',
          ),
        }),
      },
    },
    clause3,
    safeguard,
    penalty,
    presence,
    instructions,
    'return-path': returnPath,
  },
});
