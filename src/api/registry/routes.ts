/**
 * The call that checks the registry against the workflows, a page of cases at a time.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { DIFFERENCES } from '../../cases/check-file.ts';
import type { Difference } from '../../cases/check-file.ts';
import { P, json, needs } from '../route.ts';

const Code = z.enum(Object.keys(DIFFERENCES) as [Difference['code'], ...Difference['code'][]]);

/** Differences of a page of cases. */
export const CheckSchema = z
  .object({
    checked: z.number().int().describe('Cases and duties of this page.'),
    differences: z.array(
      z.object({ caseNo: z.string(), code: Code, says: z.string().describe('In words.') }),
    ),
    next: z.string().optional().describe('`after` of the next page; absent at the end.'),
  })
  .openapi('RegistryCheck');

/** Numbers of the server's pages are its own. */
const ServerPage = z
  .string()
  .regex(/^[\w-]{1,4000}$/)
  .optional()
  .describe('`next` of the page before.');

/** The calls. */
export const REGISTRY_ROUTES = {
  check: createRoute({
    method: 'get',
    path: '/v1/registry/check',
    summary: 'Files, rows and workflows compared, case by case; nothing is changed',
    ...needs('registry.check'),
    request: {
      query: z.object({
        after: z.string().max(130).optional().describe('Number of the last case before the page.'),
        limit: z.coerce.number().int().min(1).max(100).optional().describe('Default 20.'),
      }),
    },
    responses: {
      200: json(CheckSchema, 'By number.'),
      400: P[400],
      401: P[401],
      403: P[403],
      503: P[503],
    },
  }),
  checkWorkflows: createRoute({
    method: 'get',
    path: '/v1/registry/check/workflows',
    summary: 'Workflows of the Temporal server that recorded, and have no case in the registry',
    ...needs('registry.check'),
    request: {
      query: z.object({
        after: ServerPage,
        limit: z.coerce.number().int().min(1).max(100).optional().describe('Default 20.'),
      }),
    },
    responses: {
      200: json(
        CheckSchema,
        'Newest runs first; `checked` counts runs, and a case may have several.',
      ),
      400: P[400],
      401: P[401],
      403: P[403],
      503: P[503],
    },
  }),
};
