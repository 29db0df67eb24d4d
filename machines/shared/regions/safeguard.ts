/**
 * Protection, beside the main region and outside its line of command: a claim stays every step
 * toward return at once, until independent officers have decided and a review is past (A47 [S]).
 */
import { cancel, raise } from 'xstate';
import { decisionOpen, taskIn } from '../asks.ts';
import { takeBack } from '../deeds.ts';
import { crossing } from '../setup.ts';
import { CROSSING } from '../vocabulary/crossing.ts';

const task = taskIn(CROSSING);

const decision = decisionOpen(
  'protectionDecisionReminder',
  'protectionDecisionEscalation',
  'a protection decision',
);

const granted = {
  target: 'protected',
  actions: [
    ...takeBack(['repatriation-order'], 'no longer carried out'),
    crossing.raise({ type: 'internal.protection-granted' }),
  ],
};

/** clear → stayed → protected or reviewable → under-review → protected or clear. */
export const safeguard = crossing.createStateConfig({
  initial: 'clear',
  states: {
    clear: {
      description: 'No claim for protection is open.',
      on: {
        'protection.claimed': {
          target: 'stayed',
          actions: [
            raise({ type: 'internal.protection-claimed' }),
            raise({ type: 'internal.handover-interrupted' }),
          ],
        },
      },
    },
    stayed: {
      description: 'A claim is open: no step toward return until a protection officer has decided.',
      meta: { rule: 'A47, I5, I18' },
      ...decision,
      invoke: task(
        'protection-decision',
        'Decide on the claim for protection',
        ['protection.recognised', 'protection.not-recognised'],
        'protectionDecisionReminder',
      ),
      on: {
        'protection.recognised': granted,
        'protection.not-recognised': 'reviewable',
      },
    },
    reviewable: {
      description:
        'The claim was not recognised; the stay goes on while a review can be asked for.',
      meta: { rule: 'A47, I5, I6' },
      entry: crossing.raise(
        { type: 'protection.review-window-elapsed' },
        { id: 'protectionReviewWindow', delay: 'policy' },
      ),
      exit: cancel('protectionReviewWindow'),
      on: {
        'protection.review-requested': 'under-review',
        'protection.review-window-elapsed': 'clear',
      },
    },
    'under-review': {
      description: 'A review officer looks at the protection decision; the stay goes on.',
      meta: { rule: 'A47, I5' },
      ...decision,
      invoke: task(
        'protection-review',
        'Review the protection decision',
        ['protection.review-decided'],
        'protectionDecisionReminder',
      ),
      on: {
        'protection.review-decided': [{ ...granted, guard: 'isRecognised' }, { target: 'clear' }],
      },
    },
    protected: { description: 'Protection is granted.' },
  },
});
