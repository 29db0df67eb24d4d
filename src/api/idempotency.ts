/**
 * `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header): a call that comes again under its
 * key, because its answer was lost, gets that answer and does nothing a second time. For calls that
 * open or create something; events have an id of their own. Answers that hold a secret are not for it:
 * they are kept as they went out.
 */
import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { KeyedCall } from '../registry/kept-answers.ts';
import { nameOf } from './access.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { Problem } from './problems.ts';

/** Says that an answer is one that was kept. */
const REPLAYED = 'Idempotency-Replayed';

/** Headers that are a part of the answer. */
const KEPT_HEADERS = ['Content-Type', 'Location', 'ETag'] as const;

/** Lets a call through once for each key; without the header, always. */
export function idempotent({ registry }: Pick<ApiDeps, 'registry'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const given = c.req.header('Idempotency-Key');
    if (given === undefined) return next();
    const call = { caller: nameOf(c.get('caller')), key: keyIn(given) };
    const begun = await registry.beginCall({ ...call, digest: digestOf(c, await c.req.text()) });
    switch (begun.is) {
      case 'other':
        throw new Problem(
          'IDEMPOTENCY_KEY_REUSED',
          'Send this under a fresh key; the one you named stands for another call for two days.',
        );
      case 'wait':
        throw new Problem('IDEMPOTENCY_KEY_BUSY', 'Send the same call again in a moment.');
      case 'kept':
        return new Response(begun.body, {
          status: begun.status,
          headers: { ...begun.headers, [REPLAYED]: 'true' },
        });
      case 'begin':
      case 'again':
        c.set('again', begun.is === 'again');
        await next();
        await settle(registry, call, c.res);
    }
    return undefined;
  };
}

async function settle(
  registry: ApiDeps['registry'],
  call: KeyedCall,
  answer: Response,
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
  const body = await answer.clone().text();
  return registry.keepAnswer(call, { status: answer.status, headers, body });
}

/** The key, with the quotation marks of the draft or without. */
function keyIn(given: string): string {
  const key = /^"([^"\\]*)"$/.exec(given)?.[1] ?? given;
  if (/^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem('MALFORMED', 'Idempotency-Key: 1 to 255 letters, digits and signs of ASCII.');
}

function digestOf({ req }: Context, body: string): string {
  const { pathname, search } = new URL(req.url);
  return createHash('sha256')
    .update(JSON.stringify([req.method, pathname, search, body]))
    .digest('base64url');
}
