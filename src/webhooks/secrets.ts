/**
 * Secrets at rest: each sealed under a data key of its own, which a master key wraps. They can be opened,
 * because the sender signs with them; nobody else is shown one after its first answer. The master key is
 * one for webhooks alone: a worker that signs cannot open what is known of persons.
 */
import { z } from 'zod';
import type { MasterKeys } from '../sealing/master-keys.ts';
import { open, seal } from '../sealing/seal.ts';
import type { SealContext } from '../sealing/seal.ts';

const Kept = z.object({ masterId: z.string(), wrapped: z.string(), sealed: z.string() });

/** Seals the secret of a subscription: text for the registry. */
export async function sealSecret(
  keys: MasterKeys,
  subscription: string,
  secret: string,
): Promise<string> {
  const context = contextOf(subscription);
  const { key, kept } = await keys.make(context);
  const sealed = seal(Buffer.from(secret), key, context);
  return textOf({ ...kept, sealed });
}

/** The secret again. @throws MasterKeyMissing, or Unreadable for another subscription's. */
export async function openSecret(
  keys: MasterKeys,
  subscription: string,
  text: string,
): Promise<string> {
  const context = contextOf(subscription);
  const { sealed, ...kept } = keptIn(text);
  return Buffer.from(open(sealed, await keys.unwrap(kept, context), context)).toString();
}

function contextOf(subscription: string): SealContext {
  return { owner: subscription, kind: 'webhook-secret', version: 1 };
}

interface KeptSecret {
  readonly masterId: string;
  readonly wrapped: Uint8Array;
  readonly sealed: Uint8Array;
}

function textOf({ masterId, wrapped, sealed }: KeptSecret): string {
  return JSON.stringify({ masterId, wrapped: base64(wrapped), sealed: base64(sealed) });
}

function keptIn(text: string): KeptSecret {
  const { masterId, wrapped, sealed } = Kept.parse(JSON.parse(text));
  const bytes = (part: string): Uint8Array => Buffer.from(part, 'base64url');
  return { masterId, wrapped: bytes(wrapped), sealed: bytes(sealed) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
