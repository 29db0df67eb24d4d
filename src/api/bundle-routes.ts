/** The signed bundle of a case, or of a duty. */
import { createRoute, z } from '@hono/zod-openapi';
import { P, needs } from './route.ts';
import { CaseParams, DutyParams } from './schemas.ts';

function bundleRoute(path: '/v1/cases/{no}' | '/v1/duties/{kind}/{no}', params: z.ZodObject) {
  return createRoute({
    method: 'get',
    path: `${path}/bundle`,
    summary: 'The whole file as one signed archive, which `verify` checks without the service',
    ...needs('cases.export'),
    request: { params },
    responses: {
      200: {
        description:
          'A tar: signed manifest, key, case file, documents as pages, letters, rejected messages, log of readings.',
        content: { 'application/x-tar': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      401: P[401],
      403: P[403],
      404: P[404],
    },
  });
}

/** Both calls. */
export const BUNDLE_ROUTES = {
  case: bundleRoute('/v1/cases/{no}', CaseParams),
  duty: bundleRoute('/v1/duties/{kind}/{no}', DutyParams),
};
