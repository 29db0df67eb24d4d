/**
 * Whoever asks for what is known of a person and may not have it stands in the log of readings of the
 * case, beside those who had it.
 */
import type { Context, MiddlewareHandler } from 'hono';
import type { Access } from '../../persons/store.ts';
import { callerOf } from '../access.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { holds } from '../powers.ts';
import type { Caller, Power } from '../powers.ts';
import { Problem } from '../problems.ts';
import { namesOf } from './desk.ts';
import { isFileRef } from './schemas.ts';

/** What these let somebody do is about a person. */
const ABOUT_PERSONS: readonly Power[] = ['persons.read', 'persons.write', 'protection.read'];

/** Whether what a call needs is a power about persons. */
export function isAboutPersons(power: Power): boolean {
  return ABOUT_PERSONS.includes(power);
}

/**
 * Notes the refusal of a call that needs this power. Who may not know of the case is answered without
 * waiting for the line: else the time that it takes would tell him that there is one.
 */
export function notingRefusals(power: Power, deps: ApiDeps): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    const { error } = c;
    if (!(error instanceof Problem)) return;
    if (error.code !== 'NOT_PERMITTED' && error.code !== 'CASE_UNKNOWN') return;
    const noted = note(c, deps, power, error).catch((fault: unknown) => {
      deps.log.error({ error: String(fault) }, 'a refused reading was not noted');
    });
    if (error.code === 'NOT_PERMITTED') await noted;
  };
}

async function note(
  c: Context<ApiEnv>,
  deps: ApiDeps,
  power: Power,
  { code }: Problem,
): Promise<void> {
  const { no: caseNo = '' } = c.req.param();
  // A number that nobody knows has no log.
  if ((await deps.registry.case(caseNo)) === undefined) return;
  const caller = await callerOf(c, deps);
  const why = whyNot(caller, power, code);
  const visitor = { caseNo, ...namesOf(caller), at: new Date().toISOString() };
  await deps.persons.vault.refused(visitor, { ...askedFor(c.req), why });
}

function whyNot(caller: Caller, power: Power, code: Problem['code']): NonNullable<Access['why']> {
  if (code === 'CASE_UNKNOWN') return 'unseen';
  return holds(caller, power) ? 'case' : 'power';
}

/** What stands in the address behind the case; of a reference that is none, nothing is kept. */
function askedFor({ path, method }: { readonly path: string; readonly method: string }) {
  const [, , , , part = '', ref = ''] = path.split('/');
  const asked = method === 'GET' ? 'read' : 'write';
  return { what: isFileRef(ref) ? ref : part, kind: part, asked } as const;
}
