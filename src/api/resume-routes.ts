/**
 * The call that lets a case go on from its file, as a plain value.
 */
import { createRoute } from '@hono/zod-openapi';
import { P, body, json, problem } from './route.ts';
import { CaseParams, OutcomeSchema, PendingSchema, SubmissionSchema } from './schemas.ts';

/** It needs no power: what it takes is signed by two officers. */
export const RESUME_ROUTES = {
  resume: createRoute({
    method: 'post',
    path: '/v1/cases/{no}/resume',
    summary:
      'Let a case whose workflow was ended, reset or halted go on from its file: `case.resumed`, ' +
      'signed by two officers, names the place and hash of the last entry',
    request: { params: CaseParams, body: body(SubmissionSchema) },
    responses: {
      200: json(OutcomeSchema, 'The outcome: the case goes on.'),
      202: json(PendingSchema, 'The wait ran out; the outcome comes at `Location`.'),
      400: P[400],
      403: problem('Not signed by those who have to.'),
      404: P[404],
      409: problem('It runs, has its outcome, or its file does not come out as it stands.'),
      413: P[413],
      503: P[503],
    },
  }),
};
