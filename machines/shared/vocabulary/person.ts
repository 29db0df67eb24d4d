/**
 * Events about the person of a crossing: who it is, what the person wants, where the person is,
 * what protects the person.
 */
import type { Vocabulary } from '../../kernel/vocabulary.ts';
import { readFacts } from '../facts.ts';
import {
  CASE_OFFICER,
  flag,
  interpreter,
  language,
  maybe,
  MINOR_FIELDS,
  oneOf,
  REASONS,
  ref,
  signed,
  text,
  texts,
} from './fields.ts';

const DETECTION = {
  'identity.verified': {
    class: 'decision',
    fields: { evidenceRef: ref('What proves who the person is.') },
    by: CASE_OFFICER,
    rule: '[R]',
    says: 'It is clear who the person is.',
  },
  'screening.completed': {
    class: 'decision',
    fields: {
      nationality: oneOf(['PRC', 'DPRK', 'other'], 'Nationality as found.'),
      illegalCrossing: flag('Whether the crossing was illegal ([B] art. 2); this decides.'),
      crossedOn: maybe({
        kind: 'date',
        says: 'Year, month or day; the first possible day counts.',
      }),
      cause: maybe(
        oneOf(['none', 'disaster', 'flood', 'illness', 'other'], 'What drove the person over.'),
      ),
      vulnerability: maybe(texts('What the person needs care for.')),
    },
    by: CASE_OFFICER,
    rule: '1a, 2a',
    says: 'It is settled whether the case falls under the cable.',
  },
} as const satisfies Vocabulary;

const STATEMENTS = {
  'willingness.stated': {
    class: 'fact',
    stayed: (event) => event['value'] === 'willing',
    fields: {
      value: oneOf(['willing', 'unwilling', 'undecided'], 'Whether the person wants to return.'),
      statementRef: ref("The person's signed statement."),
      language,
      interpreterId: interpreter,
      signed,
      ...MINOR_FIELDS,
    },
    evidence: minorsEvidence,
    by: CASE_OFFICER,
    rule: '1a, 1b, A7',
    says: 'The person says, over a signature, whether to return; the last statement counts.',
  },
  'person.heard': {
    class: 'fact',
    fields: {
      statementRef: ref('Record of the hearing.'),
      language,
      interpreterId: interpreter,
      ...MINOR_FIELDS,
    },
    evidence: minorsEvidence,
    by: CASE_OFFICER,
    rule: 'A28, I27 [S]',
    says: 'The person was heard before an adverse decision, in a stated language.',
  },
  'person.absconded': {
    class: 'fact',
    fields: {},
    by: CASE_OFFICER,
    rule: 'A30 [S]',
    says: 'The person cannot be found; no adverse step is taken meanwhile.',
  },
  'person.reappeared': {
    class: 'fact',
    fields: {},
    by: CASE_OFFICER,
    rule: 'A30 [S]',
    says: 'The person is back; the case goes on where it stopped.',
  },
} as const satisfies Vocabulary;

const PROTECTION = {
  'protection.claimed': {
    class: 'fact',
    fields: {
      statementRef: ref('The claim, sealed.'),
      confidential: flag('Whether the claim is sealed from the officers of the case.'),
    },
    by: [...CASE_OFFICER, 'PRO-OF'],
    rule: 'A47 [S]',
    says: 'The person claims protection: every step toward return is stayed.',
  },
  'protection.recognised': {
    class: 'fact',
    fields: {},
    by: ['PRO-OF'],
    reasons: REASONS,
    rule: 'A47 [S]',
    says: 'The claim is recognised.',
  },
  'protection.not-recognised': {
    class: 'fact',
    fields: {},
    by: ['PRO-OF'],
    second: { roles: ['PRO-OF'] },
    reasons: REASONS,
    rule: 'A47 [S]',
    says: 'Two protection officers do not recognise the claim; the stay goes on for its review.',
  },
  'protection.review-requested': {
    class: 'fact',
    fields: {},
    by: [...CASE_OFFICER, 'PRO-OF'],
    rule: 'A47 [S]',
    says: 'The person asks for a review of the protection decision.',
  },
  'protection.review-decided': {
    class: 'fact',
    fields: { result: oneOf(['recognised', 'not-recognised'], 'What the review came to.') },
    by: ['REV-OF'],
    reasons: REASONS,
    rule: 'A47 [S]',
    says: 'The protection decision was reviewed.',
  },
  'protection.review-window-elapsed': {
    class: 'time',
    fields: {},
    by: ['service'],
    rule: 'A47 [S]',
    says: 'No review of the protection decision was asked for in time: the stay ends.',
  },
} as const satisfies Vocabulary;

const HOUSEHOLD = {
  'household.unity-decided': {
    class: 'fact',
    fields: {},
    by: ['PSO-DR'],
    second: { roles: ['FAO-LN'] },
    reasons: REASONS,
    rule: 'A28 [S]',
    says: 'It is decided how the family stays together.',
  },
  'local-proceedings.opened': {
    class: 'fact',
    fields: { ref: ref('Local proceedings.') },
    by: ['PSO-DR'],
    rule: '[B] arts. 3b, 6',
    says: 'Local law comes first: handover and return wait.',
  },
  'local-proceedings.closed': {
    class: 'fact',
    fields: { ref: ref('Local proceedings.') },
    by: ['PSO-DR'],
    rule: '[B] arts. 3b, 6',
    says: 'These local proceedings have ended.',
  },
} as const satisfies Vocabulary;

const PENALTY = {
  'penalty.referral-proposed': {
    class: 'decision',
    coercive: true,
    fields: {},
    by: CASE_OFFICER,
    reasons: REASONS,
    rule: '4c',
    says: 'A later crosser is proposed for referral to the competent authority.',
  },
  'penalty.referred': {
    class: 'decision',
    coercive: true,
    fields: {},
    by: ['PSO-DR'],
    second: { roles: ['MPS-CD'], twoBodies: true },
    reasons: REASONS,
    proposers: (facts) => readFacts(facts).penaltyProposer ?? [],
    rule: '4c',
    says: 'The referral is made; what follows is for the competent authority.',
  },
  'penalty.referral-declined': {
    class: 'decision',
    fields: {},
    by: ['PSO-DR'],
    reasons: REASONS,
    rule: '4c',
    says: 'There will be no referral.',
  },
  'penalty.outcome-recorded': {
    class: 'fact',
    fields: { outcome: text('What the competent authority did.') },
    by: ['PSO-DR'],
    rule: '4c',
    says: 'The competent authority has reported what it did.',
  },
} as const satisfies Vocabulary;

/** Rows about the person. */
export const PERSON = {
  ...DETECTION,
  ...STATEMENTS,
  ...PROTECTION,
  ...HOUSEHOLD,
  ...PENALTY,
} as const satisfies Vocabulary;

function minorsEvidence(facts: Parameters<typeof readFacts>[0]): readonly string[] {
  return readFacts(facts).adult ? [] : Object.keys(MINOR_FIELDS);
}
