/**
 * The event as a chart sees it: one of the declared types, and whatever fields it has. That they
 * are of the right type was found out before; whether they are there, the vocabulary says.
 */
import type { JsonObject } from '../kernel/types.ts';
import type { EXIT_EVENTS } from '../exit/vocabulary.ts';
import type { INBOUND_EVENTS } from '../inbound/vocabulary.ts';
import type { OUTBOUND_EVENTS } from '../outbound/vocabulary.ts';

/** Facts that one region tells the others within the same step; nobody outside can send them. */
export type InternalType =
  | 'internal.return-completed'
  | 'internal.protection-granted'
  | 'internal.protection-claimed'
  | 'internal.handover-interrupted'
  | 'internal.instructions-awaited'
  | 'internal.clause3-confirmed'
  | 'internal.clause3-resolved';

/** Event types that somebody may send to some procedure. */
export type PublicType =
  keyof typeof OUTBOUND_EVENTS | keyof typeof INBOUND_EVENTS | keyof typeof EXIT_EVENTS;

interface Envelope {
  /** Officer ids, as the kernel found them. */
  readonly by?: string;
  readonly second?: string;
  /** All persons that the first officer counts as: a substitute is more than one. */
  readonly persons?: readonly string[];
  /** ISO date or instant that the rules compare with. */
  readonly now?: string;
  /** Whether a dependant has an open case, where somebody outside knows. */
  readonly dependantsOpen?: boolean;
  readonly correlationId?: string;
  readonly statementRef?: string;
}

/** The event that guards and actions read. */
export interface ChartEvent extends Envelope {
  readonly type: PublicType | InternalType;
  readonly about?: string;
  readonly nationality?: string;
  readonly illegalCrossing?: boolean;
  readonly crossedOn?: string;
  /** A statement of the person; true or false where a check is corrected. */
  readonly value?: string | boolean;
  readonly noteRef?: string;
  readonly personSpecific?: boolean;
  readonly validUntil?: string;
  readonly passportNo?: string;
  readonly certificateNo?: string;
  readonly permitNo?: string;
  readonly exitPermitNo?: string;
  readonly otherNationalityAssured?: boolean;
  readonly ground?: string;
  readonly clause?: string;
  readonly result?: string;
  readonly kind?: string;
  readonly offenceIsTheCrossing?: boolean;
  readonly ref?: string;
  readonly permits?: readonly string[];
  readonly grounds?: readonly string[];
  readonly place?: string;
  readonly date?: string;
  readonly escortRole?: string;
  readonly mode?: string;
  readonly homeAuthority?: string;
  readonly inScope?: boolean;
  readonly issue?: boolean;
  readonly pending?: boolean;
  readonly justified?: boolean;
  readonly check?: string;
  readonly corrects?: JsonObject;
}
