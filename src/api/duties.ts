/**
 * Duties of the service: calls that open one, and that list them. All else is as for a case.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Opening } from '../../machines/kernel/types.ts';
import { addReadRoutes, opened } from './cases.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { addLetterRoutes } from './letters.ts';
import { addMessageRoutes } from './messages.ts';
import { ROWS_BEFORE, cursorAt, limitOf, pageOf, placeIn } from './paging.ts';
import { DUTY_ROUTES as routes, LETTER_ROUTES, MESSAGE_ROUTES, READ_ROUTES } from './routes.ts';
import { dutiesFor } from './visibility.ts';

/** Adds the calls to the application. */
export function addDutyRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(routes.openDuty, async (c) => {
    const { kind } = c.req.valid('param');
    const { no, ...given } = c.req.valid('json');
    const opening = { subjectRef: `duty/${kind}`, facts: {}, ...given };
    const number = { caseNo: `${kind}/${no}`, procedure: kind };
    return c.json(await opened(c, deps, { ...opening, ...number } as Opening), 201);
  });
  app.openapi(routes.listDuties, async (c) => {
    const { kind, open, cursor, limit: asked } = c.req.valid('query');
    const limit = limitOf(asked, ROWS_BEFORE);
    const [openedAt, caseNo] = placeIn(cursor, 2) ?? [];
    const found = await deps.registry.duties({
      limit: limit + 1,
      ...dutiesFor(c.get('caller')),
      ...(openedAt !== undefined && caseNo !== undefined && { after: { openedAt, caseNo } }),
      ...(kind === undefined ? {} : { kind }),
      ...(open === undefined ? {} : { open: open === 'true' }),
    });
    const { page, next } = pageOf(found, limit, (last) => cursorAt(last.openedAt, last.caseNo));
    return c.json({ duties: page, ...(next !== undefined && { next }) }, 200);
  });
  addReadRoutes(app, deps, READ_ROUTES.duty);
  addMessageRoutes(app, deps, MESSAGE_ROUTES.duty);
  addLetterRoutes(app, deps, LETTER_ROUTES.duty);
}
