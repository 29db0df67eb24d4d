/** Bodies that a call cannot do without. */
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './deps.ts';
import { Problem } from './problems.ts';
import type { ProblemCode } from './problems.ts';

/**
 * Refuses a call without its body: what is not sent at all would be taken for an object without fields.
 * @throws Problem of this code.
 */
export function withBody(code: ProblemCode): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (c.req.header('Content-Type') === undefined && (await c.req.text()) === '') {
      throw new Problem(code, 'The body is missing: send application/json.');
    }
    await next();
  };
}
