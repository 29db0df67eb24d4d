/**
 * Residence of a person for whom return is indeed inconvenient (2b): the finding, the decision, the
 * years of residing.
 */
import { and, assign, cancel } from 'xstate';
import { decisionOpen, remind, taskIn } from '../shared/asks.ts';
import { awaitInstructions, letter, takeBack } from '../shared/deeds.ts';
import { groundWord } from '../shared/letters.ts';
import { crossing } from '../shared/setup.ts';
import { dropConsent } from '../shared/states/consent-check.ts';
import { mobilizeAnew } from '../shared/states/mobilization.ts';
import { proposeRepatriation } from '../shared/states/repatriation.ts';
import { INBOUND_EVENTS } from './vocabulary.ts';

const task = taskIn(INBOUND_EVENTS);

/** Is return indeed inconvenient? Two officers find it or do not. */
export const assessment = crossing.createStateConfig({
  id: 'assessment',
  description: 'Two officers assess whether return is indeed inconvenient.',
  meta: { rule: '2b, A32' },
  invoke: task(
    'assessment',
    'Assess whether return is inconvenient, or propose repatriation',
    [
      'inconvenience.claimed',
      'inconvenience.found',
      'inconvenience.not-found',
      'repatriation.proposed',
    ],
    'decisionReminder',
  ),
  ...decisionOpen('decisionReminder', 'decisionEscalation', 'an assessment'),
  on: {
    'inconvenience.claimed': {},
    'inconvenience.found': {
      target: '#requesting',
      actions: assign({
        inconvenient: true,
        inconvenience: ({ event }) => groundWord(event.grounds ?? []),
      }),
    },
    'inconvenience.not-found': {
      target: 'disposition-review',
      actions: assign({ inconvenient: false }),
    },
    'repatriation.proposed': proposeRepatriation,
  },
});

/**
 * The finding stands, the other side approves: the director decides with the Foreign Affairs
 * Office.
 */
export const residenceDecision = crossing.createStateConfig({
  id: 'residence-decision',
  description: 'The other side approves; residence is to be granted or not.',
  meta: { rule: '2b, I13' },
  invoke: task(
    'residence-decision',
    'Grant residence, or decline',
    ['residence.granted', 'residence.declined'],
    'decisionReminder',
  ),
  ...decisionOpen('decisionReminder', 'decisionEscalation', 'a decision on residence'),
  on: {
    'residence.granted': {
      guard: and(['isInconvenient', 'isConsentLive', 'isClause3Clear']),
      target: 'residing',
      actions: [
        assign({ residing: true }),
        {
          type: 'issueDocument',
          params: ({ event }) => ({ kind: 'residence-permit', number: event.permitNo }),
        },
      ],
    },
    'residence.declined': { actions: awaitInstructions },
    'counterpart.withdrew': { target: '#requesting', actions: dropConsent },
    'disposition.reconsult': {
      guard: and(['isConsentGone', 'isInconvenient']),
      target: '#requesting',
    },
  },
});

/** Open for years: a yearly look, never an expiry. */
export const residing = crossing.createStateConfig({
  id: 'residing',
  description: 'The person resides in China on a valid permit.',
  meta: { rule: '2b, A17, A34' },
  entry: remind('residenceYearly', 'a yearly look at a residence'),
  exit: cancel('residenceYearly'),
  on: {
    // A claim holds the notice back: nothing about the person leaves under a stay without clearance.
    'necessity.declared': [
      { guard: 'isUnderStay', target: 'mobilization', actions: mobilizeAnew },
      { target: 'mobilization', actions: [mobilizeAnew, letter('M11', 'counterpart')] },
    ],
    'residence.ended': {
      target: '#outcome.residence-ended',
      actions: [
        assign({ residing: false }),
        ...takeBack(['residence-permit'], 'residence has ended'),
      ],
    },
    // The permit stands; the ministries are asked (A4).
    'counterpart.withdrew': { actions: [...dropConsent, awaitInstructions] },
  },
});
