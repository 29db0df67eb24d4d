/** The list of letters of all cases: on whom they wait. */
import { createRoute, z } from '@hono/zod-openapi';
import { Next, PageQuery } from './paging.ts';
import { P, json, needs } from './route.ts';

const Instant = z.string().describe('ISO 8601 instant.');

const ListedLetterSchema = z
  .object({
    caseNo: z.string(),
    key: z.string(),
    kind: z.string().openapi({ example: 'M2' }),
    says: z.string(),
    to: z.string().describe('On whom it waits.'),
    correlationId: z.string(),
    procedure: z.string(),
    province: z.string().optional(),
    channel: z.string().optional().describe('Absent where nobody serves the body.'),
    waiting: z.boolean().describe('An answer, or an acknowledgement, is owed.'),
    since: Instant.describe('When it was written.'),
    lastSent: Instant.optional().describe('The latest sending that arrived.'),
    sent: z.number().int().describe('How often, the first time included.'),
    reminders: z.number().int(),
    due: Instant.optional(),
    overdue: z.boolean(),
    held: z
      .boolean()
      .describe('It has not left, and a claim for protection holds it back until it is decided.'),
  })
  .openapi('ListedLetter');

/** The call. */
export const WAITING_ROUTES = {
  listAllLetters: createRoute({
    method: 'get',
    path: '/v1/letters',
    summary: 'Letters of all cases, with on whom they wait, since when, and reminders sent',
    ...needs('letters.read'),
    request: {
      query: z.object({
        waiting: z.enum(['true', 'false']).optional().describe('`true`: only those that wait.'),
        body: z.string().max(50).optional().openapi({ example: 'counterpart' }),
        province: z.string().max(50).optional().openapi({ example: 'Jilin' }),
        procedure: z.string().max(50).optional().openapi({ example: 'outbound' }),
        overdue: z.enum(['true', 'false']).optional().describe('`true`: only those overdue.'),
        ...PageQuery,
      }),
    },
    responses: {
      200: json(z.object({ letters: z.array(ListedLetterSchema), next: Next }), 'Oldest first.'),
      400: P[400],
      401: P[401],
      403: P[403],
    },
  }),
};
