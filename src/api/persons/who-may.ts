/**
 * Who may read and write what is known of a person, case by case (procedures 4.2). The power that a
 * call needs was asked before: what is here depends on the case and on the kind.
 */
import { provinceOf } from '../../../machines/shared/province.ts';
import type { Scope } from '../../persons/store.ts';
import type { CaseRow } from '../../registry/types.ts';
import { officesOf, reaches } from '../offices.ts';
import type { Caller } from '../powers.ts';
import { Problem } from '../problems.ts';

/** Officers of a case: of the Embassy outbound, of Public Security in the two others. */
const OFFICES = {
  embassy: { officer: 'EMB-CO', head: 'EMB-HD' },
  security: { officer: 'PSO-IN', head: 'PSO-DR' },
} as const;

/** They see the sealed part of a claim for protection, and nobody else does. */
const PROTECTION: readonly string[] = ['PRO-OF', 'REV-OF'];

/** They work with a case and never see who the person is, nor what the person said. */
const NEVER: readonly string[] = ['CPL-LN', 'HAC-CL'];

/** Kinds of stored files: the key that seals each, and the roles that may store it. */
export const FILE_KINDS = {
  statement: { scope: 'person', by: ['EMB-CO', 'PSO-IN'] },
  certificate: { scope: 'person', by: ['EMB-CO', 'PSO-IN', 'PSO-DR', 'HAC-CL'] },
  report: { scope: 'person', by: ['EMB-CO', 'PSO-IN'] },
  // Whoever receives a claim hands it in; who handed it in cannot read it again.
  'protection-statement': { scope: 'protection', by: ['EMB-CO', 'PSO-IN', ...PROTECTION] },
} as const satisfies Record<string, { readonly scope: Scope; readonly by: readonly string[] }>;

/** A kind of stored file. */
export type FileKind = keyof typeof FILE_KINDS;

type Case = Pick<CaseRow, 'opening' | 'view'>;

/** What a view says of those who are waited for. */
interface Waiting {
  readonly tasks?: readonly { readonly roles: readonly string[] }[];
  readonly drafts?: readonly {
    readonly secondRoles: readonly string[];
    readonly lapsed?: unknown;
  }[];
}

/**
 * Identity, statements, certificates, reports: the officers of the case, an auditor, and others while
 * the case waits for their role. A service, by the power of its key.
 * @throws Problem NOT_PERMITTED.
 */
export function refusePersonReader(caller: Caller, row: Case): void {
  if (caller.kind === 'service') return;
  if (caller.kind === 'officer') {
    const roles = rolesIn(caller, row);
    const { officer, head } = officeOf(row);
    const waitedFor = waitedForBy(row).filter((role) => !NEVER.includes(role));
    if (roles.some((role) => ['auditor', officer, head, ...waitedFor].includes(role))) return;
  }
  throw new Problem(
    'NOT_PERMITTED',
    'Officers of the case read this, an auditor, and others while the case waits for their role.',
  );
}

/** @throws Problem NOT_PERMITTED for all but protection and review officers. */
export function refuseProtectionReader(caller: Caller, row: Case): void {
  if (rolesIn(caller, row).some((role) => PROTECTION.includes(role))) return;
  throw new Problem('NOT_PERMITTED', 'Protection and review officers alone see the sealed part.');
}

/** Whoever may read what is sealed with the key of this scope. @throws Problem NOT_PERMITTED. */
export function refuseReader(scope: Scope, caller: Caller, row: Case): void {
  if (scope === 'protection') refuseProtectionReader(caller, row);
  else refusePersonReader(caller, row);
}

/** @throws Problem NOT_PERMITTED for all but the case officer of the procedure, and services. */
export function refuseIdentityWriter(caller: Caller, row: Case): void {
  const { officer } = officeOf(row);
  if (caller.kind === 'service') return;
  if (rolesIn(caller, row).includes(officer)) return;
  throw new Problem('NOT_PERMITTED', `An officer of the role ${officer} puts this.`);
}

/** @throws Problem NOT_PERMITTED for roles that do not store this kind. */
export function refuseStorer(kind: FileKind, caller: Caller, row: Case): void {
  const { scope, by } = FILE_KINDS[kind];
  if (caller.kind === 'service' && scope === 'person') return;
  if (rolesIn(caller, row).some((role) => roleIn(by, role))) return;
  throw new Problem('NOT_PERMITTED', `A ${kind} is stored by ${by.join(', ')}.`);
}

function roleIn(roles: readonly string[], role: string): boolean {
  return roles.includes(role);
}

/** Roles in which he has to do with the case: his own, and those of whom he stands in for there. */
function rolesIn(caller: Caller, { opening }: Case): readonly string[] {
  const what = { province: provinceOf(opening.facts), procedure: opening.procedure };
  const offices = officesOf(caller).filter((office) => reaches(office, what));
  return offices.map(({ officer }) => officer.role);
}

function officeOf({ opening }: Case): { readonly officer: string; readonly head: string } {
  return opening.procedure === 'outbound' ? OFFICES.embassy : OFFICES.security;
}

/** Roles of open tasks, and of those who may countersign a draft. */
function waitedForBy({ view }: Case): readonly string[] {
  const { tasks = [], drafts = [] } = view as Waiting;
  return [
    ...tasks.flatMap(({ roles }) => roles),
    ...drafts.flatMap(({ secondRoles, lapsed }) => (lapsed === undefined ? secondRoles : [])),
  ];
}
