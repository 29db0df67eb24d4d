/**
 * Examples of what goes in and out, by the names of their schemas in the document. A test holds each
 * against its schema, and sends those of bodies.
 */
import type { Json } from '../../../machines/kernel/types.ts';
import { FILE_EXAMPLES } from './file.ts';
import { OUTSIDE_EXAMPLES } from './outside.ts';
import { PERSON_EXAMPLES } from './persons.ts';
import { TASK_EXAMPLES } from './tasks.ts';
import { AT, EVENT } from './values.ts';

const JWS = 'eyJhbGciOiJFZERTQSIsImtpZCI6IkVNQi1DTy0xIn0.eyJzdWIiOiJFTUItQ08tMSJ9.c2lnbmF0dXJl';

const OUTCOME = {
  id: 'e1',
  outcome: 'accepted',
  state: 'screening.scope',
  seq: 1,
};

const LETTER = {
  key: 'OUT-01.1/4/0',
  kind: 'M2',
  says: 'Asks the other side for its consent',
  to: 'counterpart',
  correlationId: 'OUT-01.1/consent/1',
  content: { caseRef: 'OUT-01.1' },
  createdAt: AT,
  sent: 1,
  sendings: [],
};

/** By schema. */
export const EXAMPLES: Readonly<Record<string, Json>> = {
  ...TASK_EXAMPLES,
  ...FILE_EXAMPLES,
  ...PERSON_EXAMPLES,
  ...OUTSIDE_EXAMPLES,
  Opening: {
    caseNo: 'OUT-01.1',
    procedure: 'outbound',
    subjectRef: 'synthetic/OUT-01',
    facts: { province: 'Jilin', adult: true },
  },
  DutyOpening: { no: '1958-1', subjectRef: 'notice/1', facts: { province: 'Jilin' } },
  Submission: {
    event: EVENT,
    attestations: [JWS],
  },
  Countersignature: { attestations: [JWS] },
  Withdrawal: { reasons: 'The ground has moved since.', attestations: [JWS] },
  LetterDeed: {
    event: { id: 'l1', type: 'letter.reminded', letter: LETTER.key, by: 'CPL-LN-1' },
    attestations: [JWS],
  },
  Outcome: { ...OUTCOME, allowed: ['scope.confirmed'] },
  Pending: { id: 'e1', outcome: 'pending', location: '/v1/cases/OUT-01.1/outcomes/e1' },
  CaseView: {
    caseNo: 'OUT-01.1',
    procedure: 'outbound',
    state: 'screening.scope',
    open: true,
    seq: 1,
    allowed: ['scope.confirmed'],
    regions: { clause3: 'unchecked', safeguard: 'clear', penalty: 'none' },
    awaiting: [{ who: 'EMB-CO', what: 'scope', since: AT }],
    documents: [],
    drafts: [],
    household: [],
    policyVersion: '1957-12-17.1',
    recentOutcomes: [OUTCOME],
  },
  ListedCase: {
    ...{ caseNo: 'OUT-01.1', procedure: 'outbound', province: 'Jilin', state: 'screening.scope' },
    ...{ open: true, halted: false, openedAt: AT, seq: 1, awaits: ['EMB-CO'], since: AT },
    overdue: false,
  },
  Duties: {
    duties: [
      {
        ...{ caseNo: 'policy-notice/1958-1', procedure: 'policy-notice', state: 'drafting' },
        ...{ open: true, openedAt: AT },
      },
    ],
  },
  Versions: {
    versions: [
      {
        procedure: 'outbound',
        chartVersion: '1',
        policyVersion: '1957-12-17.1',
        cases: 12,
        files: 40,
      },
    ],
  },
  PolicyMove: {
    from: '1957-12-17.1',
    to: '1957-12-17.2',
    possible: true,
    changes: [{ of: 'task', id: 'screening', from: AT, to: '1958-03-08T08:00:00.000Z' }],
  },
  RegisterProposal: {
    kind: 'put-officer',
    reasons: 'Takes up office as of Monday.',
    officer: { id: 'EMB-CO-10', role: 'EMB-CO', body: 'EMB' },
  },
  ApiKeyWish: { name: 'approval-tool', powers: ['cases.read', 'tasks.read'], days: 90 },
  Documents: {
    documents: [
      { n: 1, kind: 'D1', number: 'OUT-01.1/D1/1', status: 'valid', eventId: 'OUT-01.1-09' },
    ],
  },
  Letter: LETTER,
  Letters: { letters: [LETTER] },
  Problem: {
    type: 'about:blank',
    title: 'No such case',
    status: 404,
    code: 'CASE_UNKNOWN',
    detail: 'There is no case OUT-01.2; open it with POST /v1/cases.',
  },
};
