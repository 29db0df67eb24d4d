/** Letters of all cases: on whom they wait, since when, and what was done about it. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { atFirst } from '../../activities/letters.ts';
import { LETTERS, letterKind } from '../../machines/shared/letters.ts';
import type { ListedLetter } from '../registry/waiting.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { cursorAt, limitOf, numberIn, pageOf } from './paging.ts';
import { lettersFor } from './visibility.ts';
import { WAITING_ROUTES as routes } from './waiting-routes.ts';

/** Adds the call to the application. */
export function addWaitingRoutes(app: OpenAPIHono<ApiEnv>, { registry }: ApiDeps): void {
  app.openapi(routes.listAllLetters, async (c) => {
    const { waiting, overdue, cursor, limit, ...named } = c.req.valid('query');
    const now = new Date().toISOString();
    const most = limitOf(limit);
    const filter = {
      ...named,
      ...lettersFor(c.get('caller')),
      waiting: waiting === 'true',
      ...(overdue === 'true' && { overdueAt: now }),
      ...(cursor !== undefined && { after: numberIn(cursor) }),
      limit: most + 1,
    };
    const found = await registry.listLetters(filter, LETTERS);
    const { page, ...next } = pageOf(found, most, (last) => cursorAt(String(last.n)));
    return c.json({ letters: page.map((one) => shown(one, now)), ...next }, 200);
  });
}

function shown({ n: _, view, clearanceId, ...letter }: ListedLetter, now: string) {
  const { kind, to, correlationId, procedure, due, lastSent } = letter;
  const asked = { letter: { kind, to, correlationId, content: {} }, procedure, view };
  const next = atFirst({ ...asked, ...(clearanceId !== undefined && { clearanceId }) });
  return {
    ...letter,
    says: letterKind(kind)?.says ?? kind,
    overdue: due !== undefined && due < now,
    held: lastSent === undefined && next === 'held',
  };
}
