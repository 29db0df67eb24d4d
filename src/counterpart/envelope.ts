/**
 * The signature around a message, the same both ways: a compact JWS in the header `Crossing-Signature`,
 * over the digest of the body. Our letters bear ours, the replies of other services theirs.
 */
import { decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { digestOf } from '../../activities/digest.ts';
import type { Json, Letter } from '../../machines/kernel/types.ts';
import type { Gateway } from '../officers/gateway.ts';
import { TYP } from '../officers/gateway.ts';
import { AUDIENCE, isMadeBy } from '../officers/jws.ts';
import type { NamedKey } from '../officers/jws.ts';

/** The header of HTTP that holds the signature. */
export const SIGNATURE_HEADER = 'Crossing-Signature';

/** Seconds that the signature of a letter holds: every attempt is signed anew. */
const LETTER_LIFE_S = 300;
/** Longest life of the signature of a reply, in seconds. */
export const REPLY_LIFE_S_MAX = 86_400;
/** How far their clock may be ahead, in seconds. */
const CLOCK_AHEAD_S = 300;
const JWS_CHARS_MAX = 4_096;

const Header = z.object({
  alg: z.literal('EdDSA'),
  kid: z.string(),
  typ: z.literal(TYP.reply),
  crit: z.undefined().optional(),
});
const Claims = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  iat: z.number(),
  exp: z.number(),
  /** Fits into an event id. */
  jti: z.string().regex(/^[\w.:@+-]{1,100}$/),
  dig: z.string(),
});

/** A letter as it leaves by HTTP: its minimum content, and what an answer has to name. */
export interface LetterMessage {
  readonly letter: string;
  readonly kind: string;
  readonly correlationId: string;
  readonly content: Letter['content'];
  /** 1 for the first. */
  readonly sending: number;
  readonly as: 'letter' | 'reminder';
}

/** The id of one sending of a letter: the same at every attempt. */
export function messageIdOf({ letter, sending }: LetterMessage): string {
  return `${letter}#${sending}`;
}

/** Signs a letter for a body. */
export function sealLetter(
  gateway: Gateway,
  body: string,
  message: LetterMessage,
  now: Date,
): Promise<string> {
  const iat = Math.floor(now.getTime() / 1_000);
  return gateway.sign(TYP.letter, {
    iss: AUDIENCE,
    aud: body,
    iat,
    exp: iat + LETTER_LIFE_S,
    jti: messageIdOf(message),
    dig: digestOf({ ...message }),
  });
}

/** What a signature around a reply proves, or why it proves nothing, in plain words. */
export type Opened = { readonly messageId: string } | { readonly fault: string };

/** Opens the reply of a body: signature, sender, audience, expiry, content. */
export function openReply(input: {
  /** Absent where there was no such header. */
  readonly jws: string | undefined;
  readonly body: string;
  readonly keys: readonly NamedKey[];
  readonly content: Json;
  readonly now: Date;
}): Opened {
  const { jws, body, keys, content, now } = input;
  if (jws === undefined) return { fault: `the header ${SIGNATURE_HEADER} is missing` };
  const read = readEnvelope(jws);
  if (typeof read === 'string') return { fault: read };
  const { kid, claims } = read;
  const key = keys.find((one) => one.kid === kid);
  if (key === undefined) return { fault: `the channel of ${body} names no such key` };
  if (!isMadeBy({ jws }, key)) return { fault: 'the signature is not by that key' };
  const fault = faultOfClaims(claims, body, now);
  if (fault !== undefined) return { fault };
  if (canonicalDigest(content) !== claims.dig) {
    return { fault: 'the signature is for another content: it was altered after signing' };
  }
  return { messageId: claims.jti };
}

function readEnvelope(
  jws: string,
): string | { readonly kid: string; readonly claims: z.infer<typeof Claims> } {
  if (jws.length > JWS_CHARS_MAX) return `the signature is longer than ${JWS_CHARS_MAX} characters`;
  const parts = jws.split('.');
  if (parts.length !== 3) return 'the signature is no compact JWS';
  try {
    const header = Header.safeParse(decodeProtectedHeader(jws));
    if (!header.success) return `the signature is not EdDSA, or has no \`kid\` or typ ${TYP.reply}`;
    const payload: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
    const claims = Claims.safeParse(payload);
    if (claims.success) return { kid: header.data.kid, claims: claims.data };
    const field = String(claims.error.issues[0]?.path[0] ?? 'payload');
    return `the claim ${field} is missing or of a wrong form`;
  } catch {
    return 'the signature cannot be read';
  }
}

function faultOfClaims(
  { iss, aud, iat, exp }: z.infer<typeof Claims>,
  body: string,
  now: Date,
): string | undefined {
  const at = now.getTime() / 1_000;
  if (iss !== body) return `the signature is not of ${body}`;
  if (!(typeof aud === 'string' ? [aud] : aud).includes(AUDIENCE)) {
    return 'the signature is meant for another audience';
  }
  if (exp <= at) return 'the signature has expired';
  if (iat > at + CLOCK_AHEAD_S) return 'the signature is dated in the future';
  if (exp - iat > REPLY_LIFE_S_MAX) return 'the signature lives longer than 24 hours';
  return undefined;
}

/** `undefined` where it has no canonical form. */
function canonicalDigest(content: Json): string | undefined {
  try {
    return digestOf(content);
  } catch {
    return undefined;
  }
}
