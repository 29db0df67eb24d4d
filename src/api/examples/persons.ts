/** Examples of what is known of persons; all of them are made up. */
import type { Json } from '../../../machines/kernel/types.ts';
import { AT, HASH } from './values.ts';

const REF = 'sf-0123456789abcdef01234567';
const REASONS = 'The case was opened for another person.';

const KEPT = { version: 1, at: AT, by: 'EMB-CO-1' };
const IDENTITY = { name: 'Synthetic Person', birth: '1931', sex: 'female' };
const PROTECTION = { ground: 'opinion', statement: 'A synthetic statement.' };
const FILE = { ref: REF, kind: 'statement', mediaType: 'application/pdf', size: 48_211 };
const STORED = { ...FILE, at: AT, by: 'EMB-CO-1' };

/** By schema. */
export const PERSON_EXAMPLES: Readonly<Record<string, Json>> = {
  Identity: IDENTITY,
  IdentityAsKept: { ...IDENTITY, ...KEPT },
  Protection: PROTECTION,
  ProtectionAsKept: { ...PROTECTION, ...KEPT, by: 'PRO-OF-1' },
  Kept: KEPT,
  StoredFile: { ...STORED, digest: HASH },
  StoredFiles: { files: [STORED] },
  Readings: {
    readings: [
      {
        ...{ n: 1, act: 'written', what: 'identity', kind: 'identity', version: 1 },
        ...{ by: 'EMB-CO-1', at: AT, prev: 'A'.repeat(43), hash: HASH },
      },
    ],
  },
  ErasureOrder: {
    event: {
      ...{ id: 'x1', type: 'identity.erased', at: '1958-03-01', by: 'EMB-CO-1' },
      ...{ second: 'EMB-HD-1', ground: 'mistaken-identity', reasons: REASONS },
    },
    attestations: [
      'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJFTUItQ08tMSJ9.c2lnbmF0dXJl',
      'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJFTUItSEQtMSJ9.c2lnbmF0dXJl',
    ],
  },
  Erasure: {
    certificate: 'eyJhbGciOiJFZERTQSJ9.eyJjYXNlIjoiT1VULTAxLjEifQ.c2lnbmF0dXJl',
    says: { case: 'OUT-01.1' },
  },
  Rotation: { masterId: 'mk-2', wrapped: 500, left: 120, done: false, earlier: ['mk-1'] },
};
