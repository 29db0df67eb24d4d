/**
 * Refusal codes that the pure charts never give, and where they are reached.
 */
import { CODES, type Code } from '../../machines/kernel/errors.ts';

/** Code → what gives it, in one line. */
export const CODES_OF_ELSEWHERE: Partial<Readonly<Record<Code, string>>> = {
  DRAFT_UNKNOWN: 'drafts: countersign and withdraw of the kernel, not a step',
  DRAFT_LAPSED: 'drafts: countersign and withdraw of the kernel, not a step',
  CASE_EXISTS: 'opening: the registry knows the number',
  NOT_A_SUBMISSION: 'admission: the shape of a message',
  MESSAGE_UNKNOWN: 'admission: the name of a message',
  TOO_LARGE: 'admission and the bounds of a case; reached at the bound by tests of the kernel',
  RECORD_CONFLICT: 'the record: the file holds something else',
  RECORD_GAP: 'the record: the file lacks entries',
  RUN_SUPERSEDED: 'the record: the case was reset or started anew',
};

/** Codes that a step of the pure charts can give. */
export const CHART_CODES: readonly Code[] = (Object.keys(CODES) as Code[]).filter(
  (code) => !(code in CODES_OF_ELSEWHERE),
);
