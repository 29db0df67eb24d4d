/**
 * The page on which the calls of the API can be read and tried: Swagger UI over our own document. All
 * of it comes from this service, so that it works without any other.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from '../deps.ts';
import { Problem } from '../problems.ts';

/** Where the page is. */
export const REFERENCE = '/v1/docs';

/** Nothing from elsewhere; the viewer sets styles of its own and draws its signs as data. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Crossing Cases: the calls of the API</title>
    <link rel="stylesheet" href="${REFERENCE}/swagger-ui.css" />
    <link rel="icon" href="data:," />
  </head>
  <body>
    <div id="reference"></div>
    <script src="${REFERENCE}/swagger-ui-bundle.js"></script>
    <script src="${REFERENCE}/begin.js"></script>
  </body>
</html>
`;

/** The viewer asks no validator elsewhere, and keeps no token. */
const BEGIN = `window.ui = SwaggerUIBundle({
  url: '/v1/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

const require = createRequire(import.meta.url);
const VIEWER = dirname(require.resolve('swagger-ui-dist/package.json'));

/** What the page loads, by name: its type, and where it comes from. */
const FILES: Readonly<Record<string, { readonly type: string; readonly text?: string }>> = {
  'swagger-ui.css': { type: 'text/css; charset=utf-8' },
  'swagger-ui-bundle.js': { type: 'text/javascript; charset=utf-8' },
  'begin.js': { type: 'text/javascript; charset=utf-8', text: BEGIN },
};

/** Adds the page and what it loads. */
export function addReference(app: OpenAPIHono<ApiEnv>): void {
  app.get(REFERENCE, (c) =>
    c.body(PAGE, 200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': POLICY,
    }),
  );
  app.get(`${REFERENCE}/:file`, async (c) => {
    const name = c.req.param('file');
    const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
    if (file === undefined) throw new Problem('NOT_FOUND', `The page is at ${REFERENCE}.`);
    const text = file.text ?? (await readFile(join(VIEWER, name), 'utf8'));
    return c.body(text, 200, { 'Content-Type': file.type, 'Cache-Control': 'max-age=3600' });
  });
}
