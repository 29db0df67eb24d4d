// What a case holds, for all three procedures.
import { lastDay } from './dates.ts';
import type { Event } from './officers.ts';

export interface Consent {
  correlationId: string;
  lastDay?: string;
}

export interface Document {
  kind: string;
  valid: boolean;
}

export interface Exit {
  issue: boolean | undefined;
  pending: boolean | undefined;
  justified: boolean | undefined;
  cases: number;
}

export interface Correlations {
  consent: string | undefined;
  check: string | undefined;
  return: string | undefined;
  returnAccepted: string | undefined;
  handover: string | undefined;
  handoverAccepted: string | undefined;
}

export interface CaseState {
  /** Of the last event that was taken: what counts where an event names no day. */
  day: string;
  procedure: string;
  minRounds: number;
  adult: boolean;
  householdOpen: boolean;
  main: string;
  clause3: string;
  safeguard: string;
  penalty: string;
  present: boolean;
  awaited: boolean;
  arranging: boolean;
  later: boolean;
  statement: string | undefined;
  rounds: number;
  roundWanted: boolean;
  concluded: boolean;
  consent: Consent | undefined;
  open: Correlations;
  investigation: boolean;
  education: boolean;
  finding: boolean;
  asked: boolean;
  permits: string[];
  ground: string | undefined;
  proposers: Record<string, string>;
  local: string[];
  documents: Document[];
  exit: Exit;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export function openCase(
  procedure: string,
  config: Record<string, unknown> = {},
  facts: Record<string, unknown> = {},
): CaseState {
  const minRounds = config['minRounds'];
  const household: unknown[] = Array.isArray(facts['household']) ? facts['household'] : [];
  const members = household.map((member) => record(member));
  return {
    day: '',
    procedure,
    minRounds: typeof minRounds === 'number' ? minRounds : 1,
    adult: facts['adult'] !== false,
    householdOpen: members.some(
      (member) => member['dependent'] === true && member['open'] === true,
    ),
    main: procedure === 'exit' ? 'submitted' : 'detected.intake',
    clause3: 'unchecked',
    safeguard: 'clear',
    penalty: 'none',
    present: true,
    awaited: false,
    arranging: false,
    later: false,
    statement: undefined,
    rounds: 0,
    roundWanted: false,
    concluded: false,
    consent: undefined,
    open: {
      consent: undefined,
      check: undefined,
      return: undefined,
      returnAccepted: undefined,
      handover: undefined,
      handoverAccepted: undefined,
    },
    investigation: false,
    education: false,
    finding: false,
    asked: false,
    permits: [],
    ground: undefined,
    proposers: {},
    local: [],
    documents: [],
    exit: { issue: undefined, pending: undefined, justified: undefined, cases: 0 },
  };
}

export function isClosed(s: CaseState): boolean {
  return s.main.startsWith('outcome.');
}

export function isScreened(s: CaseState): boolean {
  return !s.main.startsWith('detected.');
}

export function hasStay(s: CaseState): boolean {
  return s.safeguard !== 'clear';
}

export function displayed(s: CaseState): string {
  if (isClosed(s)) return s.main;
  if (!s.present) return 'suspended';
  if (s.arranging) return 'voluntary-return';
  return s.awaited ? 'awaiting-instructions' : s.main;
}

/** The day on which it happened; `undefined` where `at` says none. */
export function dayOf(event: Event): string | undefined {
  return /^\d{4}-\d\d-\d\d/.exec(String(event['at']))?.[0];
}

export function consentLives(s: CaseState, event: Event): boolean {
  if (s.consent === undefined) return false;
  const day = dayOf(event) ?? s.day;
  return s.consent.lastDay === undefined || day <= s.consent.lastDay;
}

export function consentFrom(event: Event): Consent {
  const correlationId = String(event['correlationId']);
  const until = event['validUntil'];
  return typeof until === 'string' ? { correlationId, lastDay: lastDay(until) } : { correlationId };
}

export function mayCross(s: CaseState): boolean {
  return !s.later || s.permits.includes('passport-for-later-crosser');
}

export function issue(s: CaseState, ...kinds: string[]): void {
  for (const kind of kinds) s.documents.push({ kind, valid: true });
}

export function makeVoid(s: CaseState, ...kinds: string[]): void {
  for (const document of s.documents) if (kinds.includes(document.kind)) document.valid = false;
}

export function holdsValid(s: CaseState, kind: string): boolean {
  return s.documents.some((document) => document.kind === kind && document.valid);
}

export function leaveReturn(s: CaseState): void {
  s.arranging = false;
  s.open.return = undefined;
  s.open.returnAccepted = undefined;
}

export function dropHandover(s: CaseState): void {
  s.open.handover = undefined;
  s.open.handoverAccepted = undefined;
  delete s.proposers['handover'];
  if (s.main === 'repatriation.handover-proposed' || s.main === 'repatriation.handover-agreed') {
    s.main = 'repatriation.handover-ready';
  }
}

export function mustApprove(s: CaseState): boolean {
  return s.exit.issue === false && s.exit.pending === false && s.exit.justified === true;
}
