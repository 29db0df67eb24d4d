/** Examples of tasks and of whose hands they are in. */
import type { Json } from '../../../machines/kernel/types.ts';
import { AT } from './values.ts';

const CLAIM = { holder: 'EMB-HD-1', since: AT, until: '1958-03-08T08:00:00.000Z' };

const TASK = {
  id: 'passport-approval#1',
  title: 'Approve or decline the passport',
  roles: ['EMB-HD'],
  events: ['passport.approved', 'passport.declined'],
  since: AT,
  due: '1958-03-08T08:00:00.000Z',
  length: 'P7D',
  caseNo: 'OUT-01.1',
  procedure: 'outbound',
  province: 'Jilin',
  decisions: [
    {
      type: 'passport.approved',
      roles: ['EMB-HD'],
      barred: [
        {
          kind: 'officer',
          name: 'EMB-CO-1',
          code: 'FOUR_EYES_SAME_PERSON',
          says: 'EMB-CO-1 proposed it',
        },
      ],
      drafts: [],
      you: { second: 'ROLE_NOT_ALLOWED' },
    },
  ],
  claim: CLAIM,
};

/** By schema. */
export const TASK_EXAMPLES: Readonly<Record<string, Json>> = {
  Task: TASK,
  Tasks: { tasks: [TASK] },
  Decision: TASK.decisions[0] ?? null,
  Claim: CLAIM,
  Release: { reasons: 'On leave until the spring.' },
  HandOver: { to: 'EMB-CO-2' },
  Claims: {
    claims: [
      { n: 1, act: 'claim', by: 'EMB-HD-1', holder: 'EMB-HD-1', at: AT },
      { n: 2, act: 'release', by: 'EMB-HD-1', at: '1958-03-02T08:00:00.000Z' },
    ],
  },
};
