/**
 * Who may know of which case. Asked in one place, before every call on a case: whoever may not know of
 * it gets the same answer as for a number that there is none of.
 */
import type { Context } from 'hono';
import type { Opening } from '../../machines/kernel/types.ts';
import { provinceOf } from '../../machines/shared/province.ts';
import { isDutyNo } from '../../workflows/messages.ts';
import type { TaskFilter } from '../registry/tasks.ts';
import type { Touched } from '../registry/touched.ts';
import { unknownCase } from './after-end.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import type { Caller } from './powers.ts';
import { Problem } from './problems.ts';

/** Who stands for the other side, and for which part of it; they see no statement. */
const SIDES: Readonly<Record<string, string>> = {
  'CPL-LN': 'counterpart',
  'HAC-CL': 'home-authority',
};

/** Roles that see the cases which have to do with them, and no others. */
const OWN_CASES: Readonly<Record<string, (touched: Touched) => boolean>> = {
  'CPL-LN': ({ sides }) => sides.includes('counterpart'),
  'HAC-CL': ({ sides }) => sides.includes('home-authority'),
  'PRO-OF': ({ examined }) => examined,
  'REV-OF': ({ examined }) => examined,
};

/** Province that a caller is bound to, as it is shown; `undefined` where he is to none. */
export function provinceFor(caller: Caller): string | undefined {
  if (caller.kind !== 'officer' || caller.province === undefined) return undefined;
  return provinceOf({ province: caller.province });
}

/** Whether a caller sees only those cases that have to do with his office. */
export function seesOwnCasesOnly(caller: Caller): boolean {
  return caller.kind === 'officer' && Object.hasOwn(OWN_CASES, caller.officer.role);
}

/**
 * Refuses a caller who may not know of the case in the address.
 * @throws Problem CASE_UNKNOWN, in the words of a number that nobody knows.
 */
export async function refuseUnseen(
  c: Context<ApiEnv>,
  { registry }: Pick<ApiDeps, 'registry'>,
  caller: Caller,
): Promise<void> {
  const { kind, no } = c.req.param();
  // Duties are about no person: whoever may read them may know of all.
  if (no === undefined || kind !== undefined || caller.kind !== 'officer') return;
  // Whoever hands something in knows of the case: a statement is stored before the claim is made.
  await refuseUnseenCase({ registry }, caller, no, c.req.method === 'GET');
}

/**
 * The same for a number that stands elsewhere; `reads`: what the case has to do with the role counts.
 * @throws Problem CASE_UNKNOWN, in the words of a number that nobody knows.
 */
export async function refuseUnseenCase(
  deps: Pick<ApiDeps, 'registry'>,
  caller: Caller,
  no: string,
  reads = true,
): Promise<void> {
  if (!(await maySee(deps, caller, no, reads))) throw unknownCase(no);
}

/** Whether a caller may know of a case: `false` too where there is none and he is bound to some. */
export async function maySee(
  { registry }: Pick<ApiDeps, 'registry'>,
  caller: Caller,
  no: string,
  reads = true,
): Promise<boolean> {
  const province = provinceFor(caller);
  const own = reads && caller.kind === 'officer' ? OWN_CASES[caller.officer.role] : undefined;
  if (province === undefined && own === undefined) return true;
  const touched = await registry.touched(no);
  const isThere = province === undefined || touched?.province === province;
  return touched !== undefined && isThere && own?.(touched) !== false;
}

/**
 * Refuses a list of cases to callers who see single ones: their tasks and letters lead to these.
 * @throws Problem NOT_PERMITTED.
 */
export function refuseList(caller: Caller): void {
  if (!seesOwnCasesOnly(caller)) return;
  throw new Problem('NOT_PERMITTED', 'This role sees single cases: its tasks lead to them.');
}

/**
 * Refuses to open what the caller could not see from then on.
 * @throws Problem NOT_PERMITTED where it names another province than his.
 */
export function refuseElsewhere(caller: Caller, { caseNo, facts }: Opening): void {
  const province = provinceFor(caller);
  if (province === undefined || provinceOf(facts) === province) return;
  if (isDutyNo(caseNo) && facts['province'] === undefined) return;
  throw new Problem(
    'NOT_PERMITTED',
    `Your office is of ${province}: name it as facts.province, or leave this to an officer who sees more.`,
  );
}

/** The view as this caller may see it: the other side’s clerks see no event that is only proposed. */
export function viewFor<V extends object>(caller: Caller, view: V): V {
  const outside = caller.kind === 'officer' && Object.hasOwn(SIDES, caller.officer.role);
  return outside ? { ...view, drafts: [] } : view;
}

/**
 * Which letters of all cases a caller may list: those to his side, those of his province.
 * @throws Problem NOT_PERMITTED where he sees single cases that no letter leads to.
 */
export function lettersFor(caller: Caller): { readonly body?: string; readonly province?: string } {
  const province = provinceFor(caller);
  const side = caller.kind === 'officer' ? SIDES[caller.officer.role] : undefined;
  if (side === undefined) refuseList(caller);
  return { ...(side !== undefined && { body: side }), ...(province !== undefined && { province }) };
}

/** Which duties a caller may list: those of his province, and those that concern every one. */
export function dutiesFor(caller: Caller): { readonly provinces?: readonly string[] } {
  const province = provinceFor(caller);
  return province === undefined ? {} : { provinces: [province, 'every'] };
}

/** Which tasks a caller may list: those of his role where he sees single cases, of his province. */
export function tasksFor(caller: Caller): Pick<TaskFilter, 'roles' | 'provinces'> {
  const province = provinceFor(caller);
  return {
    ...(caller.kind === 'officer' && seesOwnCasesOnly(caller) && { roles: [caller.officer.role] }),
    ...(province !== undefined && { provinces: [province, 'every'] }),
  };
}
