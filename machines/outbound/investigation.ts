/**
 * Investigation and education by the Embassy (1c), in either order. What is done stays done, also
 * when the consent is lost and asked for again.
 */
import { and, assign, cancel } from 'xstate';
import { escalate, remind, taskIn } from '../shared/asks.ts';
import { crossing } from '../shared/setup.ts';
import { dropConsent } from '../shared/states/consent-check.ts';
import { OUTBOUND_EVENTS } from './vocabulary.ts';

const task = taskIn(OUTBOUND_EVENTS);

// One of the two is open as long as the case is here, so this always says which.
const notYet = { guard: and(['isInvestigated', 'isEducated']) };

/** Two tasks side by side; both done leads to the choice of status. */
export const investigationAndEducation = crossing.createStateConfig({
  id: 'investigation-and-education',
  description: 'The Embassy investigates and educates, in either order.',
  meta: { rule: '1c' },
  type: 'parallel',
  onDone: 'status-choice',
  on: {
    'counterpart.withdrew': { target: '#requesting', actions: dropConsent },
    'passport.proposed': notYet,
    'renunciation.submitted': notYet,
  },
  states: {
    investigation: {
      initial: 'begun',
      states: {
        begun: {
          description: 'What was done before stays done.',
          always: [{ guard: 'isInvestigationDone', target: 'done' }, { target: 'open' }],
        },
        open: {
          description: 'The Embassy has not finished its investigation.',
          invoke: task('investigation', 'Investigate and report', ['investigation.completed']),
          entry: [
            remind('investigationReminder', 'the investigation is open'),
            escalate('investigationEscalation', 'the investigation is still open'),
          ],
          exit: [cancel('investigationReminder'), cancel('investigationEscalation')],
          on: {
            'investigation.completed': {
              target: 'done',
              actions: assign({ investigated: true }),
            },
          },
        },
        done: { type: 'final', description: 'The investigation is done.' },
      },
    },
    education: {
      initial: 'begun',
      states: {
        begun: {
          description: 'What was done before stays done.',
          always: [{ guard: 'isEducationDone', target: 'done' }, { target: 'open' }],
        },
        open: {
          description: 'The Embassy has not finished education.',
          invoke: task('education', 'Educate and report', ['education.completed']),
          entry: [
            remind('educationReminder', 'education is open'),
            escalate('educationEscalation', 'education is still open'),
          ],
          exit: [cancel('educationReminder'), cancel('educationEscalation')],
          on: {
            'education.completed': { target: 'done', actions: assign({ educated: true }) },
          },
        },
        done: { type: 'final', description: 'Education is done.' },
      },
    },
  },
});
