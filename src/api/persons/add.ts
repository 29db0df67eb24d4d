/**
 * All calls about persons.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { addBlockRoutes } from './blocks.ts';
import { addErasureRoutes } from './erasure.ts';
import { addFileRoutes } from './files.ts';

/** Adds the calls to the application. */
export function addPersonRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  addBlockRoutes(app, deps);
  addFileRoutes(app, deps);
  addErasureRoutes(app, deps);
}
