/** The list of cases: where they stand and for whom they wait, nothing of the person. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { CaseFilter } from '../registry/case-list.ts';
import { CASE_LIST_ROUTES as routes } from './case-list-routes.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { cursorAt, limitOf, pageOf, placeIn } from './paging.ts';
import { casesFor, refuseList } from './visibility.ts';

/** Adds the call to the application. */
export function addCaseListRoutes(app: OpenAPIHono<ApiEnv>, { registry }: ApiDeps): void {
  app.openapi(routes.listCases, async (c) => {
    refuseList(c.get('caller'));
    const {
      limit: asked,
      cursor,
      q: text,
      open,
      overdue,
      dueBefore,
      ...named
    } = c.req.valid('query');
    const now = new Date().toISOString();
    const limit = limitOf(asked);
    const [openedAt, caseNo] = placeIn(cursor, 2) ?? [];
    // Dates that are both before one and passed are before the earlier of the two.
    const before = [dueBefore, overdue && now].flatMap((one) => one ?? []).toSorted()[0];
    const filter = {
      ...named,
      ...casesFor(c.get('caller')),
      text,
      dueBefore: before,
      open: open === undefined ? undefined : open === 'true',
      after: openedAt !== undefined && caseNo !== undefined ? { openedAt, caseNo } : undefined,
    };
    const found = await registry.cases({ ...given(filter), limit: limit + 1 });
    const { page, next } = pageOf(found, limit, (last) => cursorAt(last.openedAt, last.caseNo));
    const cases = page.map((one) => ({
      ...one,
      awaits: [...one.awaits],
      overdue: one.due !== undefined && one.due < now,
    }));
    return c.json({ cases, ...(next !== undefined && { next }) }, 200);
  });
}

/** Without what was not asked for. */
function given(filter: {
  readonly [K in keyof CaseFilter]?: CaseFilter[K] | undefined;
}): Partial<CaseFilter> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
