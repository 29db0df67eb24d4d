/**
 * What a log has said so far, added up without the charts: the invariants hold the charts against it.
 */
import { dayOf, firstDay, lastDay } from '../../machines/kernel/instants.ts';
import type { Officer } from '../../machines/kernel/types.ts';
import { checksAfter, type Checks } from './ledger-exit.ts';
import { mainOf, textIn, type Entry, type Opened, type Standing } from './log.ts';

/** A consent or approval of the other side. */
export interface LedgerConsent {
  readonly correlationId: string;
  readonly validUntil?: string;
}

/** The sum of a log. */
export interface Ledger {
  readonly procedure: string;
  readonly adult: boolean;
  readonly minRounds: number;
  readonly screened: boolean;
  /** Crossed after 17 December 1957. */
  readonly later: boolean;
  /** The last signed statement. */
  readonly will: string;
  readonly rounds: number;
  readonly roundOwed: boolean;
  readonly concluded: boolean;
  /** Mobilization was concluded at least once, and over an unwilling statement. */
  readonly concludedUnwilling: boolean;
  readonly consentAsked: string;
  readonly consent?: LedgerConsent;
  readonly investigated: boolean;
  readonly educated: boolean;
  /** The person's own signed request to renounce. */
  readonly request: boolean;
  /** Inconvenience, as two officers found it. */
  readonly found: boolean;
  readonly permits: readonly string[];
  readonly clause3: 'unchecked' | 'checking' | 'clear' | 'reported' | 'confirmed';
  readonly clause3Asked: string;
  readonly stayed: boolean;
  readonly absent: boolean;
  /** Ground of the repatriation that is under way. */
  readonly ground: string;
  /** Heard, in a stated language, in this round. */
  readonly heard: boolean;
  readonly handoverAsked: string;
  readonly handoverAgreed: string;
  readonly returnAsked: string;
  readonly returnAgreed: string;
  readonly dependantOpen: boolean;
  readonly local: readonly string[];
  /** Who proposed what: all persons that the officer counts as. */
  readonly proposers: Readonly<Record<string, readonly string[]>>;
  /** 2c: necessity was declared, and clause 3 not confirmed since. */
  readonly necessity: boolean;
  readonly checks: Checks;
  /** Correlation under which a duty awaits an answer. */
  readonly dutyAsked: string;
}

const NOTHING = {
  screened: false,
  later: false,
  will: '',
  rounds: 0,
  roundOwed: false,
  concluded: false,
  concludedUnwilling: false,
  consentAsked: '',
  investigated: false,
  educated: false,
  request: false,
  found: false,
  permits: [],
  clause3: 'unchecked',
  clause3Asked: '',
  stayed: false,
  absent: false,
  ground: '',
  heard: false,
  handoverAsked: '',
  handoverAgreed: '',
  returnAsked: '',
  returnAgreed: '',
  local: [],
  proposers: {},
  necessity: false,
  checks: { pending: 0 },
  dutyAsked: '',
} as const;

/** The ledger of a case that has just been opened. */
export function openLedger({ procedure, facts, config }: Opened): Ledger {
  const household: unknown = facts['household'];
  const members = Array.isArray(household) ? (household as Record<string, unknown>[]) : [];
  const rounds = config['minRounds'];
  return {
    ...NOTHING,
    procedure,
    adult: facts['adult'] !== false,
    minRounds: typeof rounds === 'number' ? rounds : 1,
    dependantOpen: members.some(({ dependent, open }) => dependent === true && open === true),
  };
}

/** The last day of 1957 on which a crossing counts as a crossing of before. */
export const CUT_OFF = '1957-12-17';

/** Whether a consent lives at an event: to its last day, by the date alone. */
export function livesAt({ consent }: Ledger, at: string): boolean {
  if (consent === undefined) return false;
  return consent.validUntil === undefined || dayOf(at) <= lastDay(consent.validUntil);
}

/** All persons that an officer counts as. */
export function personsOf(officer: Officer): readonly string[] {
  return [officer.id, ...(officer.actsFor ?? [])];
}

const NO_HANDOVER = { handoverAsked: '', handoverAgreed: '' } as const;
const NO_RETURN = { returnAsked: '', returnAgreed: '' } as const;

type Change = Partial<Ledger>;
type Reading = (ledger: Ledger, entry: Entry) => Change;

const proposed =
  (what: string): Reading =>
  ({ proposers }, { by }) => ({ proposers: { ...proposers, [what]: personsOf(by) } });

const consented: Reading = (_, { event }) => ({
  consentAsked: '',
  consent: {
    correlationId: textIn(event, 'correlationId'),
    ...(typeof event['validUntil'] === 'string' && { validUntil: event['validUntil'] }),
  },
});

const asked: Reading = (_, { event }) => ({ dutyAsked: textIn(event, 'correlationId') });

const without = ({ consent: _gone, ...ledger }: Ledger): Ledger => ledger;

/** What an accepted event changes. */
const READINGS: Readonly<Record<string, Reading>> = {
  'screening.completed': (_, { event }) => ({
    screened: true,
    later: typeof event['crossedOn'] === 'string' && firstDay(event['crossedOn']) > CUT_OFF,
  }),
  'mobilization.round-held': ({ rounds }) => ({ rounds: rounds + 1, roundOwed: false }),
  'mobilization.concluded': ({ will }) => ({
    concluded: true,
    concludedUnwilling: will === 'unwilling',
  }),
  'disposition.remobilize': () => ({ concluded: false, roundOwed: true }),
  'necessity.declared': () => ({ concluded: false, roundOwed: true, necessity: true }),
  'willingness.stated': (_, { event }) => {
    const will = textIn(event, 'value');
    return { will, ...(will === 'willing' ? NO_HANDOVER : NO_RETURN) };
  },
  'consent.requested': (_, { event }) => ({ consentAsked: textIn(event, 'correlationId') }),
  'counterpart.consented': consented,
  'counterpart.approved': consented,
  'investigation.completed': () => ({ investigated: true }),
  'education.completed': () => ({ educated: true }),
  'passport.proposed': proposed('passport'),
  'renunciation.submitted': proposed('renunciation'),
  'renunciation.withdrawn': () => ({ request: false }),
  'penalty.referral-proposed': proposed('penalty'),
  'inconvenience.found': () => ({ found: true }),
  'inconvenience.not-found': () => ({ found: false }),
  'repatriation.proposed': (ledger, entry) => ({
    ...proposed('repatriation')(ledger, entry),
    ground: textIn(entry.event, 'ground'),
  }),
  'handover.proposed': (ledger, entry) => ({
    ...proposed('handover')(ledger, entry),
    handoverAsked: textIn(entry.event, 'correlationId'),
    handoverAgreed: '',
  }),
  'handover.accepted': ({ handoverAsked }) => ({
    handoverAgreed: handoverAsked,
    handoverAsked: '',
  }),
  'handover.declined': () => NO_HANDOVER,
  'return.proposed': (_, { event }) => ({
    returnAsked: textIn(event, 'correlationId'),
    returnAgreed: '',
  }),
  'return.accepted': ({ returnAsked }) => ({ returnAgreed: returnAsked, returnAsked: '' }),
  'clause3.check-sent': (_, { event }) => ({
    clause3: 'checking',
    clause3Asked: textIn(event, 'correlationId'),
  }),
  'clause3.nothing-found': () => ({ clause3: 'clear', clause3Asked: '' }),
  'clause3.reported': () => ({ clause3: 'reported', clause3Asked: '' }),
  'clause3.confirmed': ({ proposers }) => ({
    clause3: 'confirmed',
    ground: '3',
    proposers: { ...proposers, repatriation: [] },
    necessity: false,
    ...NO_HANDOVER,
  }),
  'clause3.not-confirmed': () => ({ clause3: 'clear' }),
  'clause3.resolved': () => ({ clause3: 'clear', ground: '', ...NO_HANDOVER }),
  'protection.claimed': () => ({ stayed: true, ...NO_HANDOVER, ...NO_RETURN }),
  'protection.review-window-elapsed': () => ({ stayed: false }),
  'protection.review-decided': (_, { event }) => ({ stayed: event['result'] === 'recognised' }),
  'instructions.received': ({ permits }, { event }) => {
    const given: unknown = event['permits'];
    return { permits: [...new Set([...permits, ...(Array.isArray(given) ? given : [])])] };
  },
  'household.unity-decided': () => ({ dependantOpen: false }),
  'local-proceedings.opened': ({ local }, { event }) => ({
    local: [...new Set([...local, textIn(event, 'ref')])],
    ...NO_HANDOVER,
  }),
  'local-proceedings.closed': ({ local }, { event }) => ({
    local: local.filter((ref) => ref !== event['ref']),
  }),
  'person.absconded': () => ({ absent: true, ...NO_HANDOVER }),
  'person.reappeared': () => ({ absent: false }),
  'notice.drafted': proposed('notice'),
  'notice.released': asked,
  'coordination.requested': asked,
  'list.sent': asked,
};

/** A request is kept from the start, also where it is only recorded, if its form is right. */
function isRequest({ event, outcome, by }: Entry, before: Standing): boolean {
  return (
    event.type === 'renunciation.requested' &&
    (outcome === 'accepted' || (outcome === 'recorded' && before.open)) &&
    event['signed'] === true &&
    textIn(event, 'statementRef').trim() !== '' &&
    ['EMB-CO', 'PSO-IN'].includes(by.role)
  );
}

function isHeard({ event, outcome }: Entry): boolean {
  return (
    event.type === 'person.heard' &&
    outcome === 'accepted' &&
    textIn(event, 'language').trim() !== '' &&
    textIn(event, 'statementRef').trim() !== ''
  );
}

/** What the main region itself says: a new round of hearing, a new request, an end of waiting. */
function byPlace(ledger: Ledger, from: string, to: string): Ledger {
  if (from === to) return ledger;
  let next = ledger;
  if (to === 'repatriation.hearing') next = { ...next, heard: false };
  if (to === 'consent-check.requesting') next = { ...without(next), consentAsked: '' };
  if (from === 'consent-check.awaiting-reply') next = { ...next, consentAsked: '' };
  return next;
}

/** The ledger after one more entry. */
export function ledgerAfter(ledger: Ledger, entry: Entry, before: Standing): Ledger {
  let next = isRequest(entry, before) ? { ...ledger, request: true } : ledger;
  if (entry.outcome !== 'accepted') return next;
  const { type } = entry.event;
  if (type === 'counterpart.withdrew') next = without(next);
  const reading = Object.hasOwn(READINGS, type) ? READINGS[type] : undefined;
  if (reading !== undefined) next = { ...next, ...reading(next, entry) };
  const checks = checksAfter(next.checks, entry);
  if (checks !== next.checks) next = { ...next, checks };
  next = byPlace(next, mainOf(before), mainOf(entry));
  return isHeard(entry) ? { ...next, heard: true } : next;
}
