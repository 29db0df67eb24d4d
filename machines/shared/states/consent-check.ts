/**
 * The other side is asked whether the person may stay (1b consent, 2b approval). Silence is
 * neither: the case stays open, with reminders (A2).
 */
import { cancel } from 'xstate';
import { answerFrom, escalate, remind, taskIn } from '../asks.ts';
import { letter } from '../deeds.ts';
import { TOLD_OF_CONSENT } from '../letters.ts';
import { crossing } from '../setup.ts';
import { CROSSING } from '../vocabulary/crossing.ts';

const task = taskIn(CROSSING);

/** A consent of the past counts no longer once the other side is to be asked again. */
const askAnew = crossing.assign({ consent: null, consentAsked: null });

/** The answer is yes: the consent lives from now to its last day. */
export const keepConsent = crossing.assign({
  consent: ({ event }) => ({
    correlationId: event.correlationId ?? '',
    noteRef: event.noteRef ?? '',
    validUntil: event.validUntil ?? null,
  }),
  consentAsked: null,
  consentRefused: false,
});

/**
 * Withdrawn: done stays done, but the consent is gone (A3), and everyone who was told of it is told
 * again.
 */
export const dropConsent = [
  crossing.assign({ consent: null }),
  letter('M9', TOLD_OF_CONSENT),
] as const;

/** The letter has to go out. */
export const requesting = crossing.createStateConfig({
  id: 'requesting',
  description: 'The other side is to be asked whether the person may stay.',
  meta: { rule: '1b, 2b, I10' },
  entry: askAnew,
  invoke: task('consent-request', 'Ask the other side', ['consent.requested'], 'decisionReminder'),
  on: {
    'consent.requested': {
      target: 'awaiting-reply',
      actions: [
        crossing.assign({ consentAsked: ({ event }) => event.correlationId ?? null }),
        letter('consent', 'counterpart'),
      ],
    },
  },
});

/** Parts of the waiting that both procedures share. */
export const awaitingReply = crossing.createStateConfig({
  description: 'The other side is asked and has not answered.',
  meta: { rule: '1b, 2b, A2, I7, I8' },
  invoke: answerFrom('consent-reply', 'counterpart', 'consent or refusal', 'consentReminder1'),
  entry: [
    remind('consentReminder1', 'the other side has not answered'),
    remind('consentReminder2', 'the other side has still not answered'),
    escalate('consentEscalation', 'the other side is silent: tell the ministries'),
  ],
  exit: [
    cancel('consentReminder1'),
    cancel('consentReminder2'),
    cancel('consentEscalation'),
    // Whatever leads away, clause 3 too: what comes later answers nothing.
    crossing.assign({ consentAsked: null }),
  ],
  on: {
    'counterpart.refused': {
      target: '#disposition-review',
      actions: crossing.assign({ consentRefused: true }),
    },
  },
});
