/**
 * The registers: shown, and changed under four eyes.
 */
import { randomBytes } from 'node:crypto';
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Issuer } from '../../../activities/ports.ts';
import type { RegisterChangeRow, TooFew } from '../../registry/register-changes.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { cursorAt, limitOf, pageOf, placeIn } from '../paging.ts';
import type { Caller } from '../powers.ts';
import { Problem } from '../problems.ts';
import { changeOf } from './proposal.ts';
import { REGISTER_ROUTES as routes } from './routes.ts';
import type { RegisterChangeSchema, RegisterLogSchema } from './schemas.ts';

type App = OpenAPIHono<ApiEnv>;
type Logged = z.infer<typeof RegisterLogSchema>['log'];

/** Adds the calls to the application. */
export function addRegisterRoutes(app: App, deps: ApiDeps): void {
  addLists(app, deps);
  addLog(app, deps);
  addChanges(app, deps);
}

function addLists(app: App, { registry }: ApiDeps): void {
  app.openapi(routes.officers, async (c) => {
    const { role, body, cursor, limit: asked } = c.req.valid('query');
    const limit = limitOf(asked);
    const [after] = placeIn(cursor, 1) ?? [];
    const rows = await registry.listOfficers({
      ...(role !== undefined && { role }),
      ...(body !== undefined && { body }),
      ...(after !== undefined && { after }),
      limit: limit + 1,
    });
    const { page: officers, ...next } = pageOf(rows, limit, ({ id }) => cursorAt(id));
    return c.json({ officers, ...next }, 200);
  });
  app.openapi(routes.issuers, async (c) => {
    const { cursor, limit: asked } = c.req.valid('query');
    const limit = limitOf(asked);
    const [after] = placeIn(cursor, 1) ?? [];
    const rows = await registry.listIssuers({
      ...(after !== undefined && { after }),
      limit: limit + 1,
    });
    const { page, ...next } = pageOf(rows, limit, ({ iss }) => cursorAt(iss));
    return c.json({ issuers: page.map(shownIssuer), ...next }, 200);
  });
}

function addLog(app: App, { registry }: ApiDeps): void {
  app.openapi(routes.log, async (c) => {
    const { subject, cursor, limit: asked } = c.req.valid('query');
    const limit = limitOf(asked);
    const [before] = placeIn(cursor, 1) ?? [];
    const rows = await registry.registerLog({
      ...(subject !== undefined && { subject }),
      ...(before !== undefined && { before: wholeIn(before) }),
      limit: limit + 1,
    });
    const { page, ...next } = pageOf(rows, limit, ({ n }) => cursorAt(String(n)));
    const log: Logged = page.map(({ detail, ...line }) => ({ ...line, detail: { ...detail } }));
    return c.json({ log, ...next }, 200);
  });
}

/** The place that a cursor of ours names. @throws Problem MALFORMED for one that somebody made up. */
function wholeIn(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Problem('MALFORMED', 'cursor: send `next` of the page before, as it came.');
}

function addChanges(app: App, { registry, faultOfScope }: ApiDeps): void {
  app.openapi(routes.changes, async (c) => {
    const { open, cursor, limit: asked } = c.req.valid('query');
    const limit = limitOf(asked);
    const [proposedAt, id = ''] = placeIn(cursor, 2) ?? [];
    const rows = await registry.registerChanges({
      ...(open !== undefined && { open: open === 'true' }),
      ...(proposedAt !== undefined && { after: { proposedAt, id } }),
      limit: limit + 1,
    });
    const { page, ...next } = pageOf(rows, limit, (last) => cursorAt(last.proposedAt, last.id));
    return c.json({ changes: page.map(shown), ...next }, 200);
  });
  app.openapi(routes.propose, async (c) => {
    const id = `rc_${randomBytes(12).toString('base64url')}`;
    const by = administrator(c.get('caller'));
    const change = changeOf(c.req.valid('json'));
    const fault = change.kind === 'substitution' ? faultOfScope(change.substitution) : undefined;
    if (fault !== undefined) throw new Problem('MALFORMED', `substitution.scope: ${fault}.`);
    const row = await registry.proposeChange({ id, change, by, at: new Date().toISOString() });
    if (row === 'own-entry') throw ownEntry();
    if (row === 'substitution-unknown') {
      throw new Problem(
        'SUBSTITUTION_UNKNOWN',
        'See GET /v1/register-changes for those there are.',
      );
    }
    if (row === 'officer-unknown') {
      throw new Problem('OFFICER_UNKNOWN', 'See GET /v1/officers for those there are.');
    }
    if ('tooFewFrom' in row) throw tooFew(row);
    return c.json(shown(row), 201);
  });
  const decide = async (id: string, as: 'confirmed' | 'withdrawn', caller: Caller) => {
    const at = new Date().toISOString();
    const row = await registry.decideChange({ id, as, by: administrator(caller), at });
    if (typeof row === 'string') return refuse(row);
    if ('tooFewFrom' in row) throw tooFew(row);
    return shown(row);
  };
  app.openapi(routes.confirm, async (c) =>
    c.json(await decide(c.req.valid('param').id, 'confirmed', c.get('caller')), 200),
  );
  app.openapi(routes.withdraw, async (c) =>
    c.json(await decide(c.req.valid('param').id, 'withdrawn', c.get('caller')), 200),
  );
}

/** The officer who calls. @throws Problem NOT_PERMITTED for whoever is none. */
function administrator(caller: Caller): string {
  if (caller.kind === 'officer') return caller.officer.id;
  throw new Problem('NOT_PERMITTED', 'An administrator who signed in does this.');
}

function refuse(why: 'unknown' | 'decided' | 'same-person' | 'own-entry'): never {
  switch (why) {
    case 'unknown':
      throw new Problem('REGISTER_CHANGE_UNKNOWN', 'See GET /v1/register-changes.');
    case 'decided':
      throw new Problem('REGISTER_CHANGE_DECIDED', 'Propose it anew where it is still wanted.');
    case 'same-person':
      throw new Problem(
        'FOUR_EYES_SAME_PERSON',
        'Whoever proposed a change does not confirm it, nor does who stands in for him; ask another administrator.',
      );
    case 'own-entry':
      throw ownEntry();
  }
}

function ownEntry(): Problem {
  return new Problem(
    'OWN_ENTRY',
    'The change is about you, or about one for whom you stand in; two other administrators decide it.',
  );
}

function tooFew({ tooFewFrom }: TooFew): Problem {
  return new Problem(
    'ADMINISTRATORS_TOO_FEW',
    `From ${tooFewFrom} on fewer than two would be in office, and nobody could confirm a change any more: put another administrator first.`,
  );
}

function shown({ change, ...row }: RegisterChangeRow): z.infer<typeof RegisterChangeSchema> {
  return { ...row, change: { ...change } };
}

/** Public members alone, whatever somebody put there. */
function shownIssuer({ iss, jwks, speaksFor }: Issuer) {
  const keys = jwks.keys.map(({ kty = '', crv = '', x = '', kid = '' }) => ({ kty, crv, x, kid }));
  return { iss, keys, speaksFor: [...speaksFor] };
}
