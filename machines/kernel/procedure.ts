/**
 * A procedure as the kernel drives it: a chart, its vocabulary, its policies, and how its regions show.
 */
import type { AnyStateMachine } from 'xstate';
import type { Code } from './errors.ts';
import type { WorkCalendars } from './lengths.ts';
import type { Migration } from './migrate.ts';
import type { JsonObject, Letter, Opening, Policy } from './types.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A state of a region in which decisions wait. */
export interface Wait {
  /** `region.state`. */
  readonly in: string;
  readonly code: Code;
  /** The displayed state meanwhile. */
  readonly shows: string;
  /** Clauses and decisions that it stands for. */
  readonly rule?: string;
}

/** What a text alone would give, shown beside what was decided. */
export interface Disposition {
  /** Clause of the text, or `scope`. */
  readonly clause: string;
  readonly words: string;
}

/** A kind of case. */
export interface Procedure {
  readonly name: string;
  /** Version of the chart; part of the case from its start. */
  readonly version: string;
  /** Ways of open cases from older versions to this one. */
  readonly migrations?: readonly Migration[];
  /** The region that decides the outcome; the whole chart where it is not parallel. */
  readonly main: string;
  readonly machine: AnyStateMachine;
  readonly vocabulary: Vocabulary;
  /** In the order in which refusals are looked for. */
  readonly waits: readonly Wait[];
  /** Values of `Wait.shows`, the one that hides the others first. */
  readonly display: readonly string[];
  /** Region and states in which a stay is active. */
  readonly stay?: {
    readonly region: string;
    readonly states: readonly string[];
    /** Clauses and decisions that it stands for. */
    readonly rule?: string;
  };
  /** By version. */
  readonly policies: Readonly<Record<string, Policy>>;
  /** Version that new cases are opened under. */
  readonly policyVersion: string;
  /** Calendars that lengths of the policies name; absent: there are no working days. */
  readonly calendars?: WorkCalendars;
  /** Keys of the delayed events: a chart that arms another one is refused at registration. */
  readonly delays: readonly string[];
  /** The chart's input, from what the case is opened with. */
  readonly input: (opening: Opening, policy: Policy) => JsonObject;
  /** What the bare text behind the procedure alone would give, from the chart's context. */
  readonly disposition?: (facts: JsonObject) => Disposition;
  /** Why a live case may not be opened like this although its chart could start from it, in words. */
  readonly faultOfOpening?: (opening: Opening) => string | undefined;
  /** Why a letter may not leave as it is, in words; a chart that makes such a letter is stopped. */
  readonly faultOfLetter?: (letter: Letter) => string | undefined;
  /** An opening that the chart can start from: registration tries it. */
  readonly example: Opening;
}

/** A guard, written once, that carries its refusal code. A guard without a code only chooses a branch. */
export interface Rule {
  readonly code?: Code;
  /** True where the answer depends on the payload: `allowed` then leaves it open. */
  readonly readsEvent?: boolean;
  /** Clauses and decisions that it stands for, such as `1b, A3`; read by the page of rules alone. */
  readonly rule?: string;
}

/** Gives a guard its refusal code. */
export function rule<G extends (...args: never[]) => boolean>(
  code: Code,
  guard: G,
  options: Omit<Rule, 'code'> = {},
): G & Rule {
  return Object.assign(guard, { code, ...options });
}

/** Marks a guard that chooses a branch by the payload. */
export function branch<G extends (...args: never[]) => boolean>(
  guard: G,
  source?: string,
): G & Rule {
  return Object.assign(guard, { readsEvent: true, ...(source !== undefined && { rule: source }) });
}
