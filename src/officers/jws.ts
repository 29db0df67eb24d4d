/**
 * One signature of one act (contract §2): reading it, and judging it. Faults are returned in plain
 * words, never thrown: what is judged here was written by strangers.
 */
import { createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import type { Act } from '../../activities/contract.ts';

/** Who signatures are meant for (claim `aud`). */
export const AUDIENCE = 'crossing-cases';

/** A public or private key with its name. */
export type NamedKey = JsonWebKey & { readonly kid?: string };

/** Longest life of a signature, in seconds. */
const MAX_LIFE_S = 30 * 86_400;
/** How far a signer's clock may be ahead, in seconds. */
const CLOCK_AHEAD_S = 300;

/** Characters of one signature: those of drafts travel with the case. */
const MAX_CHARS = 4_096;

/** Names are looked up in a database, which could not hold every text. */
const Name = z.string().regex(/^[\w.:@/+-]{1,200}$/);
const Header = z.object({ alg: z.literal('EdDSA'), kid: Name, crit: z.undefined().optional() });
const Claims = z.object({
  iss: Name,
  sub: Name,
  aud: z.union([z.string(), z.array(z.string())]),
  act: z.string(),
  case: z.string(),
  jti: z.string(),
  dig: z.string(),
  iat: z.number(),
  exp: z.number(),
});

/** A signature as it reads; nothing of it is proven yet. */
export interface ReadJws {
  readonly jws: string;
  readonly kid: string;
  readonly claims: z.infer<typeof Claims>;
}

/** What a signature has to say. */
export interface Expected {
  readonly act: Act;
  readonly caseNo: string;
  readonly jti: string;
  /** Absent where the caller compares it. */
  readonly dig?: string;
  /** ISO instant at which expiry is judged. */
  readonly receivedAt: string;
}

/** Reads header and claims without proof; a text says what is wrong with them. */
export function readJws(jws: string): ReadJws | string {
  if (jws.length > MAX_CHARS) return `an attestation is longer than ${MAX_CHARS} characters`;
  const parts = jws.split('.');
  if (parts.length !== 3) return 'an attestation is no compact JWS';
  try {
    const header = Header.safeParse(decodeProtectedHeader(jws));
    if (!header.success) return 'a signature has no `kid`, or another `alg` than EdDSA';
    const payload: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
    const claims = Claims.safeParse(payload);
    if (!claims.success) {
      const field = String(claims.error.issues[0]?.path[0] ?? 'payload');
      return `the claim ${field} of a signature is missing or of a wrong type`;
    }
    return { jws, kid: header.data.kid, claims: claims.data };
  } catch {
    return 'an attestation cannot be read';
  }
}

/** What the claims say that they should not; `undefined` where all is as expected. */
export function faultOfClaims({ claims }: ReadJws, expected: Expected): string | undefined {
  const now = Date.parse(expected.receivedAt) / 1000;
  const audience = typeof claims.aud === 'string' ? [claims.aud] : claims.aud;
  if (!audience.includes(AUDIENCE)) return `the signature is meant for another audience`;
  if (claims.act !== expected.act) return `the signature is for another act than ${expected.act}`;
  if (claims.case !== expected.caseNo) return 'the signature is for another case';
  if (claims.jti !== expected.jti) return 'the signature is for another id';
  if (expected.dig !== undefined && claims.dig !== expected.dig) {
    return 'the signature is for another content: it was altered after signing';
  }
  if (claims.exp <= now) return 'the signature has expired';
  if (claims.iat > now + CLOCK_AHEAD_S) return 'the signature is dated in the future';
  if (claims.exp - claims.iat > MAX_LIFE_S) return 'the signature lives longer than 30 days';
  return undefined;
}

/** Whether the key made the signature. False too for a key that is no Ed25519 key. */
export function isMadeBy({ jws }: Pick<ReadJws, 'jws'>, key: NamedKey): boolean {
  const { kty, crv, x } = key;
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined) return false;
  const end = jws.lastIndexOf('.');
  const text = jws.slice(end + 1);
  const signature = Buffer.from(text, 'base64url');
  // One signature has one spelling: Buffer would overlook characters that mean nothing.
  if (signature.length !== 64 || signature.toString('base64url') !== text) return false;
  try {
    return verify(null, Buffer.from(jws.slice(0, end)), publicKeyOf(x), signature);
  } catch {
    return false;
  }
}

/** Keys that were used last, by their value: to parse one takes as long as to use it. */
const parsed = new Map<string, KeyObject>();
const PARSED_MAX = 1_000;

function publicKeyOf(x: string): KeyObject {
  const known = parsed.get(x);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(x, key);
  return key;
}
