/**
 * Punishment under 4c, beside the main region: for later crossers alone, and only as a referral to
 * the competent authority. The service knows no penalty (A21, A22).
 */
import { and, assign } from 'xstate';
import { decisionOpen, taskIn } from '../asks.ts';
import { issue } from '../deeds.ts';
import { crossing } from '../setup.ts';
import { CROSSING } from '../vocabulary/crossing.ts';

const task = taskIn(CROSSING);

/** none → proposed → referred → recorded; proposed → declined. */
export const penalty = crossing.createStateConfig({
  initial: 'none',
  states: {
    none: {
      description: 'No referral is proposed.',
      on: {
        'penalty.referral-proposed': {
          target: 'proposed',
          guard: and(['isScreened', 'isLaterCrosser']),
          actions: assign({ penaltyProposer: ({ event }) => event.persons ?? null }),
        },
      },
    },
    proposed: {
      description: 'A referral is proposed and waits for the directors.',
      meta: { rule: '4c, I23' },
      invoke: task(
        'penalty-decision',
        'Refer to the competent authority, or decline',
        ['penalty.referred', 'penalty.referral-declined'],
        'penaltyDecisionReminder',
      ),
      ...decisionOpen('penaltyDecisionReminder', 'penaltyDecisionEscalation', 'a referral'),
      on: {
        'penalty.referred': { target: 'referred', actions: issue('penalty-referral') },
        'penalty.referral-declined': 'declined',
      },
    },
    referred: {
      description: 'The competent authority has the matter.',
      meta: { rule: '4c, A22' },
      invoke: task('penalty-outcome', 'Record what the competent authority did', [
        'penalty.outcome-recorded',
      ]),
      on: { 'penalty.outcome-recorded': 'recorded' },
    },
    recorded: { description: 'What the competent authority did is recorded.' },
    declined: { description: 'There is no referral.' },
  },
});
