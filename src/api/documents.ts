/**
 * Documents of a case: the list, and each of them as HTML or PDF.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { htmlOf } from '../documents/html.ts';
import { documentsOf, entriesFor } from '../documents/list.ts';
import { DocumentError, pageOf, type DocumentPage } from '../documents/page.ts';
import type { CaseRow, ChainedEntry } from '../registry/types.ts';
import { unknownCase } from './after-end.ts';
import type { ApiDeps, ApiEnv, ApiRegistry } from './deps.ts';
import { partAfter, partOf } from './paging.ts';
import { Problem } from './problems.ts';
import { CASE_ROUTES as routes } from './routes.ts';

/** Nothing is loaded and nothing runs, whatever a document holds. */
export const HTML_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Adds the calls to the application. */
export function addDocumentRoutes(app: OpenAPIHono<ApiEnv>, { registry }: ApiDeps): void {
  app.openapi(routes.listDocuments, async (c) => {
    const { view } = await caseRow(registry, c.req.valid('param').no);
    const all = documentsOf(view).map((document, at) => ({ n: at + 1, ...document }));
    const { cursor, limit } = c.req.valid('query');
    const part = partAfter(cursor, limit);
    const { page: documents, ...next } = partOf(all.slice(part.after), part);
    return c.json({ documents, ...next }, 200);
  });
  app.openapi(routes.readDocument, async (c) => {
    const { no, file } = c.req.valid('param');
    const [n, form] = file.split('.');
    const page = await pageAt(registry, no, Number(n));
    if (form === 'html') return c.body(htmlOf(page), 200, HTML_HEADERS);
    // Heavy, and not needed until somebody asks.
    const { pdfOf } = await import('../documents/pdf.ts');
    const bytes = await pdfOf(page);
    return c.body(Uint8Array.from(bytes).buffer, 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="${no}-${n}.pdf"`,
    });
  });
}

async function pageAt(registry: ApiRegistry, no: string, n: number): Promise<DocumentPage> {
  const { view, opening } = await caseRow(registry, no);
  const document = documentsOf(view)[n - 1];
  if (document === undefined) {
    throw new Problem('DOCUMENT_UNKNOWN', `See GET /v1/cases/${no}/documents for those it has.`);
  }
  try {
    const entries = await wholeFile(registry, no);
    return pageOf({ view, document, opening, ...entriesFor(document, entries) });
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new Problem('DOCUMENT_INCOMPLETE', `${error.message}.`);
  }
}

async function caseRow(registry: ApiRegistry, no: string): Promise<CaseRow> {
  const row = await registry.case(no);
  if (row === undefined) throw unknownCase(no);
  return row;
}

/** All entries, read in parts. */
export async function wholeFile(
  registry: ApiRegistry,
  no: string,
): Promise<readonly ChainedEntry[]> {
  const entries: ChainedEntry[] = [];
  for (;;) {
    const part = await registry.file(no, entries.at(-1)?.seq ?? 0);
    if (part.length === 0) return entries;
    entries.push(...part);
  }
}
