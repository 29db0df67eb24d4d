/**
 * API keys: given, rotated, revoked, listed.
 */
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiKeyRow } from '../../registry/api-keys.ts';
import { makeKey } from '../../sign-in/api-keys.ts';
import type { ApiDeps, ApiEnv, ApiRegistry } from '../deps.ts';
import { cursorAt, limitOf, pageOf, placeIn } from '../paging.ts';
import { holds, POWERS } from '../powers.ts';
import type { Caller, Power } from '../powers.ts';
import { Problem } from '../problems.ts';
import { API_KEY_ROUTES as routes } from './routes.ts';
import type { KeySchema } from './schemas.ts';

const HOUR_MS = 3_600_000;

/** Adds the calls to the application. */
export function addApiKeyRoutes(app: OpenAPIHono<ApiEnv>, { registry }: ApiDeps): void {
  app.openapi(routes.list, async (c) => {
    const { cursor, limit: asked } = c.req.valid('query');
    const [createdAt = '', id = ''] = placeIn(cursor, 2) ?? [];
    const rows = (await registry.apiKeys()).filter(
      (row) => row.createdAt > createdAt || (row.createdAt === createdAt && row.id > id),
    );
    const { page, ...next } = pageOf(rows, limitOf(asked), (row) =>
      cursorAt(row.createdAt, row.id),
    );
    return c.json({ apiKeys: page.map(shown), ...next }, 200);
  });
  app.openapi(routes.add, async (c) => {
    const { name, powers, days } = c.req.valid('json');
    const by = giverOf(c.get('caller'), powers);
    const { id, key, hash } = makeKey();
    const [createdAt, expiresAt] = [inHours(0), inHours(24 * days)];
    const row = { id, name, powers: [...new Set(powers)], createdAt, createdBy: by, expiresAt };
    await registry.addApiKey({ ...row, hash });
    return c.json({ ...row, key }, 201);
  });
  app.openapi(routes.rotate, async (c) => {
    const { overlapHours, days } = c.req.valid('query');
    const row = await found(registry, c.req.valid('param').id);
    const by = giverOf(c.get('caller'), row.powers);
    if (row.revokedAt !== undefined) {
      throw new Problem('API_KEY_REVOKED', 'Give the service another one: POST /v1/api-keys.');
    }
    const { id, key, hash } = makeKey(row.id);
    const [overlapUntil, expiresAt] = [inHours(overlapHours), inHours(24 * days)];
    await registry.rotateApiKey({ id, hash, overlapUntil, expiresAt, by, at: inHours(0) });
    return c.json({ ...shown(await found(registry, id)), key }, 200);
  });
  app.openapi(routes.revoke, async (c) => {
    const { id } = await found(registry, c.req.valid('param').id);
    await registry.revokeApiKey(id, inHours(0), giverOf(c.get('caller'), []));
    return c.json(shown(await found(registry, id)), 200);
  });
}

/**
 * Who gives a key of these powers, by name. An administrator gives any; the operator those that he holds
 * himself, since a secret that he sees is his as well.
 * @throws Problem NOT_PERMITTED.
 */
function giverOf(caller: Caller, powers: readonly string[]): string {
  if (caller.kind === 'officer') return caller.officer.id;
  const beyond = powers.filter(
    (power) => !Object.hasOwn(POWERS, power) || !holds(caller, power as Power),
  );
  if (caller.kind === 'operator' && beyond.length === 0) return 'operator';
  throw new Problem(
    'NOT_PERMITTED',
    `An administrator gives a key for ${beyond.join(', ')}: the operator does not hold it himself.`,
  );
}

async function found(registry: ApiRegistry, id: string): Promise<ApiKeyRow> {
  const row = await registry.apiKey(id);
  if (row !== undefined) return row;
  throw new Problem('API_KEY_UNKNOWN', 'See GET /v1/api-keys for those there are.');
}

function shown({ hash: _, previous, powers, ...row }: ApiKeyRow): z.infer<typeof KeySchema> {
  return {
    ...row,
    powers: [...powers],
    ...(previous !== undefined && { earlierUntil: previous.until }),
  };
}

function inHours(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString();
}
