/**
 * Shapes of what is said of versions, and of a move to another policy.
 */
import { z } from '@hono/zod-openapi';
import { CaseParams, Instant, Text } from './schemas.ts';

/**
 * Versions that files name. A chart can leave the code once no open case is under it; a policy only once
 * no file names it: documents of closed cases and replays of moved ones still read it.
 */
export const VersionsSchema = z
  .object({
    versions: z.array(
      z.object({
        procedure: z.string(),
        chartVersion: z.string(),
        policyVersion: z.string(),
        cases: z.number().int().describe('Open cases: without one, the chart can leave the code.'),
        files: z
          .number()
          .int()
          .describe(
            'Files that name it, of closed and moved cases too: as long as there is one in any row, the policy stays.',
          ),
      }),
    ),
  })
  .openapi('Versions');

export const PolicyMoveParams = CaseParams.extend({
  version: Text.openapi({ example: '1957-12-17.2' }),
});

/** The dry run of a move to another policy. */
export const PolicyMoveSchema = z
  .object({
    from: z.string().describe('Policy version of the case.'),
    to: z.string(),
    possible: z.boolean(),
    code: z.string().optional().describe('What the event would be refused with.'),
    message: z.string().optional().describe('Why it is impossible.'),
    changes: z
      .array(
        z.object({
          of: z.enum(['task', 'exchange', 'timer']),
          id: z.string(),
          from: Instant.optional().describe('Absent where no time ran.'),
          to: Instant.optional().describe('Absent where no time would run.'),
        }),
      )
      .describe('Dates that would be others.'),
  })
  .openapi('PolicyMove');
