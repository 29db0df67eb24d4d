/**
 * What a case knows of itself: the context of every chart, flat and plain JSON. Only what a rule, a
 * role or a message reads is kept; the rest stands in the file.
 */
import { KernelError } from '../kernel/errors.ts';
import { dayOf, isDate, lastDay } from '../kernel/instants.ts';
import type { JsonObject, Opening, Policy } from '../kernel/types.ts';
import { CASE_NO } from './case-no.ts';
import { isElsewhere } from './province.ts';

/** Names of the procedures. */
export type ProcedureName = 'outbound' | 'inbound' | 'exit';

/** What the person said last, signed. */
export type Will = 'willing' | 'unwilling' | 'undecided';

/** Consent or approval of the other side (1b, 2b). */
export interface Consent {
  readonly correlationId: string;
  readonly noteRef: string;
  /** Date, possibly partial; the last possible day counts. */
  readonly validUntil: string | null;
}

/** What is known when the case is opened. */
interface OpeningFacts {
  readonly caseNo: string;
  readonly procedure: ProcedureName;
  /** The case of the same person that this one follows, by `facts.earlierCase` (A10). */
  readonly earlierCase: string | null;
  /** From another province than the three of the cable, whose authorities the MPS asks (A44). */
  readonly throughMps: boolean;
  /** Absent at the opening means adult. */
  readonly adult: boolean;
  /** By the opening, a dependant's case is open; no longer once a family decision exists (A28). */
  readonly dependantOpen: boolean;
  /** A family decision exists (A28). */
  readonly unityDecided: boolean;
  readonly minRounds: number;
  readonly cutOffDate: string;
}

/** Who the person is, and what the person wants. */
interface PersonFacts {
  readonly screened: boolean;
  readonly nationality: string | null;
  readonly illegalCrossing: boolean | null;
  /** Crossed up to the cut-off date, or after it. */
  readonly period: 'already' | 'later' | null;
  /** Date of the crossing as it was given, for letters alone. */
  readonly crossedOn: string | null;
  readonly will: Will | null;
  /** The person's own request to renounce citizenship (1d). */
  readonly renunciationRequest: string | null;
}

/** Mobilization, consent, investigation and education, residence (1, 2). */
interface SettlementFacts {
  /** All rounds of the case. */
  readonly rounds: number;
  /** A new round is wanted before mobilization can be concluded. */
  readonly roundOwed: boolean;
  readonly concluded: boolean;
  readonly consentAsked: string | null;
  readonly consent: Consent | null;
  readonly consentRefused: boolean;
  readonly investigated: boolean;
  readonly educated: boolean;
  readonly inconvenient: boolean | null;
  /** What makes return inconvenient, in one word, for letters alone. */
  readonly inconvenience: string | null;
  /** A residence permit is valid. */
  readonly residing: boolean;
  /** What instructions have permitted so far; not used up. */
  readonly permits: readonly string[];
}

/** Repatriation, handover, voluntary return. */
interface ReturnFacts {
  readonly ground: string | null;
  readonly handoverAsked: string | null;
  readonly handoverAgreed: string | null;
  readonly returnAsked: string | null;
  readonly returnAgreed: string | null;
  /** References of open local proceedings ([B] arts. 3b, 6). */
  readonly localProceedings: readonly string[];
  readonly clause3Asked: string | null;
  readonly clause3Confirmed: boolean;
}

/**
 * Who proposed a step and may therefore not approve it: the officer, and all for whom he acts as a
 * substitute.
 */
interface ProposerFacts {
  readonly passportProposer: readonly string[] | null;
  readonly renunciationProposer: readonly string[] | null;
  readonly repatriationProposer: readonly string[] | null;
  readonly penaltyProposer: readonly string[] | null;
  readonly handoverProposer: readonly string[] | null;
}

/** The three checks of an exit application (4e); `null` until they are made. */
interface ExitFacts {
  readonly politicalIssue: boolean | null;
  /** Pending cases that are open. */
  readonly pendingCases: number;
  readonly justified: boolean | null;
}

/** The context of every chart. */
export interface CaseFacts
  extends OpeningFacts, PersonFacts, SettlementFacts, ReturnFacts, ProposerFacts, ExitFacts {}

/** The context, read from what the kernel hands out as plain JSON. */
export function readFacts(facts: JsonObject): CaseFacts {
  return facts as unknown as CaseFacts;
}

/**
 * The consent that lives at an instant: to its last day, by the date alone; `undefined` without
 * one.
 */
export function liveConsent({ consent }: CaseFacts, now: string): Consent | undefined {
  if (consent === null) return undefined;
  const { validUntil } = consent;
  return validUntil === null || dayOf(now) <= lastDay(validUntil) ? consent : undefined;
}

/**
 * The facts of a case that has just been opened.
 *
 * @throws KernelError where a fact that a rule reads is of another type: a child is not to be taken for
 * an adult by a slip.
 */
export function openingFacts(opening: Opening, policy: Policy): CaseFacts {
  const { facts, caseNo, procedure } = opening;
  flagIn(facts, 'adult', 'facts.adult');
  return {
    ...BLANK,
    caseNo,
    procedure: procedure as ProcedureName,
    earlierCase: earlierCase(facts, caseNo),
    // Of an inbound case the home authority is the other side's.
    throughMps: procedure === 'outbound' && isElsewhere(facts),
    adult: facts['adult'] !== false,
    dependantOpen: hasOpenDependant(facts['household'], caseNo),
    unityDecided: false,
    ...figuresOf(policy),
  };
}

function earlierCase({ earlierCase: named }: JsonObject, caseNo: string): string | null {
  return named === undefined ? null : otherCase(named, caseNo, 'facts.earlierCase');
}

function otherCase(named: unknown, caseNo: string, place: string): string {
  if (typeof named === 'string' && CASE_NO.test(named) && named !== caseNo) return named;
  throw new KernelError(place, 'is no number of another case');
}

/** Whether a household names a dependant with an open case; without `open` a case is not open. */
function hasOpenDependant(household: unknown, caseNo: string): boolean {
  if (household === undefined) return false;
  if (!Array.isArray(household)) throw new KernelError('facts.household', 'is no list');
  const open = household.filter((member: unknown, at) =>
    isOpenDependant(member, `facts.household[${at}]`, caseNo),
  );
  return open.length > 0;
}

/** A link that names no case would be kept by nobody, and block nothing. */
function isOpenDependant(member: unknown, place: string, caseNo: string): boolean {
  if (typeof member !== 'object' || member === null) throw new KernelError(place, 'is no object');
  otherCase((member as JsonObject)['caseNo'], caseNo, `${place}.caseNo`);
  const dependent = flagIn(member as JsonObject, 'dependent', `${place}.dependent`);
  return flagIn(member as JsonObject, 'open', `${place}.open`) && dependent;
}

/** Figures that a case is opened with in place of the policy's. */
function figuresOf({ figures }: Policy): Pick<OpeningFacts, 'minRounds' | 'cutOffDate'> {
  const { minRounds, cutOffDate } = figures;
  if (typeof minRounds !== 'number' || !Number.isInteger(minRounds) || minRounds < 0) {
    throw new KernelError('config.minRounds', 'is no number of rounds');
  }
  if (typeof cutOffDate !== 'string' || !isDate(cutOffDate)) {
    throw new KernelError('config.cutOffDate', 'is no date, such as 1957-12-17');
  }
  return { minRounds, cutOffDate };
}

/** True or false, and false where it is absent. */
function flagIn(facts: JsonObject, name: string, place: string): boolean {
  const { [name]: value = false } = facts;
  if (typeof value === 'boolean') return value;
  throw new KernelError(place, 'is neither true nor false');
}

const BLANK = {
  screened: false,
  nationality: null,
  illegalCrossing: null,
  period: null,
  crossedOn: null,
  will: null,
  renunciationRequest: null,
  rounds: 0,
  roundOwed: false,
  concluded: false,
  consentAsked: null,
  consent: null,
  consentRefused: false,
  investigated: false,
  educated: false,
  inconvenient: null,
  inconvenience: null,
  residing: false,
  permits: [],
  ground: null,
  handoverAsked: null,
  handoverAgreed: null,
  returnAsked: null,
  returnAgreed: null,
  localProceedings: [],
  clause3Asked: null,
  clause3Confirmed: false,
  passportProposer: null,
  renunciationProposer: null,
  repatriationProposer: null,
  penaltyProposer: null,
  handoverProposer: null,
  politicalIssue: null,
  pendingCases: 0,
  justified: null,
} as const;
