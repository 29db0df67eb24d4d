/**
 * A small issuer of the embedded stack, in the shape of OpenID Connect: discovery document, keys, and a
 * token for whoever proves, by the key of an officer in the keys folder, to be that officer (RFC 7523).
 * For synthetic officers on this machine alone.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { SignJWT, createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import type { Registers } from '../../activities/ports.ts';
import { publicKey } from '../officers/keys.ts';
import type { PrivateKey } from '../officers/keys.ts';

/** Seconds that a token lives. */
const TOKEN_S = 3_600;
/** Seconds that a proof may live. */
const ASSERTION_S = 300;

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** What the issuer needs. */
export interface DevelopmentIssuer {
  /** Its address, without a slash at the end; the claim `iss` of its tokens. */
  readonly url: string;
  readonly key: PrivateKey;
  /** Claim `aud` of its tokens. */
  readonly audience: string;
  readonly registers: Registers;
  readonly now: () => Date;
}

/** The issuer as an application whose paths are below that of its address. */
export function createDevelopmentIssuer(options: DevelopmentIssuer): Hono {
  const { url, key, now } = options;
  const app = new Hono().basePath(new URL(url).pathname);
  app.use(bodyLimit({ maxSize: 16_384 }));
  app.get('/.well-known/openid-configuration', (c) =>
    c.json({
      issuer: url,
      jwks_uri: `${url}/jwks`,
      token_endpoint: `${url}/token`,
      grant_types_supported: [JWT_BEARER],
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['EdDSA'],
    }),
  );
  app.get('/jwks', (c) => c.json({ keys: [publicKey(key)] }));
  app.post('/token', async (c) => {
    c.header('Cache-Control', 'no-store');
    const form = await c.req.parseBody().catch(() => undefined);
    if (form?.['grant_type'] !== JWT_BEARER) {
      return c.json({ error: 'unsupported_grant_type', error_description: JWT_BEARER }, 400);
    }
    const officer = await provenBy(options, form['assertion']);
    if (officer === undefined) {
      const error_description = 'The assertion is not by the key of the officer whom it names.';
      return c.json({ error: 'invalid_grant', error_description }, 400);
    }
    const access_token = await tokenOf(options, officer, now());
    return c.json({ access_token, token_type: 'Bearer', expires_in: TOKEN_S });
  });
  return app;
}

/** The proof that an officer hands to the token endpoint. */
export async function signAssertion(proof: {
  readonly officer: string;
  readonly key: PrivateKey;
  /** Address of the issuer. */
  readonly url: string;
  readonly now: Date;
}): Promise<string> {
  const { officer, key, url, now } = proof;
  const iat = Math.floor(now.getTime() / 1000);
  return new SignJWT({ iss: officer, sub: officer, aud: `${url}/token`, iat, exp: iat + 60 })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .sign(key);
}

async function provenBy(
  { url, registers, now }: DevelopmentIssuer,
  assertion: unknown,
): Promise<string | undefined> {
  if (typeof assertion !== 'string' || assertion.length > 4_096) return undefined;
  try {
    const { iss } = decodeJwt(assertion);
    if (iss === undefined || !/^[\w-]{1,64}$/.test(iss)) return undefined;
    const { issuers } = await registers.named({ officers: [], issuers: [iss] });
    const jwks: JSONWebKeySet = { keys: [...(issuers[0]?.jwks.keys ?? [])] };
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(jwks), {
      algorithms: ['EdDSA'],
      issuer: iss,
      audience: `${url}/token`,
      requiredClaims: ['sub', 'iat', 'exp'],
      maxTokenAge: ASSERTION_S,
      currentDate: now(),
    });
    // An officer speaks for himself here, and no tool or gateway for him.
    return payload.sub === iss ? iss : undefined;
  } catch {
    return undefined;
  }
}

async function tokenOf(
  { url, key, audience }: DevelopmentIssuer,
  officer: string,
  now: Date,
): Promise<string> {
  const iat = Math.floor(now.getTime() / 1000);
  return new SignJWT({ iss: url, sub: officer, aud: audience, iat, exp: iat + TOKEN_S })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
    .sign(key);
}
