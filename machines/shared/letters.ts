/**
 * Letters M1 to M13: what each says at least and nothing more, what answers it, and when it may go
 * again. None has identity data, for it lies in the history of its workflow: a person is named by the
 * number of the case alone (decision 016).
 */
import type { Letter } from '../kernel/types.ts';

/** Recipient that the registry resolves: every body that was asked anything since the consent. */
export const TOLD_OF_CONSENT = 'told-of-consent';

/** Recipient that the registry resolves: everybody outside who got a letter of the case. */
export const EVERY_RECIPIENT = 'every-recipient';

/** One kind of letter. */
export interface LetterKind {
  /** What it is for, in one line. */
  readonly says: string;
  /** Content without which it is not sent. */
  readonly needs: readonly string[];
  /** Content that may be absent. Whatever is named in neither list is refused. */
  readonly may?: readonly string[];
  /** Event that answers it: until then it may go again, as it is or as a reminder. */
  readonly answer?: string;
  /** Keys of the exchanges that are open while the answer is awaited: they have its date. */
  readonly exchanges?: readonly string[];
  /** It is acknowledged, by a note on the letter and not by an event of the case. */
  readonly acknowledged?: true;
  /** Under a stay: `clearance`: only with a number of one; `never`; absent: it goes. */
  readonly underStay?: 'clearance' | 'never';
}

/** Kinds of letters that leave a case or a duty. */
export type LetterKindName =
  | 'M1'
  | 'M2'
  | 'M3'
  | 'M4'
  | 'M5'
  | 'M6'
  | 'M7'
  | 'M8'
  | 'M9'
  | 'M10'
  | 'M11'
  | 'M12'
  | 'M13'
  | 'instruction';

const HANDOVER = {
  needs: ['caseNo', 'place', 'escortRole', 'papers'],
  may: ['date', 'mode'],
  answer: 'handover.accepted',
  exchanges: ['handover-reply'],
  underStay: 'never',
} as const;

/** Every kind. */
export const LETTERS: Readonly<Record<LetterKindName, LetterKind>> = {
  M1: {
    says: 'Notice of the policy.',
    needs: ['noticeRef'],
    answer: 'notice.answered',
    exchanges: ['receipt', 'answer'],
  },
  M2: {
    says: 'Request for consent to the person remaining.',
    needs: ['caseNo'],
    may: ['crossedOn'],
    answer: 'counterpart.consented',
    exchanges: ['consent-reply'],
    underStay: 'clearance',
  },
  M3: {
    says: 'Request for approval of residence, with its ground in one word.',
    needs: ['caseNo', 'ground'],
    may: ['crossedOn'],
    answer: 'counterpart.approved',
    exchanges: ['consent-reply'],
    underStay: 'clearance',
  },
  M4: { says: 'Proposal of a handover.', ...HANDOVER },
  M5: {
    says: 'Inquiry under clause 3.',
    needs: ['caseNo', 'homeAuthority'],
    may: ['via'],
    answer: 'clause3.nothing-found',
    exchanges: ['clause3-answer'],
    underStay: 'clearance',
  },
  M6: { says: 'Request for the return of a person.', ...HANDOVER },
  // Time and place are agreed under its correlation: the event that sends it has no field for them.
  M7: {
    says: 'Arrangement of a voluntary return.',
    needs: ['caseNo'],
    answer: 'return.accepted',
    underStay: 'never',
  },
  M8: { says: 'Notice of a departure.', needs: ['caseNo', 'papers'], acknowledged: true },
  M9: {
    says: 'The other side has withdrawn its consent: passed on to everyone who was told of it.',
    needs: ['caseNo'],
    acknowledged: true,
  },
  M10: {
    says: 'Registration list.',
    needs: ['listRef'],
    answer: 'list.returned',
    exchanges: ['answer'],
  },
  M11: {
    says: 'Notice that a resident is mobilized to return (2c).',
    needs: ['caseNo'],
    acknowledged: true,
    underStay: 'clearance',
  },
  M12: {
    says: 'Request for a measure.',
    needs: ['measureRef'],
    answer: 'coordination.answered',
    exchanges: ['answer'],
  },
  M13: {
    says: 'What was sent is off, or was wrong; never why.',
    needs: ['caseNo'],
    acknowledged: true,
  },
  instruction: {
    says: 'An instruction of the ministries, handed on to a case.',
    needs: ['caseNo', 'submission'],
  },
};

/** The kind of a letter; `undefined` where there is none of this name. */
export function letterKind(kind: string): LetterKind | undefined {
  return Object.hasOwn(LETTERS, kind) ? LETTERS[kind as LetterKindName] : undefined;
}

/** Why a letter may not leave as it is, in words; `undefined` where it may. */
export function faultOfLetter({ kind, correlationId, content }: Letter): string | undefined {
  const row = letterKind(kind);
  if (row === undefined) return `there is no letter ${kind}`;
  if (correlationId === '') return `a letter ${kind} has no correlation`;
  const lacking = row.needs.find((field) => isEmpty(content[field]));
  if (lacking !== undefined) return `a letter ${kind} lacks ${lacking}`;
  const known = [...row.needs, ...(row.may ?? [])];
  const surplus = Object.keys(content).find((field) => !known.includes(field));
  return surplus === undefined ? undefined : `a letter ${kind} says nothing of ${surplus}`;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** Grounds of inconvenience that a letter may name (A32), each with the words that mean it. */
const GROUNDS: readonly (readonly [string, RegExp])[] = [
  ['family', /spouse|husband|wife|married|marriage|child/i],
  ['residence', /long residence|long stay|resid/i],
  ['illness', /\bill|sick|disease/i],
  ['age', /\bage\b|\baged\b|\bold\b|elderly/i],
  ['dependants', /depend/i],
];

/** The ground in one word: never the words of the finding themselves. */
export function groundWord(grounds: readonly string[]): string {
  const found = GROUNDS.find(([, words]) => grounds.some((ground) => words.test(ground)));
  return found?.[0] ?? 'other';
}
