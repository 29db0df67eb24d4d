/**
 * Lengths of time and figures of all procedures, as data with a version. A case keeps the version
 * that it was opened under. No length here ever decides: each brings a reminder, or opens a step
 * that a human must take (I6).
 */
import type { Extension, Policy } from '../kernel/types.ts';

/** Length by the key that the chart names; the key is also the name of the timer. */
export const DELAYS = {
  /** 1a: mobilization without a statement. */
  mobilizationReminder: 'P30D',
  /** A7: the last statement is old; ask again. */
  statementReminder: 'P180D',
  /** A2: silence of the other side is neither consent nor refusal. */
  consentReminder1: 'P60D',
  consentReminder2: 'P120D',
  consentEscalation: 'P180D',
  investigationReminder: 'P90D',
  investigationEscalation: 'P180D',
  educationReminder: 'P90D',
  educationEscalation: 'P180D',
  clause3Reminder1: 'P45D',
  clause3Reminder2: 'P90D',
  /** A decision of the main region is open; then it is offered to another human. */
  decisionReminder: 'P7D',
  decisionEscalation: 'P21D',
  clause3DecisionReminder: 'P7D',
  clause3DecisionEscalation: 'P21D',
  penaltyDecisionReminder: 'P7D',
  penaltyDecisionEscalation: 'P21D',
  protectionDecisionReminder: 'P7D',
  protectionDecisionEscalation: 'P21D',
  /** Repatriation and refusal: time to ask for a review. */
  reviewWindow: 'P30D',
  protectionReviewWindow: 'P30D',
  /** A handover is agreed but not done. */
  handoverReminder: 'P14D',
  /** Residence is looked at every year; it does not expire. */
  residenceYearly: 'R/P1Y',
  absenceReminder: 'P180D',
  instructionsReminder: 'P60D',
  exitDocumentsWarning: 'P150D',
  exitDocumentsExpiry: 'P180D',
} as const;

/** A key of the policy. */
export type DelayKey = keyof typeof DELAYS;

/** Version that new cases are opened under. */
export const POLICY_VERSION = '1957-12-17.1';

/** Figures that a case can be opened with another value of. */
export const FIGURES = {
  /** Who crossed after this day is a later crosser (A18, A20); the day itself counts as before. */
  cutOffDate: '1957-12-17',
  /** Rounds of mobilization that a case needs at least (A36). */
  minRounds: 1,
} as const;

/** The version that counts working days where humans decide, and lets no time run against nobody. */
export const POLICY_IN_WORKING_DAYS = '1957-12-17.2';

/** What that version counts in working days: the week has six of them. */
const WORKING: Readonly<Partial<Record<DelayKey, string>>> = {
  decisionReminder: 'P6D@china',
  decisionEscalation: 'P18D@china',
  clause3DecisionReminder: 'P6D@china',
  clause3DecisionEscalation: 'P18D@china',
  penaltyDecisionReminder: 'P6D@china',
  penaltyDecisionEscalation: 'P18D@china',
  protectionDecisionReminder: 'P6D@china',
  protectionDecisionEscalation: 'P18D@china',
  /** Both sides have to be at work for a handover. */
  handoverReminder: 'P12D@both',
};

/** Lengths for which no time runs, by what is waited for: a policy's `pauses`. */
export type Pauses = Readonly<Record<string, readonly DelayKey[]>>;

/** Of both crossing procedures. A decision waits for these, so nobody is late with it meanwhile. */
export const CROSSING_PAUSES: Pauses = {
  'clause3-answer': ['decisionReminder', 'decisionEscalation'],
  'presence.absent': [
    'mobilizationReminder',
    'decisionReminder',
    'decisionEscalation',
    'handoverReminder',
  ],
};

/** What an officer may extend, once: the work of one's own side, never a wait for the other side. */
const EXTENSIONS: Readonly<Partial<Record<DelayKey, Extension>>> = {
  mobilizationReminder: { length: 'P30D' },
  investigationReminder: { length: 'P90D', with: ['investigationEscalation'] },
  educationReminder: { length: 'P90D', with: ['educationEscalation'] },
  decisionReminder: { length: 'P14D', with: ['decisionEscalation'] },
  clause3DecisionReminder: { length: 'P14D', with: ['clause3DecisionEscalation'] },
  penaltyDecisionReminder: { length: 'P14D', with: ['penaltyDecisionEscalation'] },
  instructionsReminder: { length: 'P60D' },
};

/**
 * Safeguards that a live case cannot be opened without: the time to ask for a review. Lengths are
 * configurable (procedures 3.6), so a case may have less than the policy, and says so; it has some.
 */
const FLOORS: Readonly<Partial<Record<DelayKey, string>>> = {
  reviewWindow: 'PT1S',
  protectionReviewWindow: 'PT1S',
};

/** The policies for a procedure that uses some of the lengths, by version. */
export function policiesWith(
  keys: readonly DelayKey[],
  pauses?: Pauses,
): Readonly<Record<string, Policy>> {
  const first = Object.fromEntries(keys.map((key) => [key, DELAYS[key]]));
  const second = Object.fromEntries(keys.map((key) => [key, WORKING[key] ?? DELAYS[key]]));
  const extensions = Object.fromEntries(
    keys.flatMap((key) => (EXTENSIONS[key] ? [[key, EXTENSIONS[key]]] : [])),
  );
  const floors = Object.fromEntries(
    keys.flatMap((key) => (FLOORS[key] ? [[key, FLOORS[key]]] : [])),
  );
  const common = { figures: FIGURES, floors, extensions };
  return {
    [POLICY_VERSION]: { version: POLICY_VERSION, delays: first, ...common },
    [POLICY_IN_WORKING_DAYS]: {
      version: POLICY_IN_WORKING_DAYS,
      delays: second,
      ...common,
      ...(pauses && { pauses }),
    },
  };
}

/** Lengths that both crossing procedures use. */
export const CROSSING_DELAYS: readonly DelayKey[] = [
  'mobilizationReminder',
  'statementReminder',
  'consentReminder1',
  'consentReminder2',
  'consentEscalation',
  'clause3Reminder1',
  'clause3Reminder2',
  'decisionReminder',
  'decisionEscalation',
  'clause3DecisionReminder',
  'clause3DecisionEscalation',
  'penaltyDecisionReminder',
  'penaltyDecisionEscalation',
  'protectionDecisionReminder',
  'protectionDecisionEscalation',
  'reviewWindow',
  'protectionReviewWindow',
  'handoverReminder',
  'absenceReminder',
  'instructionsReminder',
];
