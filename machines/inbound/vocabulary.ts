/**
 * What may be said in an inbound case.
 */
import type { Vocabulary } from '../kernel/vocabulary.ts';
import { CROSSING } from '../shared/vocabulary/crossing.ts';
import { CASE_OFFICER } from '../shared/vocabulary/fields.ts';
import { positiveReply } from '../shared/vocabulary/settlement.ts';

/** Every event type of the procedure. */
export const INBOUND_EVENTS = {
  ...CROSSING,
  'counterpart.approved': positiveReply('2b', 'The other side approves residence.'),
  'disposition.reassess': {
    class: 'decision',
    fields: {},
    by: CASE_OFFICER,
    rule: 'A33 [R]',
    says: 'Inconvenience is to be assessed again.',
  },
} as const satisfies Vocabulary;
