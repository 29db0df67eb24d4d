/**
 * Digests of JSON: base64url SHA-256 of the RFC 8785 form, the only kind in this service.
 */
import { createHash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';
import type { Json } from '../machines/kernel/types.ts';
import type { Act } from './contract.ts';

// The package's types say `export default`, its code `module.exports`: the import is the function.
const canonicalize = canonicalizeModule as unknown as (value: Json) => string | undefined;

/**
 * Digest of a value: 43 characters.
 * @throws where the value is not JSON (a number that is not finite), or nested past the stack.
 */
export function digestOf(value: Json): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? 'null')
    .digest('base64url');
}

/**
 * The digest under which a verdict stands and by which whoever waits is told: of the whole submission,
 * and of what it is for, so that the same bytes sent as another act are another message.
 */
export function submissionDigest(act: Act, payload: Json): string {
  return digestOf(act === 'submit' ? payload : [act, payload]);
}
