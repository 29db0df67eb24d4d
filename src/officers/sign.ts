/**
 * Signing an act (contract §2): what officers, tools and the gateway put beside an event.
 */
import { CompactSign } from 'jose';
import { digestOf } from '../../activities/digest.ts';
import type { Act } from '../../activities/contract.ts';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { AUDIENCE } from './jws.ts';
import { GATEWAY } from './keys.ts';
import type { PrivateKey } from './keys.ts';

/** Days that a signature lives where nothing else is asked. */
export const LIFETIME_DAYS = 7;

/** What is signed, by whom. */
export interface Signing {
  readonly key: PrivateKey;
  /** Who vouches: tool, gateway or officer. */
  readonly iss: string;
  /** The officer who acts. */
  readonly sub: string;
  readonly act: Act;
  readonly caseNo: string;
  /** Event id, or the draft's. */
  readonly jti: string;
  /** The event (for a countersignature: as it was proposed); for a withdrawal, its reasons. */
  readonly content: Json;
  readonly now: Date;
  /** Days, at most 30 are believed; absent means 7. */
  readonly lifetimeDays?: number;
}

/** The signature as a compact JWS. */
export async function signAct(signing: Signing): Promise<string> {
  const { key, iss, sub, act, caseNo, jti, content, now, lifetimeDays = LIFETIME_DAYS } = signing;
  const iat = Math.floor(now.getTime() / 1000);
  const dig = digestOf(content);
  const exp = iat + lifetimeDays * 86_400;
  const claims = { iss, sub, aud: AUDIENCE, act, case: caseNo, jti, dig, iat, exp };
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .sign(key);
}

/** Who signs a submission: first the officer who acts, then a second one where the event names one. */
export interface Signer {
  readonly key: PrivateKey;
  readonly iss: string;
  readonly sub: string;
}

/**
 * The submission of an event, ready to send: `{ event, attestations }`; for a countersignature
 * `{ draft, attestations }`, for a withdrawal `{ draft, reasons, attestations }` with the `reasons` of
 * the event handed in.
 */
export async function signSubmission(input: {
  readonly caseNo: string;
  readonly act: Act;
  readonly event: JsonObject & { readonly id: string };
  readonly signers: readonly Signer[];
  readonly now: Date;
  readonly lifetimeDays?: number;
}): Promise<JsonObject> {
  const { event, signers, ...rest } = input;
  const reasons = typeof event['reasons'] === 'string' ? event['reasons'] : '';
  const content = input.act === 'withdraw' ? reasons : event;
  const attestations = await Promise.all(
    signers.map((signer) => signAct({ ...rest, ...signer, jti: event.id, content })),
  );
  if (input.act === 'countersign') return { draft: event.id, attestations };
  if (input.act === 'withdraw') return { draft: event.id, reasons, attestations };
  return { event, attestations };
}

/** The gateway's signature for whom the API knows to be signed in. `now` dates it. */
export function createSignFor(
  key: PrivateKey,
  now: () => Date,
): (act: {
  readonly officer: string;
  readonly act: Act;
  readonly caseNo: string;
  readonly jti: string;
  readonly content: Json;
}) => Promise<string> {
  return ({ officer, ...act }) => signAct({ ...act, key, iss: GATEWAY, sub: officer, now: now() });
}
