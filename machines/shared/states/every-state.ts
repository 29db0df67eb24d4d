/**
 * What can happen in every state of the main region of a crossing case.
 */
import { correction, takeBack } from '../deeds.ts';
import { crossing } from '../setup.ts';
import { dropConsent } from './consent-check.ts';

const CLOSED = ['repatriation-order', 'exit-permit', 'passport'] as const;

/** Death, mistaken identity, and what can go no further: of every procedure. */
export const closings = {
  'death.recorded': {
    target: '#outcome.closed-deceased',
    actions: [
      ...takeBack(CLOSED, 'the person has died'),
      {
        type: 'notify',
        params: {
          roles: ['EMB-CO', 'PSO-IN', 'FAO-LN'],
          about: 'death: tell family and both sides',
        },
      } as const,
    ],
  },
  'identity.mistaken': {
    target: '#outcome.closed-mistaken-identity',
    actions: [
      ...takeBack(CLOSED, 'the case is about another person'),
      correction,
      {
        type: 'notify',
        params: {
          roles: ['EMB-CO', 'PSO-IN', 'FAO-LN'],
          about: 'mistaken identity: see that the correction reaches every recipient',
        },
      } as const,
    ],
  },
  'case.closed-administratively': {
    guard: 'isCloseable',
    target: '#outcome.closed-administratively',
  },
} as const;

/** What other regions and the person's surroundings bring about, whatever is being decided. */
export const everyState = {
  ...closings,
  'counterpart.withdrew': { actions: dropConsent },
  'renunciation.requested': {
    actions: crossing.assign({
      renunciationRequest: ({ event }) => event.statementRef ?? null,
    }),
  },
  'renunciation.withdrawn': {
    guard: 'hasRequest',
    actions: crossing.assign({ renunciationRequest: null }),
  },
  'household.unity-decided': {
    actions: crossing.assign({ dependantOpen: false, unityDecided: true }),
  },
  'local-proceedings.opened': {
    actions: [
      crossing.assign({
        localProceedings: ({ context, event }) => [
          ...new Set([...context.localProceedings, event.ref ?? '']),
        ],
      }),
      crossing.raise({ type: 'internal.handover-interrupted' }),
    ],
  },
  'local-proceedings.closed': {
    guard: 'isProceedingKnown',
    actions: crossing.assign({
      localProceedings: ({ context, event }) =>
        context.localProceedings.filter((ref) => ref !== event.ref),
    }),
  },
  'internal.return-completed': '#outcome.returned-voluntarily',
  'internal.protection-granted': '#outcome.protection-granted',
  'internal.clause3-confirmed': '#hearing',
} as const;
