/**
 * Headers that every answer has. Pages of other origins get none that would let them read: whoever
 * calls from a browser does so from the same origin (the reference page).
 */
import type { MiddlewareHandler } from 'hono';

const ALWAYS: readonly (readonly [string, string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Frame-Options', 'DENY'],
];

/** What holds unless the handler said otherwise. */
const UNLESS_SAID: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Cache-Control', 'no-store'],
];

/** Sets them on the way out, on problems too. */
export function secureHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of ALWAYS) c.res.headers.set(name, value);
    for (const [name, value] of UNLESS_SAID) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}
