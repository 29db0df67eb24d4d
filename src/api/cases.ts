/**
 * Calls that open a case, and those that read.
 */
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { digestOf } from '../../activities/digest.ts';
import { impossibleMove } from '../../machines/kernel/move-policy.ts';
import type { Opening } from '../../machines/kernel/types.ts';
import { weigh } from '../../machines/shared/weigh.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { exportCase, issuersNamedIn } from '../file/export.ts';
import type { CaseRow, CaseSeen } from '../registry/types.ts';
import { addressOf, idIn, numberIn } from './address.ts';
import { unknownCase } from './after-end.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { answered } from './messages.ts';
import { openedBy } from './opened-by.ts';
import { withoutPerson } from './persons/no-person.ts';
import { ROWS_BEFORE, limitOf, partAfter, partOf } from './paging.ts';
import { Problem } from './problems.ts';
import { CASE_ROUTES as routes, READ_ROUTES } from './routes.ts';
import type { CaseViewSchema, FileSchema, RejectedSchema } from './schemas.ts';
import type { PolicyMoveSchema } from './version-schemas.ts';
import { refuseElsewhere, viewFor } from './visibility.ts';

/** Milliseconds that opening waits for the case to register itself. */
const OPEN_MS_MAX = 10_000;
const RECENT = BOUNDS.recent;

/** Adds the calls to the application. */
export function addCaseRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { registry } = deps;
  app.openapi(routes.health, async (c) => {
    await unavailableUnless(() => Promise.all([registry.health(), deps.workflows.health()]));
    return c.json({ status: 'ok' as const }, 200);
  });
  app.openapi(routes.openCase, async (c) => {
    return c.json(await opened(c, deps, c.req.valid('json') as Opening), 201);
  });
  addReadRoutes(app, deps, READ_ROUTES.case);
  app.openapi(routes.previewMove, async (c) => {
    const { no, version } = c.req.valid('param');
    const { open, view } = await caseRow(deps, no);
    const { policyVersion: from = '' } = view as { readonly policyVersion?: string };
    // A case that has its outcome keeps its policy; Temporal may know it no more.
    const preview = open
      ? await deps.workflows.policyMove(no, version)
      : impossibleMove({ from, to: version }, 'CASE_CLOSED');
    if (preview === 'gone') {
      throw new Problem('CASE_INTERRUPTED', 'An operator has to look at this case.');
    }
    return c.json(preview as z.infer<typeof PolicyMoveSchema>, 200);
  });
  app.openapi(routes.listVersions, async (c) => {
    return c.json({ versions: [...(await registry.versions())] }, 200);
  });
}

/** Adds the calls that read a file: those of cases, or those of duties. */
export function addReadRoutes(
  app: OpenAPIHono<ApiEnv>,
  deps: ApiDeps,
  reads: (typeof READ_ROUTES)['case' | 'duty'],
): void {
  const { registry } = deps;
  app.openapi(reads.readView, async (c) => {
    const seen = await registry.caseSeen(numberIn(c), RECENT);
    if (seen === undefined) throw unknownCase(numberIn(c));
    return c.json(viewFor(c.get('caller'), viewOf(seen)), 200);
  });
  app.openapi(reads.readOutcome, async (c) => {
    const number = numberIn(c);
    const outcome = await registry.outcome(number, idIn(c));
    if (outcome !== undefined) return c.json(answered(outcome), 200);
    await caseRow(deps, number);
    throw new Problem('OUTCOME_UNKNOWN', 'Nothing was answered under this id so far.');
  });
  app.openapi(reads.readFile, async (c) => {
    const { after = 0, limit } = c.req.valid('query');
    const place = { after: Number(after), limit: limitOf(limit, ROWS_BEFORE) };
    return c.json(await filePart(deps, await caseRow(deps, numberIn(c)), place), 200);
  });
  app.openapi(reads.readRejected, async (c) => {
    const { caseNo } = await caseRow(deps, numberIn(c));
    const { cursor, limit } = c.req.valid('query');
    const part = partAfter(cursor, limit);
    const { page: rejected, ...next } = partOf(await registry.rejected(caseNo, part), part);
    return c.json({ rejected, ...next } as unknown as z.infer<typeof RejectedSchema>, 200);
  });
}

/**
 * Opens a case or a duty; its view, and its address in `Location`.
 * @throws Problem MALFORMED, OPENING_REFUSED by its procedure, NOT_PERMITTED, or CASE_EXISTS where the
 * number is taken.
 */
export async function opened(
  c: Context<ApiEnv>,
  deps: ApiDeps,
  given: Opening,
): Promise<z.infer<typeof CaseViewSchema>> {
  const opening = openedBy(c.get('caller'), openingOf(given, deps));
  refuseElsewhere(c.get('caller'), opening);
  const view = await openCase(deps, opening, c.get('again') === true);
  c.header('Location', addressOf(opening.caseNo));
  return view;
}

function openingOf(opening: Opening, deps: ApiDeps): Opening {
  if (!weigh({ ...opening }).storable) {
    throw new Problem(
      'MALFORMED',
      'A text holds NUL or half a character, or it is nested too deep.',
    );
  }
  const fault = deps.faultOfOpening(opening);
  if (fault !== undefined) throw new Problem('OPENING_REFUSED', `${fault}.`);
  return { ...opening, facts: withoutPerson(opening.facts) };
}

/** The case's number may be known to Temporal, or after its retention to the registry alone. */
async function openCase(
  deps: ApiDeps,
  opening: Opening,
  again: boolean,
): Promise<z.infer<typeof CaseViewSchema>> {
  const { registry, workflows } = deps;
  const { caseNo } = opening;
  const taken = new Problem('CASE_EXISTS', `${caseNo} has a file already; numbers are used once.`);
  const before = await registry.caseSeen(caseNo, RECENT);
  // The same call had come so far before it was cut off.
  if (before !== undefined && again && isSame(before.row.opening, opening)) return viewOf(before);
  if (before !== undefined) throw taken;
  const until = Date.now() + OPEN_MS_MAX;
  let change = registry.changed(caseNo, OPEN_MS_MAX);
  change.catch(() => {});
  if ((await workflows.start(opening)) === 'taken' && !again) throw taken;
  for (;;) {
    const seen = await registry.caseSeen(caseNo, RECENT);
    if (seen !== undefined && again && !isSame(seen.row.opening, opening)) throw taken;
    if (seen !== undefined) return viewOf(seen);
    if (Date.now() >= until) return unregistered(opening);
    await change;
    change = registry.changed(caseNo, Math.max(0, until - Date.now()));
    change.catch(() => {});
  }
}

function isSame(one: Opening, other: Opening): boolean {
  return digestOf({ ...one }) === digestOf({ ...other });
}

/** The case is started and cannot be lost; no worker has taken it up yet. */
function unregistered({ caseNo, procedure }: Opening): z.infer<typeof CaseViewSchema> {
  return { caseNo, procedure, state: 'opening', open: true, seq: 0, recentOutcomes: [] };
}

async function caseRow({ registry }: ApiDeps, caseNo: string): Promise<CaseRow> {
  const row = await registry.case(caseNo);
  if (row === undefined) throw unknownCase(caseNo);
  return row;
}

function viewOf({ row, ...around }: CaseSeen): z.infer<typeof CaseViewSchema> {
  const { caseNo, seq, state, open, opening } = row;
  // The row's own columns come last: after the end it is they that move.
  const halted = row.halted === undefined ? {} : { halted: row.halted };
  // Nobody can answer or be waited for while no workflow runs.
  const { interrupted: why } = row;
  const interrupted = why && { tasks: [], awaiting: [], allowed: [], interrupted: why };
  const stands = { procedure: opening.procedure, state, open, seq, ...halted, ...interrupted };
  const view = { ...row.view, caseNo, ...stands };
  return { ...view, ...around } as unknown as z.infer<typeof CaseViewSchema>;
}

async function filePart(
  { registry }: ApiDeps,
  row: CaseRow,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<z.infer<typeof FileSchema>> {
  const { opening, openedAt, view, seq, hash } = row;
  const entries = await registry.file(row.caseNo, after, limit);
  const issuers = await registry.issuers(issuersNamedIn(entries));
  // The same keys as an export of this part would carry.
  const { keys } = exportCase({ opening, view, entries, issuers });
  const last = entries.at(-1)?.seq ?? seq;
  const next = last < seq ? { next: last } : {};
  const whole = { entries, head: { seq, hash }, ...next, keys, opening, openedAt };
  return whole as unknown as z.infer<typeof FileSchema>;
}

async function unavailableUnless(check: () => Promise<unknown>): Promise<void> {
  try {
    await check();
  } catch {
    throw new Problem('UNAVAILABLE', 'Temporal or the registry does not answer; try again.');
  }
}
