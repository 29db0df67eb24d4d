/**
 * An ethnic Korean in China applies to go to Korea (4d, 4e).
 *
 * Applications are leniently approved: who has no political issue and no pending case and is
 * justified must be approved. A pending case defers; a refusal takes two bodies and is open to
 * review. It ends with the departure or in one of the other outcomes below, never by a timer.
 */
import { cancel } from 'xstate';
import { escalate, remind, taskIn } from '../shared/asks.ts';
import { letter, takeBack } from '../shared/deeds.ts';
import { instructions } from '../shared/regions/instructions.ts';
import { crossing } from '../shared/setup.ts';
import { closings } from '../shared/states/every-state.ts';
import { closedOutcomes, outcome, outcomes } from '../shared/states/outcomes.ts';
import { checks } from './checks.ts';
import {
  countPendingCase,
  decision,
  deferred,
  refusalReady,
  refusalReview,
  underReview,
} from './decision.ts';
import { EXIT_EVENTS } from './vocabulary.ts';

const task = taskIn(EXIT_EVENTS);

const EXIT_DOCUMENTS = ['exit-permit', 'passport'] as const;

const caseHasComeUp = {
  target: 'deferred',
  actions: [countPendingCase, ...takeBack(EXIT_DOCUMENTS, 'a case has come up')],
};

/** The chart of an exit case. */
export const exitMachine = crossing.createMachine({
  id: 'exit',
  type: 'parallel',
  context: ({ input }) => input,
  states: {
    main: {
      initial: 'submitted',
      on: {
        ...closings,
        'application.withdrawn': {
          target: '#outcome.withdrawn',
          actions: takeBack(EXIT_DOCUMENTS, 'the application was withdrawn'),
        },
      },
      states: {
        submitted: {
          description: 'The application is to be completed.',
          invoke: task(
            'application',
            'Complete the application',
            ['application.completed'],
            'decisionReminder',
          ),
          on: {
            'application.completed': [
              { guard: 'isInScope', target: 'checks' },
              { target: '#outcome.out-of-scope' },
            ],
          },
        },
        checks,
        decision,
        deferred,
        'refusal-review': refusalReview,
        'under-review': underReview,
        'refusal-ready': refusalReady,
        approved: {
          description: 'The exit is approved; documents are to be issued.',
          meta: { rule: '4d, A41' },
          invoke: task(
            'exit-documents',
            'Issue exit permit and passport',
            ['documents.issued'],
            'decisionReminder',
          ),
          on: {
            'documents.issued': {
              target: 'documents-issued',
              actions: [
                {
                  type: 'issueDocument',
                  params: ({ event }) => ({ kind: 'exit-permit', number: event.exitPermitNo }),
                },
                {
                  type: 'issueDocument',
                  params: ({ event }) => ({ kind: 'passport', number: event.passportNo }),
                },
              ],
            },
            'pending-case.reported': caseHasComeUp,
          },
        },
        'documents-issued': {
          description: 'The applicant holds the documents and may leave.',
          invoke: task('departure', 'Record the departure, or that the documents lapsed', [
            'departure.recorded',
            'documents.expired',
          ]),
          entry: [
            remind('exitDocumentsWarning', 'exit documents lapse soon'),
            escalate('exitDocumentsExpiry', 'exit documents have lapsed: record it'),
          ],
          exit: [cancel('exitDocumentsWarning'), cancel('exitDocumentsExpiry')],
          on: {
            'departure.notice-sent': {
              actions: letter('M8', 'counterpart', { papers: EXIT_DOCUMENTS }),
            },
            'departure.recorded': '#outcome.departed',
            'documents.expired': {
              target: '#outcome.approved-unused',
              actions: takeBack(EXIT_DOCUMENTS, 'lapsed unused', 'expired'),
            },
            'pending-case.reported': caseHasComeUp,
          },
        },
        outcome: outcomes({
          ...closedOutcomes,
          'out-of-scope': outcome('The application is none of 4d.', '4d, A26'),
          departed: outcome('The applicant has left.', '4d'),
          'approved-unused': outcome('The exit was approved; the documents lapsed unused.', '4d'),
          'exit-refused': outcome('The exit is refused, with reasons, by two bodies.', '4e, A38'),
          withdrawn: outcome('The applicant took the application back.', '4d'),
        }),
      },
    },
    instructions,
  },
});
