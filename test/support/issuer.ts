/**
 * An OpenID Connect issuer of tests: keys, a discovery document, and tokens right or wrong in one thing.
 */
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

export const ISSUER = 'https://issuer.test/realm';
export const AUDIENCE = 'crossing-cases-api';

/** What a test says of one token; the rest is right. */
export interface SaidToken {
  readonly claims?: JWTPayload;
  /** Claims that are left out. */
  readonly without?: readonly string[];
  readonly now?: Date;
  /** Seconds from `now`; default 600. */
  readonly lifeS?: number;
  readonly kid?: string;
}

export interface TestIssuer {
  /** Answers for the issuer's addresses, as `fetch` would. */
  readonly send: typeof fetch;
  /** Addresses that were asked. */
  readonly asked: string[];
  /** Answers every request with this status while it is set. */
  down?: number;
  /** A token of the officer. */
  token(officer: string, said?: SaidToken): Promise<string>;
  /** From now on another key signs; with `forget`, the keys before are gone. */
  rotate(forget?: boolean): Promise<void>;
  /** The public key that signs now, as text. */
  publicKey(): Promise<string>;
}

/** A new issuer with a key of its own. */
export async function openIssuer(algorithm = 'EdDSA'): Promise<TestIssuer> {
  let keys: JWK[] = [];
  let number = 0;
  let signing: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
  const kid = (): string => `key-${number}`;
  const answers = new Map<string, () => unknown>([
    [
      `${ISSUER}/.well-known/openid-configuration`,
      () => ({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }),
    ],
    [`${ISSUER}/jwks`, () => ({ keys })],
  ]);
  const issuer: TestIssuer = {
    asked: [],
    async send(address) {
      const url = address instanceof Request ? address.url : String(address);
      issuer.asked.push(url);
      const answer = answers.get(url);
      if (issuer.down !== undefined) return new Response('{}', { status: issuer.down });
      return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer());
    },
    async token(
      officer,
      { claims = {}, without = [], now = new Date(), lifeS = 600, ...said } = {},
    ) {
      const iat = Math.floor(now.getTime() / 1000);
      const right = { iss: ISSUER, aud: AUDIENCE, sub: officer, iat, exp: iat + lifeS };
      const kept = Object.entries({ ...right, ...claims }).filter(
        ([name]) => !without.includes(name),
      );
      return new SignJWT(Object.fromEntries(kept))
        .setProtectedHeader({ alg: algorithm, kid: said.kid ?? kid() })
        .sign(signing.privateKey);
    },
    async rotate(forget = false) {
      number += 1;
      signing = await generateKeyPair(algorithm, { extractable: true });
      const jwk = { ...(await exportJWK(signing.publicKey)), kid: kid(), alg: algorithm };
      keys = forget ? [jwk] : [...keys, jwk];
    },
    publicKey: () => exportSPKI(signing.publicKey),
  };
  await issuer.rotate();
  return issuer;
}
