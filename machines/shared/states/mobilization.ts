/**
 * Mobilization to return, in rounds (1a outbound, 2c inbound). Never under the threat of a penalty;
 * the person's last signed statement decides whether it can be concluded.
 */
import { and, assign, cancel } from 'xstate';
import { remind, taskIn } from '../asks.ts';
import { crossing } from '../setup.ts';
import { CROSSING } from '../vocabulary/crossing.ts';

/** Takes "concluded" back and wants one new round; statement and reports are kept. */
export const mobilizeAnew = crossing.assign({ concluded: false, roundOwed: true });

/** Rules of the conclusion, in their order. */
export const CONCLUSION = ['isRoundsHeld', 'isUnwilling'] as const;

const about = 'mobilization goes on without a statement';

/** Parts of the state that both procedures share. */
export const mobilization = crossing.createStateConfig({
  description: 'The person is mobilized to return; his own statement decides.',
  meta: { rule: '1a, 2c, A21, A36' },
  invoke: taskIn(CROSSING)('mobilization', 'Hold rounds, take statements, conclude', [
    'mobilization.round-held',
    'willingness.stated',
    'mobilization.concluded',
  ]),
  entry: remind('mobilizationReminder', about),
  exit: cancel('mobilizationReminder'),
  on: {
    'mobilization.round-held': {
      actions: assign({ rounds: ({ context }) => context.rounds + 1, roundOwed: false }),
    },
  },
});

/** Concludes, to where the procedure goes on. */
export function concludeTo<const T extends string>(target: T) {
  return {
    target,
    guard: and([...CONCLUSION]),
    actions: crossing.assign({ concluded: true }),
  };
}
