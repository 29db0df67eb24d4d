/**
 * Who may call: whoever holds the token that start printed. Decisions need no token; they are signed.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Problem } from './problems.ts';

/** Lets a request through that carries `Authorization: Bearer <token>`; else 401. */
export function withToken(token: string): MiddlewareHandler {
  const expected = sha256(token);
  return async (c, next) => {
    const given = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? '';
    // Hashes have one length: comparing them tells nothing about the token's.
    if (!timingSafeEqual(sha256(given), expected)) {
      throw new Problem(
        'NOT_SIGNED_IN',
        'Send the token that start printed as `Authorization: Bearer …`; it lies in the file `token` of the data folder.',
      );
    }
    await next();
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
