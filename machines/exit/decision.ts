/**
 * The decision on an application (4d, 4e): without a bar it must be approved; a pending case
 * defers; a refusal takes two bodies and is open to review before it is served.
 */
import { and, assign, cancel } from 'xstate';
import { answerFrom, decisionOpen, taskIn } from '../shared/asks.ts';
import { issue } from '../shared/deeds.ts';
import type { CaseFacts } from '../shared/facts.ts';
import { crossing } from '../shared/setup.ts';
import { EXIT_EVENTS } from './vocabulary.ts';

const task = taskIn(EXIT_EVENTS);

/** One pending case more. */
export const countPendingCase = crossing.assign({
  pendingCases: ({ context }) => context.pendingCases + 1,
});

/** What a review overturns, with the new values. */
const correctChecks = crossing.assign(({ context, event }) => {
  const { issue: political, pending, justified } = event.corrects ?? {};
  return {
    ...(typeof political === 'boolean' && { politicalIssue: political }),
    ...(typeof pending === 'boolean' && {
      pendingCases: pending ? Math.max(1, context.pendingCases) : 0,
    }),
    ...(typeof justified === 'boolean' && { justified }),
  };
});

/** On instruction, the named bar is lifted (A38). */
const liftBar = crossing.assign(({ event }): Partial<CaseFacts> => {
  if (event.check === 'political') return { politicalIssue: false };
  return event.check === 'pending' ? { pendingCases: 0 } : { justified: true };
});

/** Approve, refuse or defer; the checks leave no choice where there is none. */
export const decision = crossing.createStateConfig({
  id: 'decision',
  description: 'The checks are done; the application is to be decided.',
  meta: { rule: '4d, 4e, I15, I16' },
  invoke: task(
    'exit-decision',
    'Approve; where the checks bar it, defer or refuse',
    ['exit.approved', 'exit.refused', 'exit.deferred', 'check.corrected'],
    'decisionReminder',
  ),
  ...decisionOpen('decisionReminder', 'decisionEscalation', 'a decision on an exit'),
  on: {
    'exit.approved': { guard: 'isWithoutBar', target: 'approved' },
    'exit.refused': { guard: and(['isBarred', 'isBarredForGood']), target: 'refusal-review' },
    'exit.deferred': { guard: 'hasPendingCase', target: 'deferred' },
    'pending-case.reported': { actions: countPendingCase },
    'check.corrected': {
      guard: and(['isCorrectionPermitted', 'isBarLifted']),
      actions: liftBar,
    },
  },
});

/** The decision waits for the end of every pending case. */
export const deferred = crossing.createStateConfig({
  description: 'The decision waits for the end of the pending cases.',
  meta: { rule: '4e, A38' },
  invoke: task('pending-cases', 'Record the end of a pending case', ['pending-case.closed']),
  on: {
    'pending-case.reported': { actions: countPendingCase },
    'pending-case.closed': [
      { guard: 'isLastPendingCase', target: 'decision', actions: assign({ pendingCases: 0 }) },
      { actions: assign({ pendingCases: ({ context }) => context.pendingCases - 1 }) },
    ],
  },
});

/** The applicant may ask for a review. */
export const refusalReview = crossing.createStateConfig({
  description: 'The exit is refused; the applicant may ask for a review.',
  meta: { rule: 'A38, I6' },
  invoke: answerFrom(
    'refusal-review-request',
    'the applicant',
    'request for a review',
    'reviewWindow',
  ),
  entry: crossing.raise({ type: 'review.window-elapsed' }, { id: 'reviewWindow', delay: 'policy' }),
  exit: cancel('reviewWindow'),
  on: { 'review.requested': 'under-review', 'review.window-elapsed': 'refusal-ready' },
});

/** An independent officer looks at the refusal. */
export const underReview = crossing.createStateConfig({
  description: 'A review officer looks at the refusal.',
  invoke: task('refusal-review', 'Review the refusal', ['review.decided'], 'decisionReminder'),
  ...decisionOpen('decisionReminder', 'decisionEscalation', 'the review of a refusal'),
  on: {
    'review.decided': [
      { guard: 'isUpheld', target: '#outcome.exit-refused', actions: issue('refusal-notice') },
      { target: 'decision', actions: correctChecks },
    ],
  },
});

/** The window is over; the director serves the notice. */
export const refusalReady = crossing.createStateConfig({
  description: 'No review was asked for; the notice of refusal is to be served.',
  meta: { rule: 'A38, I6' },
  invoke: task(
    'refusal-notice',
    'Serve the notice of refusal',
    ['refusal.served'],
    'decisionReminder',
  ),
  on: { 'refusal.served': { target: '#outcome.exit-refused', actions: issue('refusal-notice') } },
});
