/**
 * Voluntary return, beside the main region: a person whose last statement is willing may return at
 * any moment before the outcome (1a, A6). Decisions wait meanwhile, and the person may change his
 * mind.
 */
import { and, assign, raise } from 'xstate';
import { refused, taskIn } from '../asks.ts';
import { cancellation, issue, letter, noteStatement, takeBack } from '../deeds.ts';
import { crossing } from '../setup.ts';
import { CROSSING } from '../vocabulary/crossing.ts';

const task = taskIn(CROSSING);

const forget = crossing.assign({ returnAsked: null, returnAgreed: null });

// What was arranged already is called off, without a reason.
const callOff = [cancellation('return'), forget];

const FREE_TO_LEAVE = ['isWithoutLocalProceedings', 'isHouseholdDecided'] as const;

/** idle ↔ arranging. */
export const returnPath = crossing.createStateConfig({
  initial: 'idle',
  states: {
    idle: {
      description: 'The person has not said, or says no longer, that he wants to return.',
      on: {
        'willingness.stated': [
          {
            guard: 'isWillingNow',
            target: 'arranging',
            actions: [...noteStatement, raise({ type: 'internal.handover-interrupted' })],
          },
          { actions: [...noteStatement] },
        ],
        'return.proposed': refused('NOT_WILLING'),
        'return.completed': refused('NOT_WILLING'),
      },
    },
    arranging: {
      description: 'The person wants to return: reception is arranged with the other side.',
      meta: { rule: '1a, A6, A7, A35, I9' },
      invoke: task('return', 'Arrange the return and record it', [
        'return.proposed',
        'return.completed',
      ]),
      on: {
        'willingness.stated': [
          { guard: 'isWillingNow', actions: [...noteStatement] },
          { guard: 'isReturnArranged', target: 'idle', actions: [...noteStatement, ...callOff] },
          { target: 'idle', actions: [...noteStatement] },
        ],
        'return.proposed': {
          guard: and([...FREE_TO_LEAVE]),
          actions: [
            assign({ returnAsked: ({ event }) => event.correlationId ?? null, returnAgreed: null }),
            letter('M7', 'counterpart'),
          ],
        },
        'return.accepted': {
          guard: and([...FREE_TO_LEAVE]),
          actions: assign({
            returnAgreed: ({ event }) => event.correlationId ?? null,
            returnAsked: null,
          }),
        },
        'return.completed': {
          guard: and([...FREE_TO_LEAVE, 'isReturnAccepted', 'isAcceptedReturn']),
          actions: [
            issue('return-record'),
            ...takeBack(['repatriation-order', 'residence-permit'], 'the person has returned'),
            raise({ type: 'internal.return-completed' }),
          ],
        },
        'internal.protection-claimed': [
          { guard: 'isReturnArranged', target: 'idle', actions: callOff },
          { target: 'idle' },
        ],
      },
    },
  },
});
