/**
 * Who may call: whoever proves who he is, and holds the power that the call needs. Decisions need no
 * power; they are signed.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { POWERS, holds } from './powers.ts';
import type { Caller, Power } from './powers.ts';
import { Problem } from './problems.ts';

/** Lets a request through whose caller holds the power, and leaves the caller for the handlers. */
export function needing(power: Power, deps: Pick<ApiDeps, 'token'>): MiddlewareHandler<ApiEnv> {
  const expected = sha256(deps.token);
  return async (c, next) => {
    const given = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? '';
    const caller = callerOf(given, expected);
    if (caller === undefined) {
      throw new Problem(
        'NOT_SIGNED_IN',
        'Send the token that start printed as `Authorization: Bearer …`; it lies in the file `token` of the data folder.',
      );
    }
    if (!holds(caller, power)) {
      throw new Problem('NOT_PERMITTED', `This needs the power ${power}: ${POWERS[power].says}.`);
    }
    c.set('caller', caller);
    await next();
  };
}

function callerOf(given: string, expected: Buffer): Caller | undefined {
  // Hashes have one length: comparing them tells nothing about the token's.
  return timingSafeEqual(sha256(given), expected) ? { kind: 'operator' } : undefined;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
