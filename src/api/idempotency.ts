/**
 * `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header): a call that comes again under its
 * key, because its answer was lost, gets that answer and does nothing a second time. For calls that
 * open or create something; events have an id of their own. An answer is kept as it went out; one that
 * holds a secret is kept sealed.
 */
import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { KeyedCall } from '../registry/kept-answers.ts';
import { nameOf } from './access.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { openSecret, sealSecret } from '../webhooks/secrets.ts';
import { Problem } from './problems.ts';

/** Says that an answer is one that was kept. */
const REPLAYED = 'Idempotency-Replayed';

/** Headers that are a part of the answer. */
const KEPT_HEADERS = ['Content-Type', 'Location', 'ETag'] as const;

/** How answers are kept: as they are, or sealed. */
type Keep = true | 'sealed';

/** Lets a call through once for each key; without the header, always. */
export function idempotent(
  { registry, webhooks }: Pick<ApiDeps, 'registry' | 'webhooks'>,
  keep: Keep,
): MiddlewareHandler<ApiEnv> {
  const kept = keep === 'sealed' ? sealedBy(webhooks) : PLAIN;
  return async (c, next) => {
    const given = c.req.header('Idempotency-Key');
    if (given === undefined) return next();
    const call = { caller: nameOf(c.get('caller')), key: keyIn(given) };
    const begun = await registry.beginCall({
      ...call,
      digest: digestOf(c, await c.req.arrayBuffer()),
    });
    switch (begun.is) {
      case 'other':
        throw new Problem(
          'IDEMPOTENCY_KEY_REUSED',
          'Send this under a fresh key; the one you named stands for another call for two days.',
        );
      case 'wait':
        throw new Problem('IDEMPOTENCY_KEY_BUSY', 'Send the same call again in a moment.');
      case 'kept':
        return new Response(await kept.open(call, begun.body), {
          status: begun.status,
          headers: { ...begun.headers, [REPLAYED]: 'true' },
        });
      case 'begin':
      case 'again':
        c.set('again', begun.is === 'again');
        c.set('callId', idOf(call));
        await next();
        await settle(registry, call, c.res, kept);
    }
    return undefined;
  };
}

async function settle(
  registry: ApiDeps['registry'],
  call: KeyedCall,
  answer: Response,
  kept: Kept,
): Promise<void> {
  // Whether it was done is not known; who takes it up again will look.
  if (answer.status >= 500) return registry.freeCall(call);
  if (!answer.ok) return registry.forgetCall(call);
  const headers = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const body = await kept.seal(call, await answer.clone().text());
  return registry.keepAnswer(call, { status: answer.status, headers, body });
}

/** The key, with the quotation marks of the draft or without. */
function keyIn(given: string): string {
  const key = /^"([^"\\]*)"$/.exec(given)?.[1] ?? given;
  if (/^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem('MALFORMED', 'Idempotency-Key: 1 to 255 letters, digits and signs of ASCII.');
}

/** The body as bytes: a file is not read as text. */
function digestOf({ req }: Context, body: ArrayBuffer): string {
  const { pathname, search } = new URL(req.url);
  // What a file is said to be is judged before the answer, and a part of the call.
  const said = req.header('Content-Digest');
  return createHash('sha256')
    .update(JSON.stringify([req.method, pathname, search, ...(said === undefined ? [] : [said])]))
    .update(new Uint8Array(body))
    .digest('base64url');
}

/** A name for the call, always the same one, that tells nothing of its key. */
function idOf({ caller, key }: KeyedCall): string {
  return createHash('sha256')
    .update(JSON.stringify([caller, key]))
    .digest('hex');
}

interface Kept {
  seal(call: KeyedCall, body: string): Promise<string>;
  open(call: KeyedCall, kept: string): Promise<string>;
}

const PLAIN: Kept = {
  seal: async (_, body) => body,
  open: async (_, kept) => kept,
};

/** Under the keys of the secrets that these answers hold. */
function sealedBy({ keys }: ApiDeps['webhooks']): Kept {
  const owner = (call: KeyedCall): string => `answer/${idOf(call)}`;
  return {
    seal: (call, body) => sealSecret(keys, owner(call), body),
    async open(call, kept) {
      try {
        return await openSecret(keys, owner(call), kept);
      } catch {
        throw new Problem(
          'KEY_AWAY',
          'The kept answer cannot be opened any more; rotate the secret under a fresh key.',
        );
      }
    },
  };
}
