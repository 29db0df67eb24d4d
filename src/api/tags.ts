/**
 * `ETag` on what is read again and again: who has the present form already (`If-None-Match`) is told so,
 * and gets nothing (304). The tag is a digest of the answer: whatever changes it, changes the tag.
 */
import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import type { ApiEnv } from './deps.ts';

/** At once: the framework's own digest goes by way of another thread, and back. */
function digest(body: Uint8Array): ArrayBuffer {
  return new Uint8Array(createHash('sha1').update(body).digest()).buffer;
}

/** Tags answers. A cache of the caller’s own may keep them, and asks each time. */
export function tagged(): MiddlewareHandler<ApiEnv> {
  const tag = etag({ generateDigest: (body) => digest(body) });
  return async (c, next) => {
    await tag(c, next);
    if (c.res.headers.has('ETag')) c.res.headers.set('Cache-Control', 'private, no-cache');
  };
}
