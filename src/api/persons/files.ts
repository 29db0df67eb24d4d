/**
 * Stored files of a case: statements, certificates, reports.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { digestOfBytes } from '../../persons/vault.ts';
import type { Scope } from '../../persons/store.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { Problem, problemResponse } from '../problems.ts';
import { caseOf, fromVault, isLet, visitorOf } from './desk.ts';
import { FILE_BYTES_MAX, MEDIA_TYPES, isOfType, mediaTypeOf } from './media.ts';
import { PERSON_ROUTES as routes } from './routes.ts';
import { FILE_KINDS, refuseReader, refuseStorer } from './who-may.ts';
import type { FileKind } from './who-may.ts';

/** Whether a request stores a file: its limit is another one. */
export function storesFile({ method, path }: { method: string; path: string }): boolean {
  return method === 'POST' && /^\/v1\/cases\/[^/]+\/stored-files$/.test(path);
}

/** The limit of such a request; before its body is read. */
export function fileLimit(): MiddlewareHandler<ApiEnv> {
  return bodyLimit({ maxSize: FILE_BYTES_MAX, onError: tooLarge });
}

/** Adds the calls to the application. */
export function addFileRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(routes.storeFile, async (c) => {
    const { no } = c.req.valid('param');
    const { kind } = c.req.valid('query');
    const row = await caseOf(deps, no);
    const visitor = visitorOf(c, no, (caller) => refuseStorer(kind, caller, row));
    const mediaType = typeOf(c);
    const bytes = await contentOf(c, mediaType, c.req.valid('header')['content-digest']);
    const content = { scope: FILE_KINDS[kind].scope, kind, mediaType, bytes };
    const made = refOf(c);
    const before = await storedBefore(deps, no, c.get('again') === true ? made : undefined);
    const { ref, at, by } =
      before ?? (await fromVault(deps, deps.persons.vault.storeFile(visitor, content, made)));
    c.header('Location', `/v1/cases/${encodeURIComponent(no)}/stored-files/${ref}`);
    const digest = digestOfBytes(bytes);
    return c.json({ ref, kind, mediaType, size: bytes.length, digest, at, by }, 201);
  });
  app.openapi(routes.listFiles, async (c) => {
    const { no } = c.req.valid('param');
    const row = await caseOf(deps, no);
    const caller = c.get('caller');
    const seen = (scope: Scope): boolean => isLet(caller, (one) => refuseReader(scope, one, row));
    if (!seen('person') && !seen('protection')) refuseReader('person', caller, row);
    const items = await deps.registry.sealedItems(no);
    const files = items
      .filter(({ ref, scope }) => ref.startsWith('sf-') && seen(scope))
      .map(({ ref, kind, mediaType, size, at, by }) => {
        return { ref, kind: kind as FileKind, mediaType, size, at, by };
      });
    return c.json({ files }, 200);
  });
  app.openapi(routes.readFile, async (c) => {
    const { no, ref } = c.req.valid('param');
    const row = await caseOf(deps, no);
    const item = (await deps.registry.sealedItems(no)).find((one) => one.ref === ref);
    const visitor = visitorOf(c, no, (caller) => {
      if (item !== undefined) refuseReader(item.scope, caller, row);
    });
    const file = await fromVault(
      deps,
      deps.persons.vault.read(visitor, ref, ({ scope }) =>
        refuseReader(scope, c.get('caller'), row),
      ),
    );
    if (file === undefined)
      throw new Problem('FILE_UNKNOWN', 'See GET …/stored-files of the case.');
    const { bytes, mediaType } = file;
    const sha256 = Buffer.from(digestOfBytes(bytes), 'base64url').toString('base64');
    return c.body(Uint8Array.from(bytes).buffer, 200, {
      'Content-Type': mediaType,
      'Content-Disposition': `attachment; filename="${ref}"`,
      'Repr-Digest': `sha-256=:${sha256}:`,
    });
  });
}

/** Under an idempotency key the same reference each time; without one a new one is drawn. */
function refOf(c: Context<ApiEnv>): string | undefined {
  const callId = c.get('callId');
  return callId === undefined ? undefined : `sf-${callId.slice(0, 24)}`;
}

/** What the same call had stored before it was cut off. */
async function storedBefore({ registry }: ApiDeps, no: string, ref: string | undefined) {
  if (ref === undefined) return undefined;
  return (await registry.sealedItems(no)).find((item) => item.ref === ref);
}

function typeOf(c: Context<ApiEnv>): string {
  const mediaType = mediaTypeOf(c.req.header('Content-Type'));
  if (mediaType !== undefined) return mediaType;
  throw new Problem('MEDIA_TYPE_NOT_TAKEN', `Send one of ${MEDIA_TYPES.join(', ')}.`);
}

async function contentOf(
  c: Context<ApiEnv>,
  mediaType: string,
  said: string | undefined,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  if (!isOfType(bytes, mediaType)) {
    throw new Problem('CONTENT_MISMATCH', `The body is empty, or no ${mediaType}.`);
  }
  if (said === undefined) return bytes;
  const sha256 = /(?:^|[,\s])sha-256=:([\w+/=]{44}):/.exec(said)?.[1];
  if (sha256 === undefined) {
    throw new Problem('MALFORMED', '`Content-Digest` names no sha-256 as `sha-256=:…:`.');
  }
  if (Buffer.from(sha256, 'base64').toString('base64url') !== digestOfBytes(bytes)) {
    throw new Problem(
      'DIGEST_MISMATCH',
      'The body is not what its `Content-Digest` says; send it again.',
    );
  }
  return bytes;
}

function tooLarge(c: Context): Response {
  return problemResponse(c, 'TOO_LARGE', `At most ${FILE_BYTES_MAX} bytes a file.`);
}
