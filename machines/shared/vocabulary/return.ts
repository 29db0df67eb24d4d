/**
 * Events on the way back over the border: repatriation, handover, voluntary return, clause 3.
 */
import type { Vocabulary } from '../../kernel/vocabulary.ts';
import { readFacts } from '../facts.ts';
import {
  CASE_OFFICER,
  CLEARANCE,
  correlation,
  flag,
  HEADS,
  maybe,
  MINISTRIES,
  oneOf,
  REASONS,
  ref,
  text,
} from './fields.ts';

/** The kinds of matter that clause 3 names. */
export const CLAUSE3_KINDS: readonly string[] = ['crime', 'pending-criminal', 'pending-civil'];

const REPATRIATION = {
  'repatriation.proposed': {
    class: 'decision',
    coercive: true,
    fields: { ground: oneOf(['1a', '2a', '3'], 'Clause that repatriation rests on.') },
    by: CASE_OFFICER,
    reasons: REASONS,
    rule: '1a, 2a, 3',
    says: 'Repatriation is proposed; the person is heard first.',
  },
  'repatriation.decided': {
    class: 'decision',
    coercive: true,
    fields: { clause: text('Clause that the order rests on: the ground of the case.') },
    by: (facts) => {
      const { ground, procedure } = readFacts(facts);
      if (ground === '3') return HEADS;
      return procedure === 'outbound' ? ['EMB-HD'] : ['PSO-DR'];
    },
    second: {
      roles: (facts) =>
        readFacts(facts).procedure === 'outbound' ? MINISTRIES : ['FAO-LN', ...MINISTRIES],
      twoBodies: true,
    },
    reasons: REASONS,
    proposers: (facts) => readFacts(facts).repatriationProposer ?? [],
    rule: '1a, 2a, 3',
    says: 'Two officers of two bodies order repatriation.',
  },
  'repatriation.not-ordered': {
    class: 'decision',
    fields: {},
    by: HEADS,
    reasons: REASONS,
    rule: 'A1 [R]',
    says: 'Repatriation is not ordered; the case is weighed anew.',
  },
} as const satisfies Vocabulary;

const HANDOVER = {
  'handover.proposed': {
    class: 'message',
    coercive: true,
    fields: {
      correlationId: correlation,
      place: text('Where the person is to be handed over.'),
      date: maybe({ kind: 'date', says: 'When.' }),
      escortRole: text('Role of the escort.'),
      mode: maybe(oneOf(['port', 'on-the-spot'], 'At a port, or on the spot ([B] art. 3a).')),
    },
    by: CASE_OFFICER,
    rule: '[B] art. 6',
    says: 'Name, time, place and escort are proposed to the other side.',
  },
  'handover.accepted': {
    class: 'fact',
    fields: { correlationId: correlation, reason: maybe(text('Remark of the other side.')) },
    by: ['CPL-LN'],
    answers: (facts) => readFacts(facts).handoverAsked ?? undefined,
    rule: '[B] art. 6',
    says: 'The other side agrees to the handover.',
  },
  'handover.declined': {
    class: 'fact',
    fields: { correlationId: correlation, reason: maybe(text('Reason, where one was given.')) },
    by: ['CPL-LN'],
    answers: (facts) => {
      const { handoverAsked, handoverAgreed } = readFacts(facts);
      return handoverAsked ?? handoverAgreed ?? undefined;
    },
    rule: 'A45 [P]',
    says: 'The other side does not take the person over now, even if it had agreed.',
  },
  'handover.completed': {
    class: 'decision',
    coercive: true,
    fields: { correlationId: correlation, receiptRef: ref('Receipt of the other side.') },
    by: ['PSO-IN'],
    second: { roles: ['PSO-DR'] },
    proposersOfSecond: (facts) => readFacts(facts).handoverProposer ?? [],
    rule: '[B] art. 6',
    says: 'The person was handed over.',
  },
} as const satisfies Vocabulary;

const RETURN = {
  'return.proposed': {
    class: 'message',
    stayed: () => true,
    fields: { correlationId: correlation, ...CLEARANCE },
    by: CASE_OFFICER,
    rule: '1a, A6',
    says: 'Reception is arranged with the other side for a person who wants to return.',
  },
  'return.accepted': {
    class: 'fact',
    stayed: () => true,
    fields: { correlationId: correlation },
    by: ['CPL-LN'],
    answers: (facts) => readFacts(facts).returnAsked ?? undefined,
    rule: '1a, A6',
    says: 'The other side receives the person.',
  },
  'return.completed': {
    class: 'fact',
    stayed: () => true,
    fields: {
      receiptRef: ref('Receipt of the other side.'),
      correlationId: maybe(correlation),
    },
    by: CASE_OFFICER,
    rule: '1a, A6',
    says: 'The person has returned of free will.',
  },
} as const satisfies Vocabulary;

const CLAUSE3 = {
  'clause3.check-sent': {
    class: 'message',
    fields: {
      correlationId: correlation,
      homeAuthority: text('Authority that is asked.'),
      ...CLEARANCE,
    },
    by: CASE_OFFICER,
    rule: '3',
    says: 'The home authority is asked whether clause 3 applies.',
  },
  'clause3.nothing-found': {
    class: 'fact',
    fields: {
      correlationId: correlation,
      certificateRef: ref('Certificate of the home authority.'),
    },
    by: ['HAC-CL'],
    answers: (facts) => readFacts(facts).clause3Asked ?? undefined,
    rule: '3',
    says: 'The home authority certifies that nothing is pending.',
  },
  'clause3.reported': {
    class: 'fact',
    fields: {
      source: text('Who reports.'),
      kind: text('crime, pending-criminal or pending-civil.'),
      ref: ref('The matter at home.'),
    },
    by: ['HAC-CL', ...CASE_OFFICER],
    rule: '3',
    says: 'A matter of clause 3 is reported: no settlement until it is cleared up.',
  },
  'clause3.confirmed': {
    class: 'fact',
    fields: {
      certificateRef: ref('Certificate of the competent home authority.'),
      kind: text('crime, pending-criminal or pending-civil.'),
      offenceIsTheCrossing: maybe(flag('True is refused: the crossing itself never counts.')),
    },
    by: ['PSO-DR', 'PSO-IN', 'EMB-HD'],
    second: { roles: ['MPS-CD', 'MFA-CD'], twoBodies: true },
    reasons: REASONS,
    rule: '3, A14 [R]',
    says: 'Two officers of two bodies confirm clause 3.',
  },
  'clause3.not-confirmed': {
    class: 'fact',
    fields: {},
    by: [...MINISTRIES, 'PSO-DR'],
    reasons: REASONS,
    rule: '3',
    says: 'The report is not confirmed.',
  },
  'clause3.resolved': {
    class: 'fact',
    fields: { ref: ref('How the matter ended.') },
    by: ['PSO-DR'],
    second: { roles: MINISTRIES, twoBodies: true },
    reasons: REASONS,
    rule: '3, A16 [R]',
    says: 'The matter at home has ended: clause 3 no longer applies.',
  },
} as const satisfies Vocabulary;

/** Rows on the way back over the border. */
export const RETURNING = {
  ...REPATRIATION,
  ...HANDOVER,
  ...RETURN,
  ...CLAUSE3,
} as const satisfies Vocabulary;
