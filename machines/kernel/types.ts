/**
 * The words of the kernel. Everything here is plain JSON: what is stored in a workflow, handed to
 * an activity or read back ten years later has exactly these shapes.
 */
import type { Code } from './errors.ts';

/** A JSON value. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json | undefined };

/**
 * What somebody says happened: one flat object, as `domain/events` describes it.
 * `at` is an ISO date or instant (the day it happened); the instant of receipt is kept beside it.
 */
export type CaseEvent = JsonObject & {
  /** Chosen by the sender; makes a retry harmless. */
  readonly id: string;
  /** Dotted, lower case. */
  readonly type: string;
  /** ISO date or instant. */
  readonly at: string;
  /** Officer id, or the name of an authority. Absent: who the vocabulary says. */
  readonly by?: string;
  /** Officer id of the second pair of eyes. */
  readonly second?: string;
  readonly reasons?: string;
};

/** A human (or `service`, the timers) with the powers that the register gave at the time of receipt. */
export interface Officer {
  /** Role and number, such as `EMB-CO-1`. */
  readonly id: string;
  /** Such as `EMB-CO`. */
  readonly role: string;
  /** Such as `EMB`. Two bodies differ in this. */
  readonly body: string;
  /** Officers for whom this one acts as substitute; counts as all of them for four eyes. */
  readonly actsFor?: readonly string[];
}

/**
 * One event on its way through `step`, with all that was found out about it outside: who acts, whether
 * that is proven, whether its fields have the right types. `step` reads nothing else.
 */
export interface Message {
  readonly event: CaseEvent;
  /** True where signatures prove every officer named; false is answered `NOT_ATTESTED`. */
  readonly attested: boolean;
  /** Who acts. Absent only when not attested. */
  readonly by?: Officer;
  /** The second officer, where the event names one. */
  readonly second?: Officer;
  /** First field of a wrong type or value, in words; answered `EVENT_MALFORMED`. */
  readonly malformed?: string;
  /** ISO instant of receipt: `since`, due dates and deadlines count from it. */
  readonly receivedAt: string;
  /** ISO date or instant that the rules compare with: `at` in recorded cases, receipt in live ones. */
  readonly effectiveAt: string;
  /** Key of the case's own timer that fired; absent for everything that came from outside. */
  readonly timer?: string;
  /**
   * Whether a dependant of this case has an open one, as it stood at receipt outside; absent where
   * nobody outside knows more than the case itself.
   */
  readonly dependantsOpen?: boolean;
  /**
   * What of the event does not fit what is known outside the case, in words (a case that has
   * no file); answered `EVENT_MALFORMED` where no rule refuses first.
   */
  readonly misfit?: string;
}

/** How an event was answered. A refusal by a rule is an answer, not an exception. */
export type OutcomeKind = 'accepted' | 'recorded' | 'rejected';

/** Why a date is later than its length alone would give: a pause, or an extension. */
export interface Moved {
  /** Invocation that was open or `region.state` that held meanwhile; `extension`. */
  readonly by: string;
  /** In words for a reader, without personal data. */
  readonly reason: string;
  /** Days of 24 hours; parts of days count. */
  readonly days: number;
  /** ISO instant from which no time ran; the date before an extension. */
  readonly from: string;
  /** ISO instant at which time ran again; the date after an extension. */
  readonly at: string;
}

/** No time runs: somebody else owes an answer. */
export interface Paused {
  readonly by: string;
  readonly reason: string;
  /** ISO instant. */
  readonly since: string;
  /** ISO instant: the date as it stood then. */
  readonly due?: string;
}

/** What all that runs by a length of the policy may tell of it. */
export interface Dated {
  /** Key of the policy that the date counts from; absent where there is none, or in older states. */
  readonly dueBy?: string;
  /** Present while no time runs; there is no `due` then. */
  readonly paused?: Paused;
  /** Oldest first. */
  readonly moved?: readonly Moved[];
  /** The event that extended it: there is one extension at most. */
  readonly extendedBy?: string;
}

/** What an officer's one extension of a date adds. */
export interface Extension {
  /** Length, as in `Policy.delays`; it does not repeat. */
  readonly length: string;
  /** Keys of `delays` that are later by it, besides the extended one. */
  readonly with?: readonly string[];
}

/** A human is asked, while the chart is in the state that asks. */
export interface OpenTask extends Dated {
  /** Unique in the case: the name of the invocation and the step at which it opened. */
  readonly id: string;
  /** Name of the invocation in the chart. */
  readonly key: string;
  readonly title: string;
  /** Roles that may answer. */
  readonly roles: readonly string[];
  /** Event types that answer it. */
  readonly events: readonly string[];
  /** ISO instant. */
  readonly since: string;
  /** ISO instant; absent where the policy names no length, or while no time runs. */
  readonly due?: string;
}

/** Somebody outside is asked and owes an answer. */
export interface OpenExchange extends Dated {
  readonly id: string;
  /** Name of the invocation in the chart. */
  readonly key: string;
  /** The body that owes the answer, such as `counterpart`. */
  readonly who: string;
  /** What is awaited, in words. */
  readonly what: string;
  /** ISO instant. */
  readonly since: string;
  /** ISO instant of the next reminder or escalation; absent as for a task. */
  readonly due?: string;
}

/** A delayed event of the chart, armed. */
export interface OpenTimer extends Omit<Dated, 'dueBy'> {
  /** The `id` of the `raise` in the chart: the key of the policy. */
  readonly key: string;
  /** The event that fires, without `id` and `at`. */
  readonly event: JsonObject & { readonly type: string };
  /** ISO instant; while no time runs, as it stood before. */
  readonly deadline: string;
  /** ISO instant from which the length counts; absent in older states. */
  readonly since?: string;
}

/** A document that an event issued. Void and expired ones stay listed. */
export interface DocumentEntry {
  readonly kind: string;
  readonly number: string;
  readonly status: 'valid' | 'void' | 'expired';
  /** The event that issued it. */
  readonly eventId: string;
}

/** An event that one officer signed and that waits for the second. */
export interface Draft {
  /** The event id. */
  readonly id: string;
  readonly event: CaseEvent;
  /** Officer who proposed. */
  readonly by: Officer;
  /** ISO instant of receipt. */
  readonly since: string;
  /** Roles that may countersign. */
  readonly secondRoles: readonly string[];
  /** Code of the refusal that the event would now get: its ground has moved. */
  readonly lapsed?: string;
}

/** Lengths of time and other figures, as data with a version. */
export interface Policy {
  readonly version: string;
  /**
   * Lengths by the `id` of the delayed event: of ISO 8601 (`P60D`; `R/P1Y` fires again and again), or in
   * working days of a calendar (`P7D@china`).
   */
  readonly delays: Readonly<Record<string, string>>;
  /** Figures that guards and charts read. */
  readonly figures: Readonly<Record<string, number | string>>;
  /**
   * While an exchange of this key is open, or a region is in this state (`region.state`), no time runs
   * for these keys of `delays`: somebody else owes an answer, or cannot be found.
   */
  readonly pauses?: Readonly<Record<string, readonly string[]>>;
  /**
   * By key of `delays`: the shortest length that a live case may be opened with. These are the lengths
   * that protect a person; a case that has a shorter one than its policy says so in its view.
   */
  readonly floors?: Readonly<Record<string, string>>;
  /** By key of `delays`: dates that an officer can extend, once. Absent keys cannot be extended. */
  readonly extensions?: Readonly<Record<string, Extension>>;
}

/**
 * All that a case is, between two events: plain JSON, about 1 to 4 kB, the only thing that survives
 * from one step to the next.
 */
export interface CaseState {
  /** Names documents; no personal data. */
  readonly caseNo: string;
  /** `recorded`: no timer is armed. */
  readonly clock: 'live' | 'recorded';
  /** Policy that the case is under: its version and what its `config` replaced. */
  readonly policy: Policy;
  /** Version that the case was opened under; absent as long as it was not moved to another one. */
  readonly openedUnder?: string;
  /** XState's persisted snapshot. */
  readonly machine: JsonObject;
  readonly documents: readonly DocumentEntry[];
  readonly tasks: readonly OpenTask[];
  readonly exchanges: readonly OpenExchange[];
  readonly timers: readonly OpenTimer[];
  readonly drafts: readonly Draft[];
  /** Events of which the chart took note so far; names tasks and documents, bounded by `BOUNDS`. */
  readonly steps: number;
  /** The instant that the rules compared with last (see `Message.effectiveAt`). */
  readonly asOf: string;
  /** As `Message.dependantsOpen`, of the last event that told it. */
  readonly dependantsOpen?: boolean;
  /** The case was taken up from its file, and the event that orders it comes next. */
  readonly resumes?: true;
}

/** What must happen outside because of a step. Closed: the executor ends in `assertNever`. */
export type Effect =
  | { readonly kind: 'openTask'; readonly task: OpenTask }
  | { readonly kind: 'closeTask'; readonly id: string; readonly reason: string }
  | { readonly kind: 'openExchange'; readonly exchange: OpenExchange }
  | { readonly kind: 'closeExchange'; readonly id: string }
  /** A date of something open is another one, or none (while no time runs). */
  | {
      readonly kind: 'moveDue';
      readonly of: 'task' | 'exchange';
      readonly id: string;
      readonly due?: string;
    }
  | { readonly kind: 'armTimer'; readonly timer: OpenTimer }
  | { readonly kind: 'cancelTimer'; readonly key: string }
  | { readonly kind: 'issueDocument'; readonly document: DocumentEntry }
  | {
      readonly kind: 'voidDocument';
      readonly document: DocumentEntry;
      readonly reason: string;
    }
  /** Valid documents of a kind that an earlier, closed case of the same person issued are void. */
  | {
      readonly kind: 'surrenderDocument';
      readonly caseNo: string;
      readonly document: string;
      readonly reason: string;
      /** The event of this case by which they are. */
      readonly eventId: string;
    }
  | { readonly kind: 'sendLetter'; readonly letter: Letter }
  | { readonly kind: 'notify'; readonly notice: Notice };

/** A message to the other side: references only, never a statement or a reason. */
export interface Letter {
  /** M1 to M13 of the procedures. */
  readonly kind: string;
  /** Body it goes to. */
  readonly to: string;
  readonly correlationId: string;
  /** Minimum content as references and plain facts. */
  readonly content: JsonObject;
}

/** A message to humans of one's own side. */
export interface Notice {
  /** Roles that are told. */
  readonly roles: readonly string[];
  /** What it is about, in words without personal data. */
  readonly about: string;
}

/** The answer to one message. `state` is unchanged where the outcome is `rejected`. */
export interface StepResult {
  readonly outcome: OutcomeKind;
  /** Present where the outcome is `rejected`. */
  readonly code?: string;
  /** What went wrong and what to do now, in words without personal data. */
  readonly message?: string;
  readonly state: CaseState;
  readonly effects: readonly Effect[];
}

/** What an event comes to that changes how the case is run and not where it stands. */
export type Administered =
  | { readonly kind: 'refused'; readonly code: Code; readonly detail?: string }
  | { readonly kind: 'done'; readonly state: CaseState; readonly effects: readonly Effect[] };

/** What a case is opened with. */
export interface Opening {
  readonly caseNo: string;
  readonly procedure: string;
  /** Opaque. */
  readonly subjectRef: string;
  readonly facts: JsonObject;
  readonly config?: JsonObject;
  /** `recorded`: no timer is armed, rules compare with `at`. Absent means `live`. */
  readonly clock?: 'live' | 'recorded';
  readonly openedBy?: string;
}
