/**
 * What the charts of all duties are written with. A duty is a small procedure beside the cases; it
 * never holds one up (A43).
 */
import { fromCallback, setup, type EventObject } from 'xstate';
import { rule } from '../kernel/procedure.ts';
import type { JsonObject } from '../kernel/types.ts';
import { rolesOf, type Vocabulary } from '../kernel/vocabulary.ts';
import { enclosedIn, type Instruction } from './instruction.ts';
import type { DutyType } from './vocabulary.ts';

/** What a duty knows of itself. */
export interface DutyFacts {
  /** Who drafted a notice, with all for whom he acts: may not release it. */
  readonly drafter: readonly string[] | null;
  /** Text of a notice that was drafted: this one is released. */
  readonly drafted: string | null;
  /** Correlation of the letter that is to be answered. */
  readonly asked: string | null;
}

/** Lengths of time, by the key that a chart names. None of them decides. */
export const DUTY_DELAYS = {
  /** Somebody is to take the next step. */
  dutyTask: 'P14D',
  /** The other side, or a ministry, owes an answer. */
  dutyAnswer: 'P60D',
  /** A measure in force is looked at every year. */
  measureReview: 'R/P1Y',
} as const;

/** A key of the policy. */
export type DutyDelay = keyof typeof DUTY_DELAYS;

/** The event that guards and actions read. */
export interface DutyEvent extends Instruction {
  readonly type: DutyType;
  readonly by?: string;
  /** All persons that the first officer counts as. */
  readonly persons?: readonly string[];
  readonly about?: string;
  readonly correlationId?: string;
  readonly noticeRef?: string;
  readonly measureRef?: string;
  readonly listRef?: string;
  readonly result?: string;
}

interface Asked {
  readonly event: DutyEvent;
}

interface TaskInput {
  readonly title: string;
  readonly roles: readonly string[];
  readonly events: readonly string[];
  readonly due: DutyDelay;
}

interface ExchangeInput {
  readonly who: string;
  readonly what: string;
  readonly due: DutyDelay;
}

/** One letter, or one of the same kind for each of several contents. */
interface LetterRequest {
  readonly kind: 'M1' | 'M10' | 'M12' | 'instruction';
  readonly to: 'counterpart' | 'case';
  readonly correlationId: string;
  readonly content?: JsonObject;
  readonly each?: readonly JsonObject[];
}

/** Read by the compiler alone. */
const TYPES = {} as { context: DutyFacts; events: DutyEvent; input: DutyFacts };

/** Charts of duties. */
export const duty = setup({
  types: TYPES,
  actors: {
    humanTask: fromCallback<EventObject, TaskInput>(() => undefined),
    counterpartExchange: fromCallback<EventObject, ExchangeInput>(() => undefined),
  },
  actions: { sendLetter: (_: unknown, _letter: LetterRequest) => undefined },
  guards: {
    isOneInstruction: rule(
      'EVENT_MALFORMED',
      ({ event }: Asked) => enclosedIn(event) !== undefined,
      { readsEvent: true, rule: '5b, 0b' },
    ),
    // A state of before does not know what was drafted.
    isDrafted: rule(
      'EVENT_NOT_ALLOWED',
      ({ context, event }: Asked & { readonly context: DutyFacts }) =>
        (context.drafted ?? event.noticeRef) === event.noticeRef,
      { readsEvent: true, rule: '5a' },
    ),
    isEnded: rule('EVENT_MALFORMED', ({ event }: Asked) => event.result === 'ended', {
      readsEvent: true,
      rule: '4b',
    }),
    isContinued: Object.assign(({ event }: Asked) => event.result === 'continued', {
      readsEvent: true,
      rule: '4b',
    }),
  },
  delays: { policy: 1 },
});

/** Makes the task of a state: its roles are those of the events that answer it. */
export function taskOf(vocabulary: Vocabulary) {
  return (id: string, title: string, events: readonly DutyType[], due: DutyDelay = 'dutyTask') => ({
    id,
    src: 'humanTask' as const,
    input: { title, roles: rolesFor(vocabulary, events), events, due },
  });
}

function rolesFor(vocabulary: Vocabulary, events: readonly DutyType[]): readonly string[] {
  return [...new Set(events.flatMap((type) => rolesOf(vocabulary[type]?.by ?? [], {})))];
}

/** The other side owes an answer. */
export function awaits(id: string, what: string) {
  const input = { who: 'counterpart', what, due: 'dutyAnswer' as const };
  return { id, src: 'counterpartExchange' as const, input };
}

/** A letter to the other side that says one reference; its correlation is what is answered. */
export function asks(
  kind: Exclude<LetterRequest['kind'], 'instruction'>,
  says: 'noticeRef' | 'measureRef' | 'listRef',
) {
  return [
    duty.assign({ asked: ({ event }) => event.correlationId ?? null }),
    {
      type: 'sendLetter',
      params: ({ event }: Asked): LetterRequest => ({
        kind,
        to: 'counterpart',
        correlationId: event.correlationId ?? '',
        content: { [says]: event[says] },
      }),
    },
  ] as const;
}

/** A reminder after a length of the policy, as long as the state lasts. */
export function reminder(id: DutyDelay, about: string) {
  return {
    entry: duty.raise({ type: 'reminder.due', about }, { id, delay: 'policy' }),
    exit: duty.cancel(id),
  };
}

/** Withdrawn, whatever it waits for. */
export const withdrawal = { 'duty.withdrawn': { target: '.outcome.withdrawn' } } as const;

/** The last state of a duty that was withdrawn. */
export const withdrawn = {
  type: 'final',
  description: 'The duty was withdrawn, with reasons.',
} as const;
