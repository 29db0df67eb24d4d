/** Since when no workflow runs for an open case, as views and lists show it. */
import { z } from '@hono/zod-openapi';

/** Present where a sweep found it so. */
export const InterruptedSchema = z
  .object({
    since: z.string().describe('ISO 8601 instant.'),
    reason: z.string().describe('In words that hold nothing of the case.'),
  })
  .openapi('Interrupted');
