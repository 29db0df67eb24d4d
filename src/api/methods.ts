/**
 * An address that there is, called by a method that it has not: 405, with those it has.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './deps.ts';
import { problemResponse } from './problems.ts';

/** Adds an answer for all other methods of every address that was added before. */
export function refuseOtherMethods(app: OpenAPIHono<ApiEnv>): void {
  const allowed = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    // Middleware stands under ALL.
    if (method === 'ALL') continue;
    const methods = allowed.get(path) ?? new Set();
    allowed.set(path, methods.add(method));
    if (method === 'GET') methods.add('HEAD');
  }
  for (const [path, methods] of allowed) {
    const list = [...methods].toSorted().join(', ');
    app.all(path, (c) => {
      c.header('Allow', list);
      return problemResponse(c, 'METHOD_NOT_ALLOWED', `This address takes ${list}.`);
    });
  }
}
