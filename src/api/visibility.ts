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
import type { LetterFilter } from '../registry/waiting.ts';
import { unknownCase } from './after-end.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { officesOf, placesOf, reaches } from './offices.ts';
import type { Office, Place } from './offices.ts';
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

/** Whether a caller sees only those cases that have to do with his office; absentees have the same. */
function seesOwnCasesOnly(caller: Caller): boolean {
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
  if (no === undefined || caller.kind !== 'officer') return;
  // Duties are about no person: of their province, whoever may read them may know of all.
  if (kind !== undefined) return refuseUnseenCase({ registry }, caller, `${kind}/${no}`, false);
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
  const own = reads && caller.kind === 'officer' ? OWN_CASES[caller.officer.role] : undefined;
  if (placesOf(caller) === undefined && own === undefined) return true;
  const touched = await registry.touched(no);
  if (touched === undefined || own?.(touched) === false) return false;
  return officesOf(caller).some((office) => reaches(office, touched));
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
export function refuseElsewhere(
  caller: Caller,
  { caseNo, procedure, facts }: Pick<Opening, 'caseNo' | 'procedure' | 'facts'>,
): void {
  const isEvery = isDutyNo(caseNo) && facts['province'] === undefined;
  const what = { province: isEvery ? 'every' : provinceOf(facts), procedure };
  const offices = officesOf(caller);
  if (offices.length === 0 || offices.some((office) => reaches(office, what))) return;
  throw new Problem(
    'NOT_PERMITTED',
    `Your office is of ${offices[0]?.province}: name it as facts.province, or leave this to an officer who sees more.`,
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
export function lettersFor(caller: Caller): Pick<LetterFilter, 'body' | 'places'> {
  const side = sideOf(caller);
  if (side.body === undefined) refuseList(caller);
  return { ...side, ...casesFor(caller) };
}

/** The body whose letters alone a caller reads, of a case too: the other side’s clerks those to their side. */
export function sideOf(caller: Caller): { readonly body?: string } {
  const body = caller.kind === 'officer' ? SIDES[caller.officer.role] : undefined;
  return body === undefined ? {} : { body };
}

/** Which cases a caller may list, where he may at all. */
export function casesFor(caller: Caller): { readonly places?: readonly Place[] } {
  const places = placesOf(caller);
  return places === undefined ? {} : { places };
}

/** Which duties a caller may list: those of his province, and those that concern every one. */
export function dutiesFor(caller: Caller): { readonly provinces?: readonly string[] } {
  const provinces = placesOf(caller)?.map(({ province }) => province);
  if (provinces === undefined || provinces.includes(undefined)) return {};
  return { provinces: [...new Set([...provinces.filter((one) => one !== undefined), 'every'])] };
}

/** Which open tasks a caller may list in one of his offices: of its province, of its role where it sees single cases. */
export function tasksFor({
  officer: { role },
  province,
  procedures,
}: Office): Pick<TaskFilter, 'roles' | 'provinces' | 'procedures'> {
  return {
    ...(Object.hasOwn(OWN_CASES, role) && { roles: [role] }),
    ...(province !== undefined && { provinces: [province, 'every'] }),
    ...(procedures && { procedures }),
  };
}
