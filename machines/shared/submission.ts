/**
 * The shape of what clients send (contract §1): is it a submission at all? Asked by `admit`, by the
 * validator of the update and by the API, which all refuse the same. Pure and without a schema
 * library: it also runs where histories are replayed.
 */
import { BOUNDS } from '../kernel/bounds.ts';
import type { Json, JsonObject } from '../kernel/types.ts';
import { weigh } from './weigh.ts';

/** Name of a message → what its signatures are for (claim `act`). */
export const ACTS = {
  submit: 'submit',
  propose: 'propose',
  countersign: 'countersign',
  withdrawDraft: 'withdraw',
} as const;

type SubmissionAct = (typeof ACTS)[keyof typeof ACTS];

/** What the signatures of a message of this name are for; `undefined` where nobody knows the name. */
export function actOf(name: string): SubmissionAct | undefined {
  return new Map<string, SubmissionAct>(Object.entries(ACTS)).get(name);
}

/** What a message of one of these names says. */
export type Submission =
  | {
      readonly act: 'submit' | 'propose';
      /** Event id. */
      readonly id: string;
      /** Has texts `id` and `type`; all else is unchecked. */
      readonly event: JsonObject;
      readonly attestations: readonly string[];
    }
  | {
      readonly act: 'countersign';
      /** The draft's id. */
      readonly id: string;
      readonly attestations: readonly string[];
    }
  | {
      readonly act: 'withdraw';
      /** The draft's id. */
      readonly id: string;
      readonly reasons: string;
      readonly attestations: readonly string[];
    };

/** Why a message has no place in the file. */
export type NoSubmission = 'NOT_A_SUBMISSION' | 'MESSAGE_UNKNOWN' | 'TOO_LARGE';

/** What `shapeOf` found. */
export type Shape =
  | { readonly submission: Submission; readonly bytes: number }
  | { readonly refused: NoSubmission; readonly bytes: number };

/**
 * The submission that a message of this name holds, or the code with which it is kept apart. A missing
 * `attestations` is an unsigned submission (answered `NOT_ATTESTED`), one of another type is none.
 * Fields that are not known are ignored.
 */
export function shapeOf(name: string, payload: Json): Shape {
  const { bytes, storable } = weigh(payload);
  const act = actOf(name);
  if (act === undefined) return { refused: 'MESSAGE_UNKNOWN', bytes };
  if (bytes > BOUNDS.messageBytes) return { refused: 'TOO_LARGE', bytes };
  const submission = storable && isObject(payload) ? read(act, payload) : undefined;
  return submission === undefined ? { refused: 'NOT_A_SUBMISSION', bytes } : { submission, bytes };
}

function read(act: SubmissionAct, payload: JsonObject): Submission | undefined {
  const attestations = textsOf(payload['attestations'] ?? []);
  if (attestations === undefined) return undefined;
  if (act === 'submit' || act === 'propose') {
    const event = payload['event'];
    if (!isObject(event) || !isId(event['id']) || typeof event['type'] !== 'string')
      return undefined;
    return { act, id: event['id'], event, attestations };
  }
  const id = payload['draft'];
  const reasons = payload['reasons'];
  if (!isId(id)) return undefined;
  if (act === 'countersign') return { act, id, attestations };
  return typeof reasons === 'string' ? { act, id, reasons, attestations } : undefined;
}

function isId(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '' && value.length <= BOUNDS.idChars;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textsOf(value: Json): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts: readonly Json[] = value;
  return texts.every((item) => typeof item === 'string') ? texts : undefined;
}
