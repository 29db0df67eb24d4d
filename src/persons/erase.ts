/**
 * Erasure: the data keys of a case are destroyed, and what they sealed with them. A certificate stays.
 */
import { CompactSign } from 'jose';
import { AUDIENCE } from '../officers/jws.ts';
import { GATEWAY } from '../officers/keys.ts';
import type { PrivateKey } from '../officers/keys.ts';
import type { SealedStore } from './store.ts';
import { digestOfBytes } from './vault.ts';

/** Why a case may be erased. */
export const GROUNDS = ['mistaken-identity', 'retention'] as const;

/** What two officers have signed. */
export interface Erasure {
  readonly caseNo: string;
  /** Of what they signed. */
  readonly id: string;
  readonly ground: (typeof GROUNDS)[number];
  readonly reasons: string;
  readonly by: string;
  readonly second: string;
  /** Their signatures. */
  readonly attestations: readonly string[];
  /** ISO instant. */
  readonly at: string;
}

/** Destroys the keys of a case once. The certificate: a compact JWS, of the first time. */
export type Erase = (erasure: Erasure) => Promise<string>;

/** Erasure over a store; certificates are signed with the gateway's key. */
export function createErase(store: SealedStore, key: PrivateKey): Erase {
  return (erasure) =>
    store.withSealed(erasure.caseNo, async (sealed) => {
      const standing = await sealed.certificate();
      if (standing !== undefined) return standing;
      const { caseNo, id, by, at, ...rest } = erasure;
      const keys = await sealed.keys();
      const items = await sealed.items();
      const reading = await sealed.note({ act: 'erased', what: 'all', kind: 'all', by, at });
      const certificate = await signed(key, {
        iss: GATEWAY,
        aud: AUDIENCE,
        act: 'erased',
        case: caseNo,
        jti: id,
        iat: Math.floor(Date.parse(at) / 1000),
        at,
        by,
        ...rest,
        keys: keys.map(({ scope, masterId, wrapped }) => ({
          scope,
          masterId,
          digest: digestOfBytes(wrapped),
        })),
        unreadable: items.map(({ ref, kind, version, size, digest }) => ({
          ref,
          kind,
          version,
          size,
          digest,
        })),
        readings: { n: reading.n, hash: reading.hash },
      });
      await sealed.destroy(certificate, at);
      return certificate;
    });
}

function signed(key: PrivateKey, claims: object): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .sign(key);
}
