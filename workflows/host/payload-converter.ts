/**
 * A payload converter that never fails to read: bytes that decode to nothing (Python's `NaN`, a foreign
 * encoding) become a marker value, so that such a message is refused like any other instead of stopping
 * the workflow before its code runs. Used by workers and clients alike.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import type { Unreadable } from '../../activities/contract.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** base64url without padding (RFC 4648 §5); the sandbox has no Buffer. */
export function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    text += ALPHABET.charAt(a >> 2) + ALPHABET.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    if (b !== undefined) text += ALPHABET.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    if (c !== undefined) text += ALPHABET.charAt(c & 63);
  }
  return text;
}

/** The marker for bytes that cannot be taken as they are. */
export function unreadable(bytes: Uint8Array): Unreadable {
  return { $unreadable: { size: bytes.length, digest: base64url(sha256(bytes)) } };
}

/** Found by Temporal under this name (`payloadConverterPath`). */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, context, hint) => defaultPayloadConverter.toPayload(value, context, hint),
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as the interface has it
  fromPayload: <T>(payload: Payload, context?: unknown, hint?: unknown): T => {
    try {
      return defaultPayloadConverter.fromPayload(payload, context as never, hint as never);
    } catch {
      return unreadable(payload.data ?? new Uint8Array()) as T;
    }
  },
};
