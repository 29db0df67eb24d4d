/**
 * Events of every procedure: how a case can be closed, instructions, review, the passing of time.
 */
import type { Vocabulary } from '../../kernel/vocabulary.ts';
import { SERVICE } from '../officers.ts';
import {
  CASE_OFFICER,
  filled,
  HEADS,
  maybe,
  MINISTRIES,
  oneOf,
  REASONS,
  ref,
  text,
  texts,
} from './fields.ts';

/** How a case can end whatever it is about. */
const CLOSINGS = {
  'death.recorded': {
    class: 'fact',
    fields: { certificateRef: ref('Death certificate.') },
    by: CASE_OFFICER,
    rule: 'A29 [S]',
    says: 'The person has died.',
  },
  'identity.mistaken': {
    class: 'fact',
    fields: {},
    by: CASE_OFFICER,
    second: { roles: HEADS },
    reasons: REASONS,
    rule: 'A31 [S]',
    says: 'The case is about another person than was thought.',
  },
  'case.closed-administratively': {
    class: 'fact',
    fields: {},
    by: CASE_OFFICER,
    second: { roles: HEADS },
    reasons: REASONS,
    rule: 'A30 [S]',
    says: 'Two officers close a case that can go no further.',
  },
} as const satisfies Vocabulary;

const INSTRUCTIONS = {
  'instructions.requested': {
    class: 'decision',
    fields: {
      to: filled(texts('Ministries that are asked.', ['MFA', 'MPS', 'OCC'])),
      question: filled(text('The question, without personal data.')),
    },
    by: HEADS,
    rule: '5b',
    says: 'The field asks the ministries for an instruction.',
  },
  'instructions.received': {
    class: 'fact',
    fields: {
      instructionId: filled(text('Number of the instruction.')),
      permits: texts('What the instruction permits; kept for the rest of the case.'),
    },
    by: ['MFA-CD', 'MPS-CD', 'OCC-CD'],
    rule: '5b',
    says: 'A ministry has answered.',
  },
} as const satisfies Vocabulary;

const REVIEW = {
  'review.requested': {
    class: 'fact',
    fields: { statementRef: ref("The person's request.") },
    by: CASE_OFFICER,
    rule: '[S]',
    says: 'The person asks for a review before the decision takes effect.',
  },
  'review.decided': {
    class: 'decision',
    fields: {
      result: oneOf(['upheld', 'overturned'], 'What the review came to.'),
      corrects: maybe({
        kind: 'names',
        values: ['issue', 'pending', 'justified'],
        says: 'Exit: checks that the review overturns, with their new values.',
      }),
    },
    by: ['REV-OF'],
    reasons: REASONS,
    rule: '[S]',
    says: 'An independent officer has reviewed the decision.',
  },
  'review.window-elapsed': {
    class: 'time',
    fields: {},
    by: [SERVICE],
    rule: '[S]',
    says: 'The time to ask for a review is over; the next step is open to a human.',
  },
} as const satisfies Vocabulary;

const TIME = {
  'reminder.due': {
    class: 'time',
    fields: { about: maybe(text('What is still open.')) },
    by: [SERVICE],
    tells: [],
    rule: '[R]',
    says: 'Somebody is reminded; nothing is decided.',
  },
  'escalation.due': {
    class: 'time',
    fields: { about: maybe(text('What is still open.')) },
    by: [SERVICE],
    tells: ['MFA-CD', 'MPS-CD'],
    rule: '[R]',
    says: 'Somebody higher is told; nothing is decided.',
  },
} as const satisfies Vocabulary;

/** How the case is run; where it stands is not touched. */
const ADMINISTRATION = {
  'policy.moved': {
    class: 'fact',
    fields: { version: text('Version of the policy that the case goes over to.') },
    by: MINISTRIES,
    second: { roles: MINISTRIES, twoBodies: true },
    reasons: REASONS,
    administers: 'policy',
    rule: '[S]',
    says: 'The case goes over to another version of the policy.',
  },
  'due.extended': {
    class: 'fact',
    fields: { about: text('Id of the task or exchange that is due later.') },
    by: HEADS,
    reasons: REASONS,
    administers: 'date',
    rule: '[S]',
    says: 'Something open is due later, by the length that the policy has for it; once.',
  },
} as const satisfies Vocabulary;

/** What lets a case go on from its file, and a duty. */
export const RESUMED = {
  class: 'fact',
  fields: {
    seq: { kind: 'count', says: 'Place of the last entry that the case goes on from.' },
    hash: text('Hash of that entry.'),
  },
  by: HEADS,
  second: { roles: [...HEADS, ...MINISTRIES] },
  reasons: REASONS,
  administers: 'run',
  rule: '[S]',
  says: 'Two officers let a case go on from its file, whose run had ended or halted.',
} as const satisfies Vocabulary[string];

/** Rows that every procedure has. */
export const EVERY_PROCEDURE = {
  ...CLOSINGS,
  ...INSTRUCTIONS,
  ...REVIEW,
  ...TIME,
  ...ADMINISTRATION,
  'case.resumed': RESUMED,
} as const satisfies Vocabulary;
