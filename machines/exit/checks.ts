/**
 * The three checks of an application (4e), side by side, each once: political issue, pending case,
 * justification. Nothing else is a bar (A40).
 */
import { assign } from 'xstate';
import { taskIn } from '../shared/asks.ts';
import { crossing } from '../shared/setup.ts';
import { EXIT_EVENTS } from './vocabulary.ts';

const task = taskIn(EXIT_EVENTS);

/** All done leads to the decision. */
export const checks = crossing.createStateConfig({
  description: 'The three checks of 4e are under way.',
  meta: { rule: '4e, A40' },
  type: 'parallel',
  onDone: 'decision',
  states: {
    political: {
      initial: 'open',
      states: {
        open: {
          description: 'Whether there is a political issue is not recorded yet.',
          invoke: task(
            'political-check',
            'Record whether there is a political issue',
            ['political-check.completed'],
            'decisionReminder',
          ),
          on: {
            'political-check.completed': {
              target: 'done',
              actions: assign({ politicalIssue: ({ event }) => event.issue === true }),
            },
          },
        },
        done: { type: 'final', description: 'It is recorded whether there is a political issue.' },
      },
    },
    'pending-case': {
      initial: 'open',
      states: {
        open: {
          description: 'Whether a case is pending is not known yet.',
          invoke: task(
            'pending-case-check',
            'Find out whether a civil or criminal case is pending',
            ['pending-case-check.completed'],
            'decisionReminder',
          ),
          on: {
            'pending-case-check.completed': {
              target: 'done',
              actions: assign({ pendingCases: ({ event }) => (event.pending === true ? 1 : 0) }),
            },
          },
        },
        done: { type: 'final', description: 'It is known whether a case is pending.' },
      },
    },
    justification: {
      initial: 'open',
      states: {
        open: {
          description: 'Whether the application is justified is not assessed yet.',
          invoke: task(
            'justification',
            'Assess whether the application is justified',
            ['justification.assessed'],
            'decisionReminder',
          ),
          on: {
            'justification.assessed': {
              target: 'done',
              actions: assign({ justified: ({ event }) => event.justified === true }),
            },
          },
        },
        done: {
          type: 'final',
          description: 'It is assessed whether the application is justified.',
        },
      },
    },
  },
});
