/**
 * Who calls? By the bearer token alone: the token of whoever runs the service, an API key, or a token
 * of the OpenID Connect issuer.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Registers } from '../../activities/ports.ts';
import type { Identify } from '../api/deps.ts';
import { absencesOf, absenteesOf } from '../officers/absences.ts';
import { isInTerm } from '../officers/terms.ts';
import type { ApiKeyStore } from '../registry/api-keys.ts';
import { isApiKey, readKey, serviceOf } from './api-keys.ts';
import type { ProveToken } from './oidc.ts';

/** Characters of a token: headers are bounded anyway, and nothing longer is worth a look. */
const MAX_CHARS = 8_192;

/** What sign-in needs. */
export interface SignIn {
  /** Token of whoever runs the service. */
  readonly token: string;
  /** Proves tokens of the issuer; absent: officers cannot sign in. */
  readonly proveToken?: ProveToken;
  readonly registry: Pick<Registers, 'named'> & Pick<ApiKeyStore, 'apiKey' | 'usedApiKey'>;
  readonly now: () => Date;
}

/** Tells who calls. Registers are asked each time: whose term is over is out at once. */
export function createIdentify(deps: SignIn): Identify {
  const expected = sha256(deps.token);
  return async (bearer) => {
    if (bearer.length > MAX_CHARS) return fault(`the token is longer than ${MAX_CHARS} characters`);
    // Hashes have one length: comparing them tells nothing about the token's.
    if (timingSafeEqual(sha256(bearer), expected)) return { kind: 'operator' };
    if (isApiKey(bearer)) return byApiKey(deps, bearer);
    if (bearer.split('.').length === 3) return byToken(deps, bearer);
    return fault('the token is unknown');
  };
}

async function byApiKey({ registry, now }: SignIn, bearer: string): ReturnType<Identify> {
  const read = readKey(bearer);
  if (read === undefined) return fault('the API key is not whole');
  const at = now().toISOString();
  const caller = serviceOf(await registry.apiKey(read.id), read.secret, at);
  if (typeof caller === 'string') return fault(caller);
  await registry.usedApiKey(read.id, at);
  return caller;
}

async function byToken({ proveToken, registry, now }: SignIn, token: string): ReturnType<Identify> {
  if (proveToken === undefined) {
    return fault('officers cannot sign in here: CROSSING_OIDC_ISSUER names no issuer');
  }
  const at = now();
  const proven = await proveToken(token, at);
  if ('fault' in proven) return fault(proven.fault);
  const { officer: id } = proven;
  const { officers, substitutions } = await registry.named({ officers: [id], issuers: [] });
  const term = officers.find((officer) => officer.id === id);
  if (term === undefined) return fault(`the register has no officer ${id}`);
  if (!isInTerm(term, at.toISOString())) return fault(`the officer ${id} is out of term`);
  const { role, body, province } = term;
  const known = { officers, substitutions, at: at.toISOString() };
  const actsFor = absenteesOf(id, known);
  const standsIn = absencesOf(term, known);
  return {
    kind: 'officer',
    officer: { id, role, body, ...(actsFor.length > 0 && { actsFor }) },
    ...(province !== undefined && { province }),
    ...(standsIn.length > 0 && { standsIn }),
  };
}

function fault(words: string): { readonly kind: 'nobody'; readonly fault: string } {
  return { kind: 'nobody', fault: words };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
