/**
 * What the calls of the API are made of.
 */
import type { z } from '@hono/zod-openapi';
import type { Power } from './powers.ts';
import { ProblemSchema } from './problems.ts';

/** An answer in JSON. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A body in JSON. */
export function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** An answer as problem details. */
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
});

/** The problems that many calls answer. */
export const P = {
  400: problem('Not as this call expects it; nothing reached a case.'),
  401: problem('Nobody is signed in.'),
  403: problem('The caller does not hold the power for it.'),
  404: problem('Unknown.'),
  413: problem('Larger than 64 KiB.'),
  503: problem('Temporal or the registry is away; the same request may be sent again.'),
};

/** Marks a call that needs a power; `app.ts` sees to it. */
export function needs(power: Power): { security: Record<string, string[]>[]; 'x-power': Power } {
  return { security: [{ token: [] }], 'x-power': power };
}
