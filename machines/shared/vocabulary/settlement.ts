/**
 * Events on the way to a settlement: mobilization, the other side's answer, investigation and
 * education, status, residence (clauses 1 and 2).
 */
import type { EventRow, Field, Vocabulary } from '../../kernel/vocabulary.ts';
import { liveConsent, readFacts } from '../facts.ts';
import {
  CASE_OFFICER,
  CLEARANCE,
  correlation,
  flag,
  language,
  maybe,
  REASONS,
  ref,
  signed,
  text,
  texts,
} from './fields.ts';

const MOBILIZATION = {
  'mobilization.round-held': {
    class: 'decision',
    fields: {
      round: { kind: 'count', says: 'Number of the round.' },
      language,
      summary: maybe(text('What was talked about.')),
    },
    by: CASE_OFFICER,
    rule: '1a, 2c',
    says: 'A round of mobilization was held.',
  },
  'mobilization.concluded': {
    class: 'decision',
    fields: {},
    by: CASE_OFFICER,
    rule: '1a, 2c',
    says: 'Mobilization is over and the person stays unwilling.',
  },
  'disposition.remobilize': {
    class: 'decision',
    fields: {},
    by: CASE_OFFICER,
    rule: 'A1 [R]',
    says: 'The person is to be mobilized again.',
  },
  'disposition.reconsult': {
    class: 'decision',
    fields: {},
    by: CASE_OFFICER,
    rule: 'A1, A4 [R]',
    says: 'The other side is to be asked again.',
  },
} as const satisfies Vocabulary;

const NOTE: Readonly<Record<string, Field>> = {
  correlationId: correlation,
  noteRef: ref('Note of the other side.'),
  personSpecific: maybe(flag('True: the note names this person (a list counts if he is on it).')),
  conditions: maybe({ kind: 'any', says: 'Conditions of the other side.' }),
  validUntil: maybe({
    kind: 'date',
    says: 'Last day of the consent; the last possible day counts.',
  }),
};

/** A positive answer of the other side: consent (1b) or approval (2b). */
export function positiveReply(rule: string, says: string): EventRow {
  return {
    class: 'fact',
    fields: NOTE,
    by: ['CPL-LN'],
    answers: (facts) => readFacts(facts).consentAsked ?? undefined,
    rule,
    says,
  };
}

const CONSENT = {
  'consent.requested': {
    class: 'message',
    fields: { correlationId: correlation, ...CLEARANCE },
    by: (facts) => (readFacts(facts).procedure === 'outbound' ? ['EMB-CO'] : ['FAO-LN']),
    rule: '1b, 2b',
    says: 'The other side is asked.',
  },
  'counterpart.refused': {
    class: 'fact',
    fields: { correlationId: correlation, reason: maybe(text('Reason, where one was given.')) },
    by: ['CPL-LN'],
    answers: (facts) => readFacts(facts).consentAsked ?? undefined,
    rule: '1b, 2b',
    says: 'The other side refuses.',
  },
  'counterpart.withdrew': {
    class: 'fact',
    fields: { correlationId: correlation, reason: maybe(text('Reason, where one was given.')) },
    by: ['CPL-LN'],
    answers: (facts, asOf) => liveConsent(readFacts(facts), asOf)?.correlationId,
    rule: 'A3, A4 [R]',
    says: 'The other side takes its consent back.',
  },
} as const satisfies Vocabulary;

const STATUS = {
  'investigation.completed': {
    class: 'decision',
    fields: {
      finding: text('What the investigation found.'),
      reportRef: ref('Report of the investigation.'),
    },
    by: ['EMB-CO'],
    rule: '1c',
    says: 'The Embassy has investigated.',
  },
  'education.completed': {
    class: 'decision',
    fields: {
      sessions: { kind: 'count', says: 'Sessions held.' },
      reportRef: maybe(ref('Report of the education.')),
    },
    by: ['EMB-CO'],
    rule: '1c',
    says: 'The Embassy has educated the person.',
  },
  'passport.proposed': {
    class: 'decision',
    fields: {},
    by: ['EMB-CO'],
    reasons: REASONS,
    rule: '1c',
    says: 'An emigrant passport is proposed.',
  },
  'passport.approved': {
    class: 'decision',
    fields: { passportNo: maybe(ref('Number; drawn where absent.')) },
    by: ['EMB-HD'],
    reasons: REASONS,
    proposers: (facts) => readFacts(facts).passportProposer ?? [],
    rule: '1c',
    says: 'The consular head issues the emigrant passport.',
  },
  'passport.declined': {
    class: 'decision',
    fields: {},
    by: ['EMB-HD'],
    reasons: REASONS,
    rule: 'A37 [R]',
    says: 'The passport is not issued now; the ministries are asked.',
  },
} as const satisfies Vocabulary;

const RENUNCIATION = {
  'renunciation.requested': {
    class: 'fact',
    fields: { statementRef: ref("The person's signed request."), signed },
    by: CASE_OFFICER,
    // Kept from the start; each procedure says where it is more than recorded.
    acceptedIn: [],
    rule: '1d',
    says: 'The person asks to renounce citizenship.',
  },
  'renunciation.submitted': {
    class: 'decision',
    fields: {},
    by: ['EMB-CO'],
    rule: '1d',
    says: "The Embassy submits the person's request.",
  },
  'renunciation.approved': {
    class: 'decision',
    fields: {
      otherNationalityAssured: maybe(flag('True: the person will not be stateless.')),
      certificateNo: maybe(ref('Number; drawn where absent.')),
    },
    by: ['MFA-CD'],
    second: { roles: ['MPS-CD'], twoBodies: true },
    reasons: REASONS,
    proposers: (facts) => readFacts(facts).renunciationProposer ?? [],
    rule: '1d, A11 [S]',
    says: 'Two ministries approve the renunciation.',
  },
  'renunciation.refused': {
    class: 'decision',
    fields: {},
    by: ['MFA-CD'],
    reasons: REASONS,
    rule: '1d',
    says: 'The renunciation is refused; the request stands.',
  },
  'renunciation.withdrawn': {
    class: 'fact',
    fields: { statementRef: ref("The person's statement.") },
    by: CASE_OFFICER,
    rule: '1d',
    says: 'The person takes the request back.',
  },
} as const satisfies Vocabulary;

const RESIDENCE = {
  'inconvenience.claimed': {
    class: 'fact',
    fields: {
      grounds: texts('What makes return inconvenient.'),
      statementRef: ref("The person's statement."),
    },
    by: CASE_OFFICER,
    rule: '2b',
    says: 'The person says that return is indeed inconvenient.',
  },
  'inconvenience.found': {
    class: 'decision',
    fields: { grounds: texts('What makes return inconvenient.') },
    by: ['PSO-IN'],
    second: { roles: ['PSO-DR'] },
    reasons: REASONS,
    rule: '2b, A32 [R]',
    says: 'Two officers find return indeed inconvenient.',
  },
  'inconvenience.not-found': {
    class: 'decision',
    fields: {},
    by: ['PSO-IN'],
    second: { roles: ['PSO-DR'] },
    reasons: REASONS,
    rule: '2b, A33 [R]',
    says: 'Two officers do not find return inconvenient.',
  },
  'residence.granted': {
    class: 'decision',
    fields: { permitNo: maybe(ref('Number; drawn where absent.')) },
    by: ['PSO-DR'],
    second: { roles: ['FAO-LN'] },
    reasons: REASONS,
    rule: '2b',
    says: 'The person may continue to reside.',
  },
  'residence.declined': {
    class: 'decision',
    fields: {},
    by: ['PSO-DR'],
    second: { roles: ['FAO-LN'] },
    reasons: REASONS,
    rule: '2b',
    says: 'Residence is not granted now; the ministries are asked.',
  },
  'residence.ended': {
    class: 'decision',
    fields: { reason: maybe(text('Why residence ended.')) },
    by: ['PSO-DR'],
    reasons: { field: 'reason' },
    rule: '2b',
    says: 'Residence has ended.',
  },
  'necessity.declared': {
    class: 'decision',
    fields: {},
    by: ['MFA-CD'],
    second: { roles: ['MPS-CD'], twoBodies: true },
    reasons: REASONS,
    rule: '2c, A34 [R]',
    says: 'Two ministries find it necessary to mobilize a resident to return.',
  },
} as const satisfies Vocabulary;

/** Rows on the way to a settlement. */
export const SETTLEMENT = {
  ...MOBILIZATION,
  ...CONSENT,
  ...STATUS,
  ...RENUNCIATION,
  ...RESIDENCE,
} as const satisfies Vocabulary;
