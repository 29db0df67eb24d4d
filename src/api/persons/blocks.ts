/**
 * The two blocks of a case, and the log of who read them.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Scope } from '../../persons/store.ts';
import type { Opened, Visitor } from '../../persons/vault.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import type { Caller } from '../powers.ts';
import { Problem } from '../problems.ts';
import { caseOf, fromVault, visitorOf } from './desk.ts';
import { PERSON_ROUTES as routes } from './routes.ts';
import { IdentityReadSchema, ProtectionReadSchema } from './schemas.ts';
import { refuseIdentityWriter, refusePersonReader, refuseProtectionReader } from './who-may.ts';

interface Block {
  readonly kind: 'identity' | 'protection';
  readonly scope: Scope;
}

const IDENTITY: Block = { kind: 'identity', scope: 'person' };
const PROTECTION: Block = { kind: 'protection', scope: 'protection' };

/** Adds the calls to the application. */
export function addBlockRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(routes.putIdentity, async (c) => {
    const row = await caseOf(deps, c.req.valid('param').no);
    const visitor = visitorIn(c, (caller) => refuseIdentityWriter(caller, row));
    return c.json(await put(visitor, deps, IDENTITY, c.req.valid('json')), 200);
  });
  app.openapi(routes.readIdentity, async (c) => {
    const row = await caseOf(deps, c.req.valid('param').no);
    const visitor = visitorIn(c, (caller) => refusePersonReader(caller, row));
    return c.json(IdentityReadSchema.parse(await read(visitor, deps, IDENTITY)), 200);
  });
  app.openapi(routes.putProtection, async (c) => {
    const row = await caseOf(deps, c.req.valid('param').no);
    const visitor = visitorIn(c, (caller) => refuseProtectionReader(caller, row));
    return c.json(await put(visitor, deps, PROTECTION, c.req.valid('json')), 200);
  });
  app.openapi(routes.readProtection, async (c) => {
    const row = await caseOf(deps, c.req.valid('param').no);
    const visitor = visitorIn(c, (caller) => refuseProtectionReader(caller, row));
    return c.json(ProtectionReadSchema.parse(await read(visitor, deps, PROTECTION)), 200);
  });
  app.openapi(routes.listReadings, async (c) => {
    const { no } = c.req.valid('param');
    await caseOf(deps, no);
    const readings = await deps.registry.readings(no, Number(c.req.valid('query').after ?? 0));
    return c.json(
      {
        readings: readings.map(({ actsFor, ...line }) => ({
          ...line,
          ...(actsFor !== undefined && { actsFor: [...actsFor] }),
        })),
      },
      200,
    );
  });
}

function visitorIn(c: Context<ApiEnv>, refuse: (caller: Caller) => void): Visitor {
  return visitorOf(c, c.req.param('no') ?? '', refuse);
}

async function put(visitor: Visitor, deps: ApiDeps, block: Block, value: object) {
  const content = {
    ...block,
    mediaType: 'application/json',
    bytes: Buffer.from(JSON.stringify(value)),
  };
  const { version } = await fromVault(deps, deps.persons.vault.putBlock(visitor, content));
  return { version, at: visitor.at, by: visitor.by };
}

async function read(visitor: Visitor, deps: ApiDeps, { kind }: Block): Promise<object> {
  const found: Opened | undefined = await fromVault(deps, deps.persons.vault.read(visitor, kind));
  if (found === undefined) throw new Problem('NOT_PUT', 'Nothing was put here so far.');
  const { version, at, by, bytes } = found;
  return { ...(JSON.parse(Buffer.from(bytes).toString('utf8')) as object), version, at, by };
}
