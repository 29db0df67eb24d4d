/**
 * The call that lets a case go on from its file, as a plain value.
 */
import { createRoute } from '@hono/zod-openapi';
import { P, body, json, problem } from './route.ts';
import {
  CaseParams,
  DutyParams,
  OutcomeSchema,
  PendingSchema,
  SubmissionSchema,
} from './schemas.ts';

/** It needs no power: what it takes is signed by two officers. */
export const RESUME_ROUTES = {
  case: resumeRoute('/v1/cases/{no}', CaseParams, 'case'),
  duty: resumeRoute('/v1/duties/{kind}/{no}', DutyParams, 'duty'),
};

function resumeRoute<P extends typeof CaseParams>(path: string, params: P, name: string) {
  return createRoute({
    method: 'post',
    path: `${path}/resume`,
    summary:
      `Let a ${name} whose workflow was ended, reset or halted go on from its file: \`case.resumed\`, ` +
      'signed by two officers, names the place and hash of the last entry',
    request: { params, body: body(SubmissionSchema) },
    responses: {
      200: json(OutcomeSchema, `The outcome: the ${name} goes on.`),
      202: json(PendingSchema, 'The wait ran out; the outcome comes at `Location`.'),
      400: P[400],
      403: problem('Not signed by those who have to.'),
      404: P[404],
      409: problem('It runs, has its outcome, or its file does not come out as it stands.'),
      413: P[413],
      503: P[503],
    },
  });
}
