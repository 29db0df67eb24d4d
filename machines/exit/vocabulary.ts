/**
 * What may be said in an exit case.
 */
import type { JsonObject } from '../kernel/types.ts';
import type { Vocabulary } from '../kernel/vocabulary.ts';
import { EVERY_PROCEDURE } from '../shared/vocabulary/every.ts';
import {
  correlation,
  flag,
  maybe,
  oneOf,
  REASONS,
  ref,
  text,
} from '../shared/vocabulary/fields.ts';

const isIssue = (event: JsonObject): boolean => event['issue'] === true;
const isPending = (event: JsonObject): boolean => event['pending'] === true;
const isOverturned = (event: JsonObject): boolean => event['result'] === 'overturned';

const CHECKS = {
  'application.completed': {
    class: 'decision',
    fields: {
      inScope: flag('An ethnic Korean of China applies to go to Korea.'),
      purpose: maybe(text('What for.')),
      relativesAbroad: maybe({ kind: 'any', says: 'Relatives abroad.' }),
    },
    by: ['PSO-IN'],
    rule: '4d',
    says: 'The application is complete.',
  },
  'political-check.completed': {
    class: 'decision',
    fields: { issue: flag('Whether a political issue was found.') },
    by: ['PSO-IN'],
    second: { roles: ['PSO-DR'], when: isIssue },
    reasons: { field: 'reasons', when: isIssue },
    rule: '4e, A39 [S]',
    says: 'A named officer has looked for political issues; a second one signs where one is found.',
  },
  'pending-case-check.completed': {
    class: 'decision',
    fields: {
      pending: flag('Whether a civil or criminal case is pending.'),
      certificateRef: { ...ref('Certificate of the pending case.'), when: isPending },
    },
    by: ['PSO-IN'],
    rule: '4e',
    says: 'It is known whether a case is pending.',
  },
  'justification.assessed': {
    class: 'decision',
    fields: { justified: flag('Whether the application is justified.') },
    by: ['PSO-IN'],
    rule: '4e',
    says: 'It is assessed whether the application is justified.',
  },
  'check.corrected': {
    class: 'decision',
    fields: {
      check: oneOf(['political', 'pending', 'justification'], 'Check that is corrected.'),
      value: flag('Value of the check from now on.'),
    },
    by: ['PSO-IN'],
    second: { roles: ['PSO-DR'] },
    reasons: REASONS,
    rule: 'A38 [R]',
    says: 'On instruction, a bar is lifted.',
  },
} as const satisfies Vocabulary;

const DECISIONS = {
  'exit.approved': {
    class: 'decision',
    fields: {},
    by: ['PSO-DR'],
    reasons: REASONS,
    rule: '4e',
    says: 'The exit is approved.',
  },
  'exit.refused': {
    class: 'decision',
    fields: {},
    by: ['PSO-DR'],
    second: { roles: ['FAO-LN'], twoBodies: true },
    reasons: REASONS,
    rule: '4e, A38 [R]',
    says: 'Two officers of two bodies refuse the exit.',
  },
  'exit.deferred': {
    class: 'decision',
    fields: {},
    by: ['PSO-IN'],
    second: { roles: ['PSO-DR'] },
    reasons: REASONS,
    rule: '4e, A38 [R]',
    says: 'The decision waits for the end of a pending case.',
  },
  'pending-case.reported': {
    class: 'fact',
    fields: { certificateRef: ref('Certificate of the pending case.') },
    by: ['PSO-DR'],
    second: { roles: ['MPS-CD'], twoBodies: true },
    reasons: REASONS,
    rule: '4e',
    says: 'A case against the applicant has come up.',
  },
  'pending-case.closed': {
    class: 'fact',
    fields: { certificateRef: ref('Certificate that the case has ended.') },
    by: ['PSO-IN'],
    rule: '4e',
    says: 'One pending case has ended.',
  },
  'refusal.served': {
    class: 'decision',
    fields: {},
    by: ['PSO-DR'],
    rule: '4e [S]',
    says: 'The notice of refusal is served.',
  },
  'review.decided': {
    ...EVERY_PROCEDURE['review.decided'],
    fields: {
      ...EVERY_PROCEDURE['review.decided'].fields,
      corrects: {
        kind: 'names',
        values: ['issue', 'pending', 'justified'],
        when: isOverturned,
        says: 'Checks that the review overturns, with their new values.',
      },
    },
  },
} as const satisfies Vocabulary;

const DEPARTURE = {
  'documents.issued': {
    class: 'decision',
    fields: {
      exitPermitNo: ref('Number of the exit permit.'),
      passportNo: ref('Number of the passport.'),
      validUntil: { kind: 'date', says: 'Last day of both.' },
    },
    by: ['REG-CL'],
    rule: '4d',
    says: 'Exit permit and passport are issued.',
  },
  'documents.expired': {
    class: 'decision',
    fields: {},
    by: ['REG-CL'],
    rule: '4d',
    says: 'The registrar records that the documents lapsed unused.',
  },
  'departure.recorded': {
    class: 'decision',
    fields: {},
    by: ['REG-CL'],
    rule: '4d',
    says: 'The applicant has left.',
  },
  'departure.notice-sent': {
    class: 'message',
    fields: { correlationId: correlation },
    by: ['FAO-LN'],
    rule: '4d, 4f',
    says: 'The other side is told of the departure.',
  },
  'application.withdrawn': {
    class: 'fact',
    fields: { statementRef: ref("The applicant's statement.") },
    by: ['PSO-IN'],
    rule: '4d',
    says: 'The applicant takes the application back.',
  },
} as const satisfies Vocabulary;

/** Every event type of the procedure. */
export const EXIT_EVENTS = {
  ...EVERY_PROCEDURE,
  ...CHECKS,
  ...DECISIONS,
  ...DEPARTURE,
} as const satisfies Vocabulary;
