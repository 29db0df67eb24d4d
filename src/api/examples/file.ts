/** Examples of what is kept of a case, and counted of all. */
import type { Json } from '../../../machines/kernel/types.ts';
import { AT, HASH, EVENT } from './values.ts';

const FIRST = 'A'.repeat(43);
const KEY = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

/** By schema. */
export const FILE_EXAMPLES: Readonly<Record<string, Json>> = {
  File: {
    entries: [
      {
        event: EVENT,
        expect: 'accepted',
        state: 'screening.scope',
        seq: 1,
        receivedAt: AT,
        attestations: ['eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJFTUItQ08tMSJ9.c2lnbmF0dXJl'],
        prev: FIRST,
        hash: HASH,
      },
    ],
    head: { seq: 1, hash: HASH },
    keys: [{ iss: 'EMB-CO-1', ...KEY, kid: 'kid-1' }],
    opening: {
      caseNo: 'OUT-01.1',
      procedure: 'outbound',
      subjectRef: 'synthetic/OUT-01',
      facts: { province: 'Jilin', adult: true },
    },
    openedAt: AT,
  },
  RejectedMessages: {
    rejected: [{ at: AT, name: 'submit', code: 'NOT_A_SUBMISSION', digest: HASH, size: 17 }],
  },
  Figures: {
    month: '1958-01',
    madeAt: '1958-02-01T03:00:00.000Z',
    tables: [
      {
        name: 'opened',
        says: 'Cases opened in the month',
        by: ['procedure', 'province', 'period'],
        rows: [
          { key: ['outbound', 'Jilin', 'already'], n: 12 },
          { key: ['outbound', 'Liaoning', 'already'], n: '*' },
        ],
        total: '*',
      },
    ],
    times: [
      { procedure: 'outbound', state: 'mobilization', n: 7, medianDays: 31, p90Days: 88.5 },
      { procedure: 'exit', state: 'decision', n: '*' },
    ],
  },
};
