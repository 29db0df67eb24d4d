/**
 * The status of a person who stays (1c, 1d): the choice, the emigrant passport, the renunciation.
 * Each step is open only while **settle** holds, and each is decided by another officer than
 * proposed it.
 */
import { and, assign } from 'xstate';
import { decisionOpen, taskIn } from '../shared/asks.ts';
import { awaitInstructions } from '../shared/deeds.ts';
import type { CaseFacts } from '../shared/facts.ts';
import { crossing } from '../shared/setup.ts';
import { dropConsent } from '../shared/states/consent-check.ts';
import { OUTBOUND_EVENTS } from './vocabulary.ts';

const task = taskIn(OUTBOUND_EVENTS);

/** **settle**, in the order in which refusals are looked for. */
export const SETTLE = [
  'isConcluded',
  'isUnwilling',
  'isConsentLive',
  'isInvestigated',
  'isEducated',
  'isClause3Clear',
  'isClause1Open',
] as const;

const consentLost = {
  'counterpart.withdrew': { target: '#requesting', actions: dropConsent },
  'disposition.reconsult': {
    guard: and(['isConsentGone', 'isConcluded', 'isClause3Unconfirmed']),
    target: '#requesting',
  },
} as const;

const reminded = decisionOpen('decisionReminder', 'decisionEscalation', 'a decision on the status');

/** Passport, or the person's own wish to renounce. */
export const statusChoice = crossing.createStateConfig({
  id: 'status-choice',
  description: 'The person may stay: a passport is proposed, or a renunciation submitted.',
  meta: { rule: '1c, 1d' },
  invoke: task(
    'status-choice',
    'Propose a passport, or submit the renunciation that the person asked for',
    ['passport.proposed', 'renunciation.submitted'],
    'decisionReminder',
  ),
  ...reminded,
  on: {
    ...consentLost,
    'passport.proposed': {
      guard: and([...SETTLE]),
      target: 'passport',
      actions: assign({ passportProposer: ({ event }) => event.persons ?? null }),
    },
    'renunciation.submitted': {
      guard: and([...SETTLE, 'hasRequest']),
      target: 'renunciation',
      actions: assign({ renunciationProposer: ({ event }) => event.persons ?? null }),
    },
  },
});

/** The consular head decides. */
export const passport = crossing.createStateConfig({
  description: 'An emigrant passport is proposed; the consular head decides.',
  meta: { rule: '1c, A37, I1' },
  invoke: task(
    'passport-decision',
    'Issue the emigrant passport, or decline',
    ['passport.approved', 'passport.declined'],
    'decisionReminder',
  ),
  ...reminded,
  on: {
    ...consentLost,
    'passport.approved': {
      guard: and([...SETTLE]),
      target: '#outcome.passport-issued',
      actions: {
        type: 'issueDocument',
        params: ({ event }) => ({ kind: 'emigrant-passport', number: event.passportNo }),
      },
    },
    'passport.declined': { target: 'status-choice', actions: awaitInstructions },
  },
});

/** A passport of an earlier case is surrendered as the renunciation takes effect (A10, I12). */
const surrenderPassport = {
  type: 'voidDocument',
  params: ({ context }: { readonly context: CaseFacts }) => ({
    kind: 'emigrant-passport' as const,
    reason: 'surrendered: the renunciation has taken effect',
    // A case of before knows of none.
    ofCase: context.earlierCase ?? null,
  }),
} as const;

/** Two ministries decide. */
export const renunciation = crossing.createStateConfig({
  description: 'The renunciation is before the ministries.',
  meta: { rule: '1d, I11' },
  invoke: task(
    'renunciation-decision',
    'Approve the renunciation with a second ministry, or refuse',
    ['renunciation.approved', 'renunciation.refused'],
    'decisionReminder',
  ),
  ...reminded,
  on: {
    ...consentLost,
    'renunciation.approved': {
      guard: and([...SETTLE, 'isNationalityAssured']),
      target: '#outcome.citizenship-renounced',
      actions: [
        {
          type: 'issueDocument',
          params: ({ event }) => ({
            kind: 'renunciation-certificate',
            number: event.certificateNo,
          }),
        },
        surrenderPassport,
      ],
    },
    'renunciation.refused': 'status-choice',
    'renunciation.withdrawn': {
      guard: 'hasRequest',
      target: 'status-choice',
      actions: assign({ renunciationRequest: null }),
    },
  },
});
