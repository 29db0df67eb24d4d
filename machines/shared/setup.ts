/**
 * What all charts are written with: one context, one event, the guards, and the requests that a
 * chart can make of the outside. Actions have an empty body: the kernel carries them out as
 * effects.
 */
import { fromCallback, setup, type EventObject } from 'xstate';
import type { Code } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/types.ts';
import type { ChartEvent } from './chart-events.ts';
import type { CaseFacts } from './facts.ts';
import { BRANCHES } from './guards/branches.ts';
import { EXIT_BRANCHES, EXIT_RULES } from './guards/exit-rules.ts';
import { RULES } from './guards/rules.ts';
import type { EVERY_RECIPIENT, LetterKindName, TOLD_OF_CONSENT } from './letters.ts';
import type { DelayKey } from './policy.ts';

/** Kinds of documents that cases issue. */
export type DocumentKind =
  | 'emigrant-passport'
  | 'renunciation-certificate'
  | 'repatriation-order'
  | 'handover-record'
  | 'return-record'
  | 'residence-permit'
  | 'penalty-referral'
  | 'exit-permit'
  | 'passport'
  | 'refusal-notice';

/** A document to issue; without a number the registry draws one. */
export interface Issue {
  readonly kind: DocumentKind;
  readonly number?: string | undefined;
}

/** Valid documents of a kind that are valid no longer. */
export interface Voiding {
  readonly kind: DocumentKind;
  readonly as?: 'void' | 'expired';
  readonly reason: string;
  /** Present: of this earlier case of the same person; of none, where it is null. */
  readonly ofCase?: string | null;
}

/** A message to the other side, to a home authority, or to whom the registry finds: references only. */
export interface LetterRequest {
  readonly kind: LetterKindName;
  readonly to: 'counterpart' | 'home-authority' | typeof TOLD_OF_CONSENT | typeof EVERY_RECIPIENT;
  /** Absent: the id of the event. */
  readonly correlationId?: string | undefined;
  readonly content: JsonObject;
  /** Kinds of documents whose numbers go along. */
  readonly papers?: readonly DocumentKind[];
}

/** What a human is asked for while a chart is in a state. */
export interface TaskInput {
  readonly title: string;
  readonly roles: readonly string[];
  /** Event types that answer. */
  readonly events: readonly string[];
  /** Key of the policy. */
  readonly due?: DelayKey;
}

/** Who outside owes an answer while a chart is in a state. */
export interface ExchangeInput {
  readonly who: string;
  readonly what: string;
  /** Key of the policy. */
  readonly due?: DelayKey;
}

/** Read by the compiler alone. */
const TYPES = {} as { context: CaseFacts; events: ChartEvent; input: CaseFacts };

/** Charts of this family. */
export const crossing = setup({
  types: TYPES,
  actors: {
    humanTask: fromCallback<EventObject, TaskInput>(() => undefined),
    counterpartExchange: fromCallback<EventObject, ExchangeInput>(() => undefined),
  },
  actions: {
    issueDocument: (_: unknown, _issue: Issue) => undefined,
    voidDocument: (_: unknown, _voiding: Voiding) => undefined,
    sendLetter: (_: unknown, _letter: LetterRequest) => undefined,
    notify: (_: unknown, _notice: { readonly roles: readonly string[]; readonly about: string }) =>
      undefined,
  },
  guards: {
    ...RULES,
    ...BRANCHES,
    ...EXIT_RULES,
    ...EXIT_BRANCHES,
    refuse: (_: unknown, _params: { readonly code: Code }) => false,
  },
  delays: { policy: 1 },
});
