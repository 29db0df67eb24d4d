/**
 * API keys of other services: `ck_<id>_<secret>`. The secret is 256 bits of chance and kept as its
 * SHA-256 alone. A slow hash, as for passwords, would protect nothing: what is guessed there is a word
 * that a human chose, and nobody guesses 256 bits, however fast he tries; but it would be paid for at
 * every call.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { POWERS } from '../api/powers.ts';
import type { Caller, Power } from '../api/powers.ts';
import type { ApiKeyRow } from '../registry/api-keys.ts';

const SECRET_BYTES = 32;
const ID_CHARS = 12;
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const FORM = /^ck_([a-z0-9]{12})_([\w-]{43})$/;

/** A new secret, to be shown once, and what is kept of it. */
export interface MadeKey {
  /** Name of the key; no secret. */
  readonly id: string;
  /** What the service sends as `Authorization: Bearer …`. */
  readonly key: string;
  /** base64url SHA-256 of the secret part. */
  readonly hash: string;
}

/** A key of a new id, or, for a rotation, another secret of this one. */
export function makeKey(id: string = newId()): MadeKey {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id, key: `ck_${id}_${secret}`, hash: hashOf(secret) };
}

/** Whether a bearer token says that it is an API key. */
export function isApiKey(bearer: string): boolean {
  return bearer.startsWith('ck_');
}

/** Id and secret of an API key; `undefined` where it has another form. */
export function readKey(
  bearer: string,
): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = FORM.exec(bearer) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/**
 * The service whose key this is, at an instant (ISO); else why nobody gets in by it, in words that end
 * a sentence. Whoever does not have the secret learns nothing but that.
 */
export function serviceOf(
  row: ApiKeyRow | undefined,
  secret: string,
  now: string,
): Extract<Caller, { kind: 'service' }> | string {
  const given = hashOf(secret);
  const isPresent = row !== undefined && same(given, row.hash);
  const { previous } = row ?? {};
  const isPrevious = previous !== undefined && same(given, previous.hash);
  if (row === undefined || !(isPresent || isPrevious)) return 'the API key is unknown';
  if (row.revokedAt !== undefined) return 'the API key was revoked: ask for another one';
  if (!isPresent && (previous?.until ?? '') <= now) {
    return 'the API key was rotated, and the time of its overlap is over: use the new one';
  }
  if (row.expiresAt <= now) return 'the API key has expired: have it rotated';
  const powers = row.powers.filter((power): power is Power => Object.hasOwn(POWERS, power));
  return { kind: 'service', name: row.name, powers };
}

function newId(): string {
  return Array.from({ length: ID_CHARS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
