/**
 * Lengths of time and figures of all procedures, as data with a version. A case keeps the version
 * that it was opened under. No length here ever decides: each brings a reminder, or opens a step
 * that a human must take (I6).
 */
import type { Policy } from '../kernel/types.ts';

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

/** The policy for a procedure that uses some of the lengths. */
export function policyWith(keys: readonly DelayKey[]): Policy {
  const delays = Object.fromEntries(keys.map((key) => [key, DELAYS[key]]));
  return { version: POLICY_VERSION, delays, figures: FIGURES };
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
