/**
 * What the service itself signs: letters that leave by HTTP, and bundles of files. It signs no act of an
 * officer with these; each form has a `typ` of its own, so that none passes for another.
 */
import { CompactSign } from 'jose';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { GATEWAY, loadLetterKey, loadPrivateKey, publicKey } from './keys.ts';
import type { PrivateKey } from './keys.ts';

/** Header `typ` of each form. */
export const TYP = {
  letter: 'crossing-letter+jws',
  reply: 'crossing-reply+jws',
  bundle: 'crossing-bundle+jws',
} as const;

type Typ = (typeof TYP)[keyof typeof TYP];

/** A key of the service's own, to sign with. */
export interface Gateway {
  /** The public half: `kty`, `crv`, `x`, `kid`, `alg`, `use`. */
  publicKey(): Promise<ReturnType<typeof publicKey>>;
  /** A compact JWS over claims. */
  sign(typ: Typ, claims: JsonObject): Promise<string>;
  /** A JWS with detached content (RFC 7515, appendix F): `header..signature`. */
  signDetached(typ: Typ, content: Uint8Array): Promise<string>;
}

/**
 * The gateway over the key of the data folder, read when it is first needed.
 * @throws from its calls where this process has no such key.
 */
export function gatewayOf(dataDir: string): Gateway {
  return signingWith(() => loadPrivateKey(dataDir, GATEWAY));
}

/** What signs letters over HTTP: a key of its own, which workers may have, and which speaks for nobody. */
export function letterSigner(file: string): Gateway {
  return signingWith(() => loadLetterKey(file));
}

function signingWith(key: () => Promise<PrivateKey>): Gateway {
  const signed = async (typ: Typ, content: Uint8Array): Promise<string> => {
    const own = await key();
    return await new CompactSign(content)
      .setProtectedHeader({ alg: 'EdDSA', kid: own.kid, typ })
      .sign(own);
  };
  return {
    publicKey: async () => publicKey(await key()),
    sign: (typ, claims) => signed(typ, new TextEncoder().encode(JSON.stringify(claims))),
    async signDetached(typ, content) {
      const [header = '', , signature = ''] = (await signed(typ, content)).split('.');
      return `${header}..${signature}`;
    },
  };
}
