/** Officers with keys in memory, for tests that run the whole service. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import type { Act } from '../../activities/contract.ts';
import type { OfficerTerm } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { publicKey, type PrivateKey } from '../../src/officers/keys.ts';
import { signSubmission } from '../../src/officers/sign.ts';
import type { Registry } from '../../src/registry/types.ts';

const Exported = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519') }).extend({
  x: z.string(),
  d: z.string(),
});

/** One signed act: first the officer who acts, then a second one. */
export interface Signed {
  readonly act?: Act;
  readonly event: JsonObject & { readonly id: string };
  readonly by: readonly string[];
}

export interface Signers {
  /** Enters officers, each an issuer of its own; a term that is given replaces the one before. */
  enter(ids: readonly string[], term?: Pick<OfficerTerm, 'from' | 'until'>): Promise<void>;
  /** The message, ready to send. Made twice, it has the same digest only if `now` is the same. */
  sign(caseNo: string, signed: Signed): Promise<JsonObject>;
}

/** Signers who are entered in this registry, with a clock of their own where one is given. */
export function signersOf(registry: Registry, now: () => Date = () => new Date()): Signers {
  const keys = new Map<string, PrivateKey>();
  return {
    async enter(ids, term = {}) {
      for (const id of ids) if (!keys.has(id)) keys.set(id, await makeKey());
      await registry.putOfficers(
        ids.map((id) => {
          const [body = '', place = ''] = id.split('-');
          return { id, role: `${body}-${place}`, body, ...term };
        }),
      );
      await registry.putIssuers(
        ids.map((id) => ({
          iss: id,
          speaksFor: [id],
          jwks: { keys: [publicKey(keyOf(keys, id))] },
        })),
      );
    },
    sign: (caseNo, { act = 'submit', event, by }) =>
      signSubmission({
        caseNo,
        act,
        event,
        signers: by.map((id) => ({ key: keyOf(keys, id), iss: id, sub: id })),
        now: now(),
      }),
  };
}

function keyOf(keys: ReadonlyMap<string, PrivateKey>, id: string): PrivateKey {
  const key = keys.get(id);
  if (key === undefined) throw new Error(`${id} was not entered.`);
  return key;
}

async function makeKey(): Promise<PrivateKey> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  return { ...Exported.parse(jwk), kid: await calculateJwkThumbprint(jwk) };
}
