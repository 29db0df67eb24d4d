/**
 * A citizen of the other side has crossed into China (clauses 2, 3).
 *
 * In principle the person is repatriated: proposed, heard, ordered by two bodies, open to review,
 * handed over by agreement. If return is indeed inconvenient and the Korean side approves, the
 * person resides on; should the necessity arise, he can be mobilized to return, and stays if he is
 * unwilling. It ends in one of the outcomes below, never by a timer.
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
import {
  awaitingReply,
  dropConsent,
  keepConsent,
  requesting,
} from '../shared/states/consent-check.ts';
import {
  intake,
  nothingBeforeScreening,
  screen,
  screeningTask,
} from '../shared/states/detected.ts';
import { everyState } from '../shared/states/every-state.ts';
import { concludeTo, mobilization } from '../shared/states/mobilization.ts';
import { crossingOutcomes, outcome, outcomes } from '../shared/states/outcomes.ts';
import { proposeRepatriation, repatriation } from '../shared/states/repatriation.ts';
import { assessment, residenceDecision, residing } from './residence.ts';
import { INBOUND_EVENTS } from './vocabulary.ts';

const task = taskIn(INBOUND_EVENTS);

/** The chart of an inbound case. */
export const inboundMachine = crossing.createMachine({
  id: 'inbound',
  type: 'parallel',
  context: ({ input }) => input,
  states: {
    main: {
      initial: 'detected',
      on: {
        ...everyState,
        'internal.clause3-resolved': [
          { guard: 'isResidenceValid', target: '#residing' },
          { target: '#disposition-review' },
        ],
      },
      states: {
        detected: {
          initial: 'intake',
          on: nothingBeforeScreening,
          states: {
            intake,
            screening: {
              description: 'It is to be settled whether clause 2 speaks of this person.',
              meta: { rule: 'A19, A24, A26, A27' },
              invoke: screeningTask,
              on: {
                'screening.completed': [
                  { guard: 'isChinese', target: '#outcome.returned-citizen', actions: screen },
                  { guard: 'isOther', target: '#outcome.out-of-scope', actions: screen },
                  { guard: 'isLegal', target: '#outcome.not-illegal-assisted', actions: screen },
                  { target: '#assessment', actions: screen },
                ],
              },
            },
          },
        },
        assessment,
        'consent-check': {
          initial: 'requesting',
          states: {
            requesting,
            'awaiting-reply': {
              ...awaitingReply,
              on: {
                ...awaitingReply.on,
                'counterpart.approved': {
                  guard: 'isPersonSpecific',
                  target: '#residence-decision',
                  actions: keepConsent,
                },
              },
            },
          },
        },
        'residence-decision': residenceDecision,
        residing,
        mobilization: {
          ...mobilization,
          on: {
            ...mobilization.on,
            'mobilization.concluded': concludeTo('residing'),
            'counterpart.withdrew': { actions: [...dropConsent, awaitInstructions] },
          },
        },
        'disposition-review': {
          id: 'disposition-review',
          description: 'A condition of 2b failed: humans weigh how the case goes on.',
          meta: { rule: '2a, A33' },
          invoke: task(
            'disposition',
            'Assess again, ask again, ask for instructions, or propose repatriation',
            [
              'disposition.reassess',
              'disposition.reconsult',
              'instructions.requested',
              'repatriation.proposed',
            ],
            'decisionReminder',
          ),
          ...decisionOpen('decisionReminder', 'decisionEscalation', 'a disposition review'),
          on: {
            'disposition.reassess': 'assessment',
            'disposition.reconsult': {
              guard: and(['isConsentGone', 'isInconvenient']),
              target: '#requesting',
            },
            'repatriation.proposed': proposeRepatriation,
          },
        },
        repatriation,
        outcome: outcomes({
          ...crossingOutcomes,
          'returned-citizen': outcome(
            'A Chinese citizen came back: status is restored.',
            'A24 [P]',
          ),
          'residence-ended': outcome('Residence in China has ended.', '2b'),
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
