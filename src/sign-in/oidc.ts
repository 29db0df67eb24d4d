/**
 * Tokens of an OpenID Connect issuer: signed JWTs that name an officer. What counts as proof is fixed
 * here; a token has no say in it.
 */
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { Problem } from '../api/problems.ts';

/**
 * Algorithms by which issuers may sign: with a private key, all of them. With a shared secret (HS256)
 * anybody could sign who knows the public key.
 */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'];
/** How far the issuer's clock may differ from ours. */
const CLOCK_S = 60;
/** Oldest token that is believed, whatever its own end. */
const MAX_AGE_S = 24 * 3_600;
const FETCH_MS_MAX = 3_000;
/** Unknown key ids have the keys fetched again, this often at most. */
const COOLDOWN_MS = 30_000;

/** Where the issuer is and what its tokens say. */
export interface OidcOptions {
  /** Claim `iss`, to the letter. */
  readonly issuer: string;
  /** Has to be among the claim `aud`. */
  readonly audience: string;
  /** Address of its keys; absent: what its discovery document says. */
  readonly jwks?: string;
  /** Claim that names the officer's id. */
  readonly officerClaim: string;
}

/** Proves a token: the officer's id that it names, or what is wrong with it, in words. */
export type ProveToken = (
  token: string,
  now: Date,
) => Promise<{ readonly officer: string } | { readonly fault: string }>;

/**
 * Proves tokens of one issuer. Its keys are fetched when they are first needed, kept for ten minutes,
 * and fetched again where a token names one that is not among them.
 * @throws Problem UNAVAILABLE, from the proof, while the keys cannot be had.
 */
export function createProveToken(
  options: OidcOptions,
  send: typeof fetch = fetch,
  cooldownMs: number = COOLDOWN_MS,
): ProveToken {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const keysOf = async (): Promise<JWTVerifyGetKey> => {
    keys ??= remoteKeys(options, send, cooldownMs);
    try {
      return await keys;
    } catch (error) {
      keys = undefined;
      throw error;
    }
  };
  return async (token, now) => {
    try {
      const { payload } = await jwtVerify(token, await keysOf(), {
        algorithms: ALGORITHMS,
        issuer: options.issuer,
        audience: options.audience,
        clockTolerance: CLOCK_S,
        maxTokenAge: MAX_AGE_S,
        requiredClaims: ['iss', 'aud', 'iat', 'exp', options.officerClaim],
        currentDate: now,
      });
      return named(payload, options.officerClaim);
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== undefined) return { fault };
      throw new Problem(
        'UNAVAILABLE',
        'The keys of the issuer of tokens cannot be had; send the same request again, or an operator looks at CROSSING_OIDC_ISSUER and CROSSING_OIDC_JWKS.',
      );
    }
  };
}

function named(payload: JWTPayload, claim: string): { officer: string } | { fault: string } {
  const officer = payload[claim];
  if (typeof officer === 'string' && /^[\w.-]{1,64}$/.test(officer)) return { officer };
  return { fault: `the claim ${claim} of the token names no officer` };
}

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

async function remoteKeys(
  { issuer, jwks }: OidcOptions,
  send: typeof fetch,
  cooldownMs: number,
): Promise<JWTVerifyGetKey> {
  const address = jwks ?? (await discovered(issuer, send));
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: FETCH_MS_MAX,
    cooldownDuration: cooldownMs,
    [customFetch]: send,
  });
}

async function discovered(issuer: string, send: typeof fetch): Promise<string> {
  const answer = await send(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(FETCH_MS_MAX),
    redirect: 'error',
  });
  const found = Discovery.parse(await answer.json());
  if (found.issuer !== issuer) throw new Error('the discovery document names another issuer');
  return found.jwks_uri;
}

/** What is wrong with the token; `undefined` where the fault is not in the token. */
function faultOf(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) return 'the token has expired: sign in again';
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error;
    return reason === 'missing'
      ? `the claim ${claim} of the token is missing`
      : `the claim ${claim} of the token is not as it has to be here`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return `the token is signed by another algorithm than ${ALGORITHMS.join(', ')}`;
  }
  if (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return 'the issuer has no key of the id that the token names';
  }
  const signature = error instanceof errors.JWSSignatureVerificationFailed;
  if (signature) return 'the token is not signed by a key of the issuer';
  const form =
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JOSENotSupported;
  return form ? 'the token is no signed JWT that can be read here' : undefined;
}
