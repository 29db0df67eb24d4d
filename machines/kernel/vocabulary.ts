/**
 * What may be said in a procedure: for each event type its class, its fields and who may enter it. What
 * comes before the rules of the chart (waiting, stay, role, form, four eyes) is asked from here.
 */
import type { JsonObject } from './types.ts';

/**
 * What kind of thing a field holds. The first five are evidence: absent, they are `EVIDENCE_MISSING`;
 * every other absent field is `EVENT_MALFORMED`.
 */
export type FieldKind =
  /** Opaque reference to a stored document (`…Ref`, `…No`, `ref`). */
  | 'ref'
  /** Correlation with a letter. */
  | 'correlation'
  /** Language that the person understands, BCP 47. */
  | 'language'
  /** True where the person signed; false counts as absent. */
  | 'signed'
  /** An object that has at least one of the `values` as a key. */
  | 'names'
  | 'text'
  | 'flag'
  | 'count'
  /** Year, month, day or instant. */
  | 'date'
  | 'texts'
  | 'object'
  | 'any';

/** One field of an event type. */
export interface Field {
  readonly kind: FieldKind;
  /** Values, where only these are possible (of the items, for `texts`). */
  readonly values?: readonly string[];
  /** May be absent. */
  readonly optional?: true;
  /** A text is more than blanks, a list has an item. */
  readonly filled?: true;
  /** Needed only where this holds of the event. */
  readonly when?: (event: JsonObject) => boolean;
  /** What the field says, for the reader of the API. */
  readonly says: string;
}

/** Facts of the case that a role or a form can depend on: the chart's context. */
export type Facts = JsonObject;

/** Roles, fixed or depending on the case. */
export type Roles = readonly string[] | ((facts: Facts) => readonly string[]);

/** Four eyes: who signs besides the first officer. */
export interface SecondOfficer {
  readonly roles: Roles;
  /** The two must belong to different bodies. */
  readonly twoBodies?: true;
  /** Needed only where this holds of the event. */
  readonly when?: (event: JsonObject) => boolean;
}

/** One event type. */
export interface EventRow {
  /**
   * `fact`: taken whatever is awaited. `decision`: waits. `message`: goes to the other side, does not
   * wait. `time`: entered by the service, opens a step or is only recorded.
   */
  readonly class: 'fact' | 'decision' | 'message' | 'time';
  /** Waits like a decision and is refused under a stay always. */
  readonly coercive?: true;
  /** Names the stay although it is a fact, or no clearance helps. */
  readonly stayed?: (event: JsonObject) => boolean;
  readonly fields: Readonly<Record<string, Field>>;
  /** What is wrong between fields, in words without a value, for who was refused by a rule. */
  readonly faultOf?: (event: JsonObject) => string | undefined;
  /** Evidence that the case itself asks for besides (a guardian, for a minor). */
  readonly evidence?: (facts: Facts) => readonly string[];
  readonly by: Roles;
  readonly second?: SecondOfficer;
  /** Field that must hold reasons, where this is of the event. */
  readonly reasons?: { readonly field: string; readonly when?: (event: JsonObject) => boolean };
  /** Officers who took part before and may be neither first nor second. */
  readonly proposers?: (facts: Facts) => readonly (string | undefined)[];
  /** As `proposers`, for the second officer alone. */
  readonly proposersOfSecond?: (facts: Facts) => readonly (string | undefined)[];
  /**
   * The correlation that this reply answers, as of an instant; `undefined` where nobody awaits it. A
   * reply under another one is only recorded.
   */
  readonly answers?: (facts: Facts, asOf: string) => string | undefined;
  /**
   * States of the main region in which the event is accepted; elsewhere it is recorded, and kept where
   * role and form are right.
   */
  readonly acceptedIn?: readonly string[];
  /**
   * Humans are told when it is recorded: those who are asked at the moment, and these roles besides.
   */
  readonly tells?: readonly string[];
  /**
   * Changes how the case is run and not where it stands, so no chart is asked: `policy`, the case goes
   * over to the policy of the field `version`; `date`, what is open under the id of the field `about` is
   * due later; `run`, a case whose run ended goes on from its file. Such events are not listed as allowed.
   */
  readonly administers?: 'policy' | 'date' | 'run';
  /**
   * Known to a run alone that was just taken up from its file; any other answers as to a type that it
   * does not know. So it is answered by runs of before too, which had no such row.
   */
  readonly whenTakenUp?: true;
  /** Clause of the cable, or mark of the procedures. */
  readonly rule: string;
  /** What happened, in one sentence. */
  readonly says: string;
}

/** All event types of a procedure. */
export type Vocabulary = Readonly<Record<string, EventRow>>;

const EVIDENCE: readonly FieldKind[] = ['ref', 'correlation', 'language', 'signed', 'names'];

/** Whether a field is evidence. */
export function isEvidence(field: Field): boolean {
  return EVIDENCE.includes(field.kind);
}

/** The roles of a row for a case. */
export function rolesOf(roles: Roles, facts: Facts): readonly string[] {
  return typeof roles === 'function' ? roles(facts) : roles;
}
