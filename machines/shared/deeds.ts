/**
 * What several states do alike: note a statement, send or cancel a letter, take documents back.
 */
import type { ChartEvent } from './chart-events.ts';
import type { CaseFacts, Will } from './facts.ts';
import { remind } from './asks.ts';
import { EVERY_RECIPIENT } from './letters.ts';
import { crossing, type DocumentKind, type LetterRequest, type Voiding } from './setup.ts';

interface Told {
  readonly context: CaseFacts;
  readonly event: ChartEvent;
}

/** The last signed statement counts; an old one brings a reminder to ask again (A7). */
export const noteStatement = [
  crossing.assign({ will: ({ event }) => event.value as Will }),
  crossing.cancel('statementReminder'),
  remind('statementReminder', 'the last statement of the person is half a year old: ask again'),
] as const;

/** Letters whose kind depends on the direction of the crossing. */
const KINDS = {
  consent: { outbound: 'M2', inbound: 'M3' },
  handover: { outbound: 'M6', inbound: 'M4' },
} as const;

function kindOf(
  kind: LetterRequest['kind'] | keyof typeof KINDS,
  { procedure }: CaseFacts,
): LetterRequest['kind'] {
  if (kind !== 'consent' && kind !== 'handover') return kind;
  return procedure === 'outbound' ? KINDS[kind].outbound : KINDS[kind].inbound;
}

/** Plain facts of an event that a letter may carry: never a statement, a reason or a claim. */
export type LetterFact = 'place' | 'date' | 'escortRole' | 'mode' | 'homeAuthority';

/** What a letter says besides the number of the case. */
interface LetterContent {
  readonly facts?: readonly LetterFact[];
  /** Kinds of documents whose numbers go along. */
  readonly papers?: readonly DocumentKind[];
}

function told(event: ChartEvent, facts: readonly LetterFact[]): LetterRequest['content'] {
  const given = facts.map((name) => [name, event[name]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/**
 * What the case itself knows: date of the crossing; for residence, the ground in one word; for an
 * inquiry in another province than the three of the cable, that it goes by way of the MPS (A44).
 */
function known(kind: string, context: CaseFacts): LetterRequest['content'] {
  if (kind === 'M5') return context.throughMps ? { via: 'MPS' } : {};
  if (kind !== 'M2' && kind !== 'M3') return {};
  const { crossedOn, inconvenience } = context;
  return {
    // A case of before has neither.
    ...(typeof crossedOn === 'string' && { crossedOn }),
    ...(kind === 'M3' && { ground: inconvenience ?? 'other' }),
  };
}

/** A letter under the event's own correlation, with the case number and the named facts alone. */
export function letter(
  of: LetterRequest['kind'] | keyof typeof KINDS,
  to: LetterRequest['to'],
  { facts = [], papers }: LetterContent = {},
) {
  return {
    type: 'sendLetter',
    params: ({ context, event }: Told): LetterRequest => {
      const kind = kindOf(of, context);
      const { correlationId } = event;
      const content = { caseNo: context.caseNo, ...known(kind, context), ...told(event, facts) };
      return { kind, to, correlationId, content, ...(papers && { papers }) };
    },
  } as const;
}

/** M13 to everybody outside who got a letter of the case, each under its own correlation. */
export const correction = {
  type: 'sendLetter',
  params: ({ context }: Told): LetterRequest => ({
    kind: 'M13',
    to: EVERY_RECIPIENT,
    content: { caseNo: context.caseNo },
  }),
} as const;

/** M13: what was proposed or agreed under a correlation is off; never why. */
export function cancellation(of: 'handover' | 'return') {
  return {
    type: 'sendLetter',
    params: ({ context }: Told): LetterRequest => ({
      kind: 'M13',
      to: 'counterpart',
      correlationId:
        (of === 'handover'
          ? (context.handoverAgreed ?? context.handoverAsked)
          : (context.returnAgreed ?? context.returnAsked)) ?? '',
      content: { caseNo: context.caseNo },
    }),
  } as const;
}

/** Takes back the valid documents of these kinds. */
export function takeBack(kinds: readonly DocumentKind[], reason: string, as?: Voiding['as']) {
  return kinds.map(
    (kind) => ({ type: 'voidDocument', params: { kind, reason, ...(as && { as }) } }) as const,
  );
}

/** Issues a document without a number of its own. */
export function issue(kind: DocumentKind) {
  return { type: 'issueDocument', params: { kind } } as const;
}

/** The ministries have to say how to go on; decisions wait until they do (5b). */
export const awaitInstructions = crossing.raise({ type: 'internal.instructions-awaited' });
