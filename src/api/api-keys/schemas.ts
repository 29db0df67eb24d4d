/**
 * API keys as requests and answers.
 */
import { z } from '@hono/zod-openapi';
import { Next, PageQuery } from '../paging.ts';
import { KEY_POWERS } from '../powers.ts';
import type { Power } from '../powers.ts';

const Instant = z.string().describe('ISO 8601 instant.');

const Days = z.coerce.number().int().min(1).max(366);

/** What a new key is to be. */
export const KeyWishSchema = z
  .object({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,49}$/)
      .describe('Which service it is for.')
      .openapi({ example: 'approval-tool' }),
    powers: z
      .array(z.enum(KEY_POWERS as [Power, ...Power[]]))
      .min(1)
      .max(KEY_POWERS.length)
      .describe('What it lets the service do.')
      .openapi({ example: ['cases.read', 'tasks.read'] }),
    days: z.int().min(1).max(366).default(90).describe('So long it is good.'),
  })
  .openapi('ApiKeyWish');

export const KeysQuery = z.object(PageQuery);

/** A key, without its secret. */
export const KeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    powers: z.array(z.string()),
    createdAt: Instant,
    createdBy: z.string().describe('An officer, or `operator`.'),
    expiresAt: Instant,
    earlierUntil: Instant.optional().describe('Until then the secret before the rotation is good.'),
    revokedAt: Instant.optional(),
    lastUsedAt: Instant.optional().describe('To the minute.'),
  })
  .openapi('ApiKey');

/** With what the service sends; shown this once. */
export const NewKeySchema = KeySchema.extend({
  key: z.string().describe('Sent as `Authorization: Bearer …`. Shown this once.'),
}).openapi('NewApiKey');

export const KeysSchema = z.object({ apiKeys: z.array(KeySchema), next: Next }).openapi('ApiKeys');

export const KeyParams = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .openapi({ example: 'abcdefghijkm' }),
});

export const KeyRotationQuery = z.object({
  overlapHours: z.coerce
    .number()
    .int()
    .min(0)
    .max(168)
    .default(24)
    .describe('So long the earlier secret is good as well.'),
  days: Days.default(90).describe('So long the key is good from now on.'),
});
