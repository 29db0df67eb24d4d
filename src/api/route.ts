/**
 * What the calls of the API are made of.
 */
import { z } from '@hono/zod-openapi';
import type { Power } from './powers.ts';
import { ProblemSchema } from './problems.ts';

/** An answer in JSON. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A page as HTML or PDF, as the ending of its address says. */
export function page(description: string) {
  const pdf = z.string().openapi({ format: 'binary' });
  const content = { 'text/html': { schema: z.string() }, 'application/pdf': { schema: pdf } };
  return { description, content };
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

/** The header of calls that are done once for each key, though they are sent twice. */
export const OnceHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^(?:"[!#-[\]-~]{1,255}"|[!#-[\]-~]{1,255})$/)
    .optional()
    .describe(
      'A fresh key of the caller’s own; the same call again under it gets the first answer (kept for ' +
        'two days) and does nothing more.',
    )
    .openapi({ example: '8e03978e-40d5-43dd-bc93-6894a57f9324' }),
});

/** Marks a call whose answers have an `ETag` (`tags.ts`); `app.ts` sees to it. */
export const withTag = { 'x-tag': true } as const;

/** Marks a call that takes `OnceHeaders` (`idempotency.ts`); `app.ts` sees to it. */
export const once = { 'x-once': true } as const;

/** Marks a call that whoever signs may make, and whoever is signed in: the gateway signs for him. */
export const signedOrSignedIn: { security: Record<string, string[]>[] } = {
  security: [{}, { token: [] }],
};

/** The same as `once`, where an answer holds a secret: it is kept sealed. */
export const onceSealed = { 'x-once': 'sealed' } as const;

/** What such a call may answer besides. */
export const onceProblems = {
  409: problem('A call under this idempotency key is under way.'),
  422: problem('The idempotency key stands for a call with other content.'),
};

/** Marks a call that needs a power; `app.ts` sees to it. */
export function needs(power: Power): { security: Record<string, string[]>[]; 'x-power': Power } {
  return { security: [{ token: [] }], 'x-power': power };
}
