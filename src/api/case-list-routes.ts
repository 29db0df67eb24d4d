/** The list of cases, and the search in it. */
import { createRoute, z } from '@hono/zod-openapi';
import { Next, PageQuery } from './paging.ts';
import { InterruptedSchema } from './interrupted-schema.ts';
import { P, json, needs } from './route.ts';

const Instant = z.string().describe('ISO 8601 instant.');
const AskedInstant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)?$/)
  .optional();
const Word = z
  .string()
  .regex(/^[\w.-]{1,64}$/)
  .optional();

const ListedCaseSchema = z
  .object({
    caseNo: z.string().openapi({ example: 'OUT-01.1' }),
    procedure: z.string(),
    province: z.string().describe('Liaoning, Jilin, Heilongjiang or other.'),
    state: z.string().describe('Displayed state.'),
    open: z.boolean(),
    halted: z.boolean(),
    interrupted: InterruptedSchema.optional().describe(
      'Present where no workflow runs for it: it waits for nobody until it is resumed.',
    ),
    openedAt: Instant,
    seq: z.number().int(),
    awaits: z.array(z.string()).describe('Roles and bodies that it waits for.'),
    since: Instant.optional().describe('Since when the first of them.'),
    due: Instant.optional().describe('The first date that is due.'),
    overdue: z.boolean(),
  })
  .openapi('ListedCase');

/** The call. */
export const CASE_LIST_ROUTES = {
  listCases: createRoute({
    method: 'get',
    path: '/v1/cases',
    summary: 'Cases, newest first, by where they stand and for whom they wait',
    ...needs('cases.read'),
    request: {
      query: z.object({
        state: Word.describe('Displayed state, or all below it: `outcome`.').openapi({
          example: 'outcome',
        }),
        procedure: Word.openapi({ example: 'outbound' }),
        province: Word.openapi({ example: 'Jilin' }),
        awaits: Word.describe('A role, or a body with all its roles.').openapi({ example: 'EMB' }),
        since: AskedInstant.describe('Only those that have waited since then or longer.'),
        dueBefore: AskedInstant.describe('Only those with a date before it.'),
        overdue: z.enum(['true']).optional().describe('Only those whose date has passed.'),
        open: z.enum(['true', 'false']).optional(),
        q: Word.describe('A part of the case number.').openapi({ example: 'OUT' }),
        ...PageQuery,
      }),
    },
    responses: {
      200: json(z.object({ cases: z.array(ListedCaseSchema), next: Next }), 'A page.'),
      400: P[400],
      401: P[401],
      403: P[403],
    },
  }),
};
