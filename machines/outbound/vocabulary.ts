/**
 * What may be said in an outbound case.
 */
import type { Vocabulary } from '../kernel/vocabulary.ts';
import { CROSSING } from '../shared/vocabulary/crossing.ts';
import { positiveReply } from '../shared/vocabulary/settlement.ts';

/** Every event type of the procedure. */
export const OUTBOUND_EVENTS = {
  ...CROSSING,
  'renunciation.requested': {
    ...CROSSING['renunciation.requested'],
    acceptedIn: ['status-choice', 'passport', 'renunciation'],
  },
  'counterpart.consented': positiveReply('1b', 'The other side consents to the person staying.'),
} as const satisfies Vocabulary;
