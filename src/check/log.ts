/**
 * A case as its log: what was said, how it was answered, how the case stood afterwards. The invariants
 * read this and nothing else.
 */
import type {
  CaseEvent,
  DocumentEntry,
  Effect,
  JsonObject,
  Officer,
  OutcomeKind,
} from '../../machines/kernel/types.ts';

/** How a case stands between two events. */
export interface Standing {
  /** The displayed state. */
  readonly state: string;
  readonly open: boolean;
  /** Region → its state. */
  readonly regions: Readonly<Record<string, string>>;
  /** Valid or not, in the order of issue. */
  readonly documents: readonly DocumentEntry[];
  /** The chart's context. */
  readonly facts: JsonObject;
}

/** One event with its answer, and how the case stood afterwards. */
export interface Entry extends Standing {
  readonly event: CaseEvent;
  readonly by: Officer;
  readonly second?: Officer;
  readonly outcome: OutcomeKind;
  /** Present where the event was refused. */
  readonly code?: string;
  /** Clause or mark that the vocabulary names for the event; absent where it does not know the event. */
  readonly rule?: string;
  /** What was to happen outside. */
  readonly effects: readonly Effect[];
}

/** What a case was opened with. */
export interface Opened {
  readonly caseNo: string;
  readonly procedure: string;
  readonly facts: JsonObject;
  readonly config: JsonObject;
}

/** A whole case. */
export interface CaseLog {
  readonly opened: Opened;
  /** How it stood before the first event. */
  readonly start: Standing;
  readonly entries: readonly Entry[];
}

/** The state of the main region. */
export function mainOf({ regions }: Standing): string {
  return regions['main'] ?? '';
}

/** A field as a text; empty where it is none. */
export function textIn(event: JsonObject, field: string): string {
  const value = event[field];
  return typeof value === 'string' ? value : '';
}
