/**
 * The kinds of documents that cases issue: what each says, what it needs to be written, and the
 * clause that it rests on. Sober words, references in place of names.
 */
import type { CaseEvent, JsonObject } from '../../machines/kernel/types.ts';
import type { DocumentKind } from '../../machines/shared/setup.ts';

/** A line of the table of a document. */
export interface Row {
  readonly label: string;
  readonly value: string;
}

/** What a template is filled from. */
export interface Ground {
  /** The event that issues the document. */
  readonly event: CaseEvent;
  /** The earlier event that it rests on, where the template names one. */
  readonly basis: CaseEvent | undefined;
  /** Length of the time in which a review can be asked for, in words. */
  readonly window: string;
}

/** A kind of document. */
export interface Template {
  readonly title: string;
  /** Title in Chinese and Korean, where the sources or standard usage give one. */
  readonly terms?: readonly [chinese: string, korean: string];
  /** Event types that issue it. */
  readonly issuedBy: readonly string[];
  /** Clauses of the cable, the record of 1955 [B], safeguards [S]. */
  readonly rule: string | ((ground: Ground) => string);
  /** Fields that the issuing event must have. */
  readonly needs: readonly string[];
  /** The last accepted event of this type before, with the fields that it must have. */
  readonly restsOn?: { readonly type: string; readonly needs: readonly string[] };
  /** What it states. */
  readonly says: (ground: Ground) => string;
  /** Reasons are those of `basis` where it has them, else of the event. */
  readonly rows: (ground: Ground) => readonly Row[];
  /** What the person can do against it. */
  readonly review?: (ground: Ground) => string;
}

/** Clauses of the cable, as a document cites them. */
function cable(clauses: string): string {
  const word = clauses.includes(',') ? 'clauses' : 'clause';
  return `Cable of 17 December 1957, ${word} ${clauses}`;
}

const TWO = ['by', 'second', 'reasons'] as const;

/** Every kind, by its name. */
export const TEMPLATES: Readonly<Record<DocumentKind, Template>> = {
  'emigrant-passport': {
    title: 'Emigrant passport',
    terms: ['侨民护照', '교민 려권'],
    issuedBy: ['passport.approved'],
    rule: cable('1b, 1c'),
    needs: ['by', 'reasons'],
    says: () =>
      'The holder remains in Korea as a Chinese citizen. After mobilization the holder stayed unwilling to return, the Korean side consented, and the Embassy has investigated and educated.',
    rows: () => [],
  },
  'renunciation-certificate': {
    title: 'Certificate of renunciation of nationality',
    terms: ['退籍证书', '국적 제적 증명서'],
    issuedBy: ['renunciation.approved'],
    rule: `${cable('1b, 1d')}; [S] safeguard against statelessness`,
    needs: [...TWO, 'otherNationalityAssured'],
    says: () =>
      'At the own, signed request of the person, Chinese nationality is renounced. Another nationality is assured; nobody becomes stateless by this certificate.',
    rows: () => [{ label: 'Other nationality', value: 'assured' }],
  },
  'repatriation-order': {
    title: 'Repatriation order',
    terms: ['遣返决定书', '송환결정서'],
    issuedBy: ['repatriation.decided'],
    rule: ({ event }) => `${cable(textOf(event, 'clause'))}; [S] hearing, two bodies and review`,
    needs: [...TWO, 'clause'],
    says: ({ event }) =>
      `Two officers of two bodies order repatriation under clause ${textOf(event, 'clause')} of the cable. The person was heard before. The order is carried out only after the time for a review, and only by a handover that the other side has agreed to.`,
    rows: ({ event }) => [{ label: 'Ground', value: `clause ${textOf(event, 'clause')}` }],
    review: ({ window }) =>
      `Right of review: within ${window} of this order the person may ask an independent review officer to look at it. Nothing is carried out before. A claim for protection stays every step toward return, at any time.`,
  },
  'handover-record': {
    title: 'Record of handover',
    terms: ['移交、交接清单', '인계인수, 인수증'],
    issuedBy: ['handover.completed'],
    rule: '[B] record of June 1955, article 6',
    needs: ['by', 'second', 'correlationId', 'receiptRef'],
    restsOn: { type: 'handover.proposed', needs: ['place', 'escortRole'] },
    says: () =>
      'The person was handed over to the other side as agreed, on an order that stood, after the time for a review.',
    rows: ({ event, basis }) => [
      { label: 'Place', value: textOf(basis, 'place') },
      ...optional('Day agreed', basis, 'date'),
      { label: 'Escort', value: textOf(basis, 'escortRole') },
      ...optional('Manner', basis, 'mode'),
      { label: 'Agreed under', value: textOf(event, 'correlationId') },
      { label: 'Receipt', value: textOf(event, 'receiptRef') },
    ],
  },
  'return-record': {
    title: 'Record of voluntary return',
    terms: ['自愿回国', '자진귀국'],
    issuedBy: ['return.completed'],
    rule: cable('1a'),
    needs: ['by', 'receiptRef'],
    restsOn: { type: 'return.accepted', needs: ['correlationId'] },
    says: () =>
      'The person has returned of free will. The last signed statement was willing, and the other side had agreed to receive the person.',
    rows: ({ event, basis }) => [
      { label: 'Agreed under', value: textOf(basis, 'correlationId') },
      { label: 'Receipt', value: textOf(event, 'receiptRef') },
    ],
  },
  'residence-permit': {
    title: 'Residence permit',
    terms: ['居留证', '거류증'],
    issuedBy: ['residence.granted'],
    rule: cable('2b'),
    needs: TWO,
    says: () =>
      'The holder may continue to reside in China. Return was found indeed inconvenient, and the Korean side has approved. The permit has no last day; it is looked at every year.',
    rows: () => [],
  },
  'penalty-referral': {
    title: 'Referral to the competent authority',
    issuedBy: ['penalty.referred'],
    rule: cable('4c'),
    needs: TWO,
    says: () =>
      'The matter of an illegal crossing after 17 December 1957 is referred to the competent authority. This referral names no penalty; what follows is for that authority alone.',
    rows: () => [],
  },
  'exit-permit': {
    title: 'Exit permit',
    terms: ['出境证', '출국허가증'],
    issuedBy: ['documents.issued'],
    rule: cable('4d, 4e'),
    needs: ['by', 'exitPermitNo', 'validUntil'],
    restsOn: { type: 'exit.approved', needs: ['by', 'reasons'] },
    says: () =>
      'The holder may leave for Korea through an open port. There is no political issue and no pending case, and the application is justified.',
    rows: validity,
  },
  passport: {
    title: 'Passport',
    issuedBy: ['documents.issued'],
    rule: cable('4d, 4e'),
    needs: ['by', 'passportNo', 'validUntil'],
    restsOn: { type: 'exit.approved', needs: ['by', 'reasons'] },
    says: () => 'Issued for the departure that the exit permit of the same day allows.',
    rows: validity,
  },
  'refusal-notice': {
    title: 'Notice of refusal',
    issuedBy: ['refusal.served', 'review.decided'],
    rule: `${cable('4e')}; [S] two bodies and review`,
    needs: ['by'],
    restsOn: { type: 'exit.refused', needs: TWO },
    says: () => 'The application to leave for Korea is refused, by two officers of two bodies.',
    rows: ({ event }) =>
      event.type === 'review.decided'
        ? [{ label: 'Review', value: `upheld: ${textOf(event, 'reasons')}` }]
        : [],
    review: ({ event, window }) =>
      event.type === 'review.decided'
        ? 'Review: it was asked for, and an independent review officer has upheld the refusal. A new application is possible at any time.'
        : `Review: it could be asked for within ${window} of the decision, and was not. A new application is possible at any time.`,
  },
};

/** The template of a kind; `undefined` where no case issues it. */
export function templateOf(kind: string): Template | undefined {
  return Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind as DocumentKind] : undefined;
}

/** Kinds that an event type issues, in order. */
export function kindsIssuedBy(type: string): readonly string[] {
  return Object.entries(TEMPLATES)
    .filter(([, { issuedBy }]) => issuedBy.includes(type))
    .map(([kind]) => kind);
}

function validity({ event, basis }: Ground): readonly Row[] {
  return [
    { label: 'Valid until', value: textOf(event, 'validUntil') },
    { label: 'Approved by', value: textOf(basis, 'by') },
  ];
}

function optional(label: string, event: JsonObject | undefined, field: string): readonly Row[] {
  const value = textOf(event, field);
  return value === '' ? [] : [{ label, value }];
}

/** What turns the letters after it around, so that a page would not show what was signed. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A field as text, what turns it around shown as U+FFFD; empty where it is absent. */
export function textOf(event: JsonObject | undefined, field: string): string {
  const value = event?.[field];
  if (value === undefined || value === null) return '';
  return (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(TURNS, '\ufffd');
}
