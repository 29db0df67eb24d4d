/** The monthly figures, and the report that is printed of them. */
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Report } from '../../activities/contract.ts';
import { reportPageOf } from '../documents/report.ts';
import { reportHtmlOf, reportPdfOf } from '../documents/report-forms.ts';
import type { ApiDeps, ApiEnv, ApiRegistry } from './deps.ts';
import { HTML_HEADERS } from './documents.ts';
import { FIGURE_ROUTES as routes, type FiguresSchema } from './figure-routes.ts';
import { Problem } from './problems.ts';

/** Adds the calls to the application. */
export function addFigureRoutes(app: OpenAPIHono<ApiEnv>, { registry }: ApiDeps): void {
  app.openapi(routes.readFigures, async (c) => {
    const report = await reportOf(registry, c.req.valid('query').month);
    return c.json(report as unknown as z.infer<typeof FiguresSchema>, 200);
  });
  app.openapi(routes.readReport, async (c) => {
    const [month = '', form] = c.req.valid('param').file.split('.');
    const page = reportPageOf(await reportOf(registry, month));
    if (form === 'html') return c.body(reportHtmlOf(page), 200, HTML_HEADERS);
    const bytes = await reportPdfOf(page);
    return c.body(Uint8Array.from(bytes).buffer, 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="report-${month}.pdf"`,
    });
  });
}

async function reportOf(registry: ApiRegistry, month?: string): Promise<Report> {
  const report = await registry.report(month);
  if (report !== undefined) return report;
  throw new Problem(
    'FIGURES_UNKNOWN',
    'It is made in the month after; an operator may trigger the schedule `crossing-report` of Temporal.',
  );
}
