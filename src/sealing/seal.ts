/**
 * Sealing: AES-256-GCM under one key, tied to where the sealed bytes belong. Node's crypto alone.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Bytes of a key. */
export const KEY_BYTES = 32;

const ALGORITHM = 'aes-256-gcm';
/** Form of what is sealed, its first byte. */
const FORM = 1;
/** 96 bits, drawn anew for each sealing. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

/** Where sealed bytes belong: opened for another place they are unreadable. */
export interface SealContext {
  /** Case number, or the name of whatever else owns it. */
  readonly owner: string;
  /** What is sealed, such as `identity` or a reference `sf-…`. */
  readonly kind: string;
  /** From 1: an earlier version cannot be put in the place of a later one. */
  readonly version: number;
}

/** Sealed bytes cannot be opened. Says neither what they hold nor which key was tried. */
export class Unreadable extends Error {
  constructor(why: string) {
    super(`Sealed data cannot be opened: ${why}.`);
    this.name = 'Unreadable';
  }
}

/** A key drawn at random. */
export function newKey(): Uint8Array {
  return randomBytes(KEY_BYTES);
}

/** Name of a key, 16 characters, which tells nothing about it. */
export function keyId(key: Uint8Array): string {
  const digest = createHash('sha256')
    .update('crossing-cases key\0')
    .update(key)
    .digest('base64url');
  return digest.slice(0, 16);
}

/** Seals: form, nonce, ciphertext, tag. Never the same twice. @throws RangeError for a key of another length. */
export function seal(plain: Uint8Array, key: Uint8Array, context: SealContext): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(context));
  return Buffer.concat([
    Uint8Array.of(FORM),
    nonce,
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/**
 * Opens what `seal` made with this key for this context.
 * @throws Unreadable for another key or context, or where a bit was altered.
 */
export function open(sealed: Uint8Array, key: Uint8Array, context: SealContext): Uint8Array {
  if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== FORM) {
    throw new Unreadable('it has no form that is known here');
  }
  const tagAt = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(1, HEAD_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(context));
  decipher.setAuthTag(sealed.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES, tagAt)), decipher.final()]);
  } catch {
    throw new Unreadable('another key, another place, or altered');
  }
}

/** As JSON, so that no two contexts have the same bytes. */
function boundTo({ owner, kind, version }: SealContext): Buffer {
  return Buffer.from(JSON.stringify(['crossing-cases', owner, kind, version]));
}
