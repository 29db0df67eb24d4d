/**
 * Shapes of tasks, their lists and who has them.
 */
import { z } from '@hono/zod-openapi';
import { CASE_NO, DUTY_NO } from '../../../workflows/messages.ts';
import { Next, PageQuery } from '../paging.ts';
import { Task } from '../schemas.ts';

const Instant = z.string().describe('ISO 8601 instant.');
const CaseNo = z.union([z.string().regex(CASE_NO), z.string().regex(DUTY_NO)]);
const Roles = z.array(z.string());

const Barred = z.object({
  kind: z.enum(['officer', 'body']),
  name: z.string().describe('Id of the officer, or the body.'),
  code: z.enum(['FOUR_EYES_SAME_PERSON', 'FOUR_EYES_SAME_BODY']),
  says: z.string(),
});

const Second = z.object({
  roles: Roles,
  twoBodies: z.boolean().describe('The second officer belongs to another body than the first.'),
  sometimes: z.boolean().describe('Needed for some values of the event alone.'),
  barred: z.array(Barred).describe('Who may not be the second, and why.'),
});

const Bar = z
  .enum(['ROLE_NOT_ALLOWED', 'FOUR_EYES_SAME_PERSON', 'FOUR_EYES_SAME_BODY'])
  .optional()
  .describe('Why the officer who asks may not; absent where he may.');

/** What may be decided, by whom. */
const DecisionSchema = z
  .object({
    type: z.string().describe('Event type.'),
    roles: Roles.describe('Who may enter it.'),
    barred: z.array(Barred).describe('Who may neither enter it nor second, and why.'),
    second: Second.optional().describe('Absent where one officer is enough.'),
    refused: z
      .string()
      .optional()
      .describe('With this code the case refuses it now, whoever sends it and whatever it says.'),
    drafts: z.array(
      z.object({
        id: z.string(),
        by: z.string().describe('Officer who proposed.'),
        since: Instant,
        second: Second,
        you: z.object({ second: Bar }).optional(),
      }),
    ),
    you: z
      .object({ first: Bar, second: Bar })
      .optional()
      .describe('What the officer who asks may do in his own name; absent for other callers.'),
    youFor: z
      .array(z.object({ absentee: z.string(), first: Bar, second: Bar }))
      .optional()
      .describe('What he may do for each of those for whom he stands in here; absent: for nobody.'),
  })
  .openapi('Decision');

export const ClaimSchema = z
  .object({
    holder: z.string().describe('Officer who has the task in his hands.'),
    since: Instant,
    until: Instant.describe('From then on the claim is none any more.'),
  })
  .openapi('Claim');

/** A task as a list shows it. */
export const ListedTaskSchema = Task.extend({
  caseNo: z.string(),
  procedure: z.string(),
  province: z.string().describe('`every` for a duty that names none.'),
  decisions: z.array(DecisionSchema).describe('What may be decided, and by whom.'),
  standsFor: z
    .array(z.string())
    .optional()
    .describe('Those in whose place the officer who asks sees it; absent where he does in his own.')
    .openapi({ example: ['EMB-HD-1'] }),
  draft: z
    .object({
      id: z.string(),
      by: z.string().describe('Officer who proposed.'),
      since: Instant,
    })
    .optional()
    .describe('A draft that waits for a second officer; no task, so nobody claims it.'),
  claim: ClaimSchema.optional().describe('Absent where nobody has it in his hands.'),
  closedAt: Instant.optional().describe('Present where it is not open any more.'),
  closeReason: z.string().optional().openapi({ example: 'case-moved-on' }),
}).openapi('Task');

export const TasksSchema = z
  .object({ tasks: z.array(ListedTaskSchema), next: Next })
  .openapi('Tasks');

export const TasksQuery = z.object({
  ...PageQuery,
  role: z.string().min(1).max(50).optional().openapi({ example: 'EMB-HD' }),
  body: z.string().min(1).max(50).optional().describe('Of a role.').openapi({ example: 'EMB' }),
  province: z.string().min(1).max(50).optional().openapi({ example: 'Jilin' }),
  case: CaseNo.optional().openapi({ example: 'OUT-01.1' }),
  procedure: z.string().min(1).max(50).optional().openapi({ example: 'outbound' }),
  dueBefore: z.iso
    .datetime()
    .optional()
    .describe('ISO instant, UTC: only those due before it.')
    .openapi({ example: '2030-01-01T00:00:00.000Z', pattern: 'Z$' }),
  overdue: z.enum(['true', 'false']).optional().describe('`true`: only those whose date passed.'),
  claimed: z
    .string()
    .min(1)
    .max(50)
    .optional()
    .describe('In whose hands: an officer’s id, `me` or `nobody`.')
    .openapi({ example: 'nobody' }),
  mine: z
    .enum(['true', 'false'])
    .optional()
    .describe(
      '`true`: of the role and the province of the officer who asks and of those for whom he stands in, ' +
        'and the drafts that he may countersign; pages may hold fewer then, while there is a `next`.',
    ),
  closed: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true`: those of `case` that are not open any more, the latest first.'),
});

export const TaskParams = z.object({
  case: CaseNo.describe('Number of the case or, with `%2F`, of the duty.').openapi({
    example: 'OUT-01.1',
  }),
  id: z.string().min(1).max(200).describe('Id of the task in its case.'),
});

const Reasons = z
  .string()
  .min(10)
  .max(2_000)
  .optional()
  .describe('Why; needed of the head of the office.');

export const ReleaseSchema = z.object({ reasons: Reasons }).openapi('Release');

export const HandOverSchema = z
  .object({ to: z.string().min(1).max(50).describe('Officer id.'), reasons: Reasons })
  .openapi('HandOver');

/** All that was said of whose hands a task is in. */
export const ClaimsSchema = z
  .object({
    claims: z.array(
      z.object({
        n: z.number().int(),
        act: z.enum(['claim', 'release', 'hand-over']),
        by: z.string(),
        holder: z.string().optional().describe('Absent: from then on in nobody’s hands.'),
        at: Instant,
        reasons: z.string().optional(),
      }),
    ),
  })
  .openapi('Claims');
