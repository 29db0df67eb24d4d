/** The signed bundle of a case, or of a duty: everything that stands, read at one moment. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { htmlOf } from '../documents/html.ts';
import { documentsOf, entriesFor } from '../documents/list.ts';
import { DocumentError, pageOf } from '../documents/page.ts';
import { makeBundle } from '../file/bundle.ts';
import { exportCase, issuersNamedIn } from '../file/export.ts';
import type { TarFile } from '../file/tar.ts';
import { TYP } from '../officers/gateway.ts';
import type { CaseRow, ChainedEntry } from '../registry/types.ts';
import { numberIn } from './address.ts';
import { unknownCase } from './after-end.ts';
import { BUNDLE_ROUTES as routes } from './bundle-routes.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { wholeFile } from './documents.ts';

/** Adds the calls to the application. */
export function addBundleRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(routes.case, (c) => answer(c, deps));
  app.openapi(routes.duty, (c) => answer(c, deps));
}

async function answer(c: Context<ApiEnv>, deps: ApiDeps) {
  const no = numberIn(c);
  const bytes = await bundleOf(deps, no);
  return c.body(Uint8Array.from(bytes).buffer, 200, {
    'Content-Type': 'application/x-tar',
    'Content-Disposition': `attachment; filename="${no.replace('/', '-')}.tar"`,
  });
}

async function bundleOf({ registry, gateway }: ApiDeps, no: string): Promise<Uint8Array> {
  const row = await registry.case(no);
  if (row === undefined) throw unknownCase(no);
  const [all, letters, rejected, readings, signedBy] = await Promise.all([
    wholeFile(registry, no),
    registry.letters({ caseNo: no }),
    registry.rejected(no),
    allReadings(registry, no),
    gateway.publicKey(),
  ]);
  // What came while it was read is for the next bundle: file and view are of one moment.
  const entries = all.filter(({ seq }) => seq <= row.seq);
  const { opening, openedAt, view } = row;
  const issuers = await registry.issuers(issuersNamedIn(entries));
  const { documents, pages } = documentsIn(row, entries);
  return makeBundle({
    caseFile: exportCase({ opening, openedAt, view, entries, issuers }),
    documents,
    pages,
    letters: letters.map((letter): JsonObject => JSON.parse(JSON.stringify(letter)) as JsonObject),
    rejected: rejected.map((message): JsonObject => ({ ...message })),
    readings,
    signedBy: { ...signedBy },
    madeAt: new Date().toISOString(),
    sign: (content) => gateway.signDetached(TYP.bundle, content),
  });
}

/** The whole log of readings, page by page. */
async function allReadings(
  registry: Pick<ApiDeps['registry'], 'readings'>,
  no: string,
): Promise<readonly JsonObject[]> {
  const all: JsonObject[] = [];
  for (;;) {
    const page = await registry.readings(no, all.length);
    if (page.length === 0) return all;
    all.push(...page.map(({ actsFor, ...line }) => ({ ...line, ...(actsFor && { actsFor }) })));
  }
}

/** Documents as listed, each with the path of its page, or why it has none. */
function documentsIn(
  { view, opening }: CaseRow,
  entries: readonly ChainedEntry[],
): { readonly documents: readonly JsonObject[]; readonly pages: readonly TarFile[] } {
  const pages: TarFile[] = [];
  const documents = documentsOf(view).map((document, at): JsonObject => {
    const listed = { n: at + 1, ...document };
    const path = `documents/${at + 1}.html`;
    try {
      const page = pageOf({ view, document, opening, ...entriesFor(document, entries) });
      pages.push({ path, bytes: new TextEncoder().encode(htmlOf(page)) });
      return { ...listed, path };
    } catch (error) {
      if (error instanceof DocumentError) return { ...listed, missing: error.message };
      throw error;
    }
  });
  return { documents, pages };
}
