/**
 * The hash chain of a case file (contract §5): each entry carries the hash of the one before it, so
 * that nothing can be changed, dropped or slipped in without the last hash changing.
 */
import { digestOf } from '../../activities/digest.ts';
import type { FileEntry } from '../../activities/contract.ts';

/** The `prev` of the first entry: 43 times `A`. */
export const ZERO_HASH = 'A'.repeat(43);

/**
 * The hash of an entry that follows `prev`: base64url SHA-256 of the RFC 8785 form, 43 characters. A
 * `hash` or `prev` that the object carries already does not count, so that an exported entry can be
 * handed in as it is.
 */
export function entryHash(entry: FileEntry, prev: string): string {
  const { hash: _hash, ...rest } = entry as FileEntry & { readonly hash?: string };
  return digestOf({ ...rest, prev });
}
