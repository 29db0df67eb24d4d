/**
 * What callers may do, in one table: a call of the API names the power that it needs, an API key the
 * powers that it gives. Decisions need none; they are signed (contract §2).
 */
import type { Officer } from '../../machines/kernel/types.ts';
import { ROLES } from '../../machines/shared/officers.ts';
import type { Absence } from '../officers/absences.ts';

/** Roles that read and never sign (procedures 4.2). */
export const READING_ROLES = ['auditor', 'researcher'] as const;

/** Roles of the register that have nothing to do with cases. */
const NOT_IN_CASES: readonly string[] = ['researcher', 'administrator'];

type Role = keyof typeof ROLES | (typeof READING_ROLES)[number] | 'administrator';

const DECIDING_ROLES = Object.keys(ROLES) as readonly (keyof typeof ROLES)[];

/** Roles that may see what a file names, statements among it: not the other side’s clerks. */
const WITH_STATEMENTS: readonly Role[] = [
  ...DECIDING_ROLES.filter((role) => role !== 'CPL-LN' && role !== 'HAC-CL'),
  'auditor',
];

interface PowerKind {
  /** What it lets somebody do. */
  readonly says: string;
  /** Whether whoever runs the service holds it, by the token that start printed. */
  readonly operator: boolean;
  /** Officers who hold it. `all` are those that decide, and auditors. */
  readonly roles: 'all' | 'all, and researchers' | readonly Role[];
}

/** Every power. Its name is also the scope of an API key. */
export const POWERS = {
  'cases.open': { says: 'Open a case', operator: true, roles: ['EMB-CO', 'PSO-IN'] },
  'cases.read': { says: 'Read cases and their files', operator: true, roles: 'all' },
  'cases.export': {
    says: 'Export a case as a signed bundle',
    operator: true,
    roles: WITH_STATEMENTS,
  },
  'files.read': {
    says: 'Read the entries of a file, with the references of statements',
    operator: true,
    roles: WITH_STATEMENTS,
  },
  'documents.read': { says: 'Read documents', operator: true, roles: 'all' },
  'letters.read': { says: 'Read letters', operator: true, roles: 'all' },
  'tasks.read': { says: 'List tasks', operator: true, roles: 'all' },
  'tasks.claim': { says: 'Take tasks in hand', operator: false, roles: DECIDING_ROLES },
  'duties.open': {
    says: 'Open a duty of the service',
    operator: true,
    roles: ['EMB-HD', 'PSO-DR', 'FAO-LN', 'MFA-CD', 'MPS-CD', 'OCC-CD'],
  },
  'duties.read': { says: 'Read duties', operator: true, roles: 'all' },
  'channels.read': {
    says: 'See which body is reached how, and what was refused',
    operator: true,
    roles: ['CPL-LN', 'HAC-CL', 'FAO-LN', 'auditor', 'administrator'],
  },
  'channels.write': {
    says: 'Set how a body is reached',
    operator: true,
    roles: ['administrator'],
  },
  'figures.read': {
    says: 'Read the monthly figures',
    operator: true,
    roles: 'all, and researchers',
  },
  'subscriptions.read': { says: 'See subscriptions', operator: true, roles: [] },
  'subscriptions.write': {
    says: 'Subscribe, rotate secrets, send dead letters again',
    operator: true,
    roles: [],
  },
  'policies.read': { says: 'See versions, and try a move', operator: true, roles: 'all' },
  'persons.read': {
    says: 'Read who a person is, and stored files; of cases that it is for',
    operator: false,
    roles: WITH_STATEMENTS,
  },
  'persons.write': {
    says: 'Put who a person is, and store files',
    operator: false,
    roles: ['EMB-CO', 'PSO-IN', 'PSO-DR', 'PRO-OF', 'REV-OF', 'HAC-CL'],
  },
  'protection.read': {
    says: 'Read and put the sealed part of a claim for protection',
    operator: false,
    roles: ['PRO-OF', 'REV-OF'],
  },
  'registers.read': {
    says: 'See the registers of officers and issuers',
    operator: true,
    roles: [...WITH_STATEMENTS, 'administrator'],
  },
  'register-changes.read': {
    says: 'See changes of the registers',
    operator: true,
    roles: ['auditor', 'administrator'],
  },
  'register-changes.write': {
    says: 'Propose, confirm and withdraw changes of the registers',
    operator: false,
    roles: ['administrator'],
  },
  'api-keys.read': {
    says: 'See API keys, without their secrets',
    operator: true,
    roles: ['auditor', 'administrator'],
  },
  'api-keys.write': {
    says: 'Give, rotate and revoke API keys',
    operator: true,
    roles: ['administrator'],
  },
  'registry.check': { says: 'Compare the registry with the workflows', operator: true, roles: [] },
  'keys.rotate': { says: 'Change the master key', operator: true, roles: [] },
} as const satisfies Record<string, PowerKind>;

export type Power = keyof typeof POWERS;

/** What no API key gives: with it, a key could make others, or people. */
const OF_PEOPLE_ALONE: readonly Power[] = ['register-changes.write', 'api-keys.write'];

/** What an API key may give. */
export const KEY_POWERS = (Object.keys(POWERS) as Power[]).filter(
  (power) => !OF_PEOPLE_ALONE.includes(power),
);

/** Who calls: proven by what came as `Authorization: Bearer …`. */
export type Caller =
  /** Whoever runs the service. Sees cases, decides nothing, sees no identity. */
  | { readonly kind: 'operator' }
  /** An officer who signed in. */
  | {
      readonly kind: 'officer';
      /** `actsFor` names those whom he stands in for now, whatever the scope. */
      readonly officer: Officer;
      /** Those whose offices he has for the time being; absent: nobody’s. */
      readonly standsIn?: readonly Absence[];
      /** Province of the office; absent means all. */
      readonly province?: string;
    }
  /** Another service, by an API key. */
  | { readonly kind: 'service'; readonly name: string; readonly powers: readonly Power[] };

/** Whether the caller may do this. */
export function holds(caller: Caller, power: Power): boolean {
  const { operator, roles }: PowerKind = POWERS[power];
  switch (caller.kind) {
    case 'operator':
      return operator;
    case 'service':
      return caller.powers.includes(power) && KEY_POWERS.includes(power);
    case 'officer': {
      const lent = (caller.standsIn ?? []).filter(({ events }) => !events || isForDeciding(power));
      return [caller.officer, ...lent.map(({ absentee }) => absentee)].some(({ role }) =>
        isOf(roles, role),
      );
    }
  }
}

/** What is lent with single event types too: to see what is to be decided. */
function isForDeciding(power: Power): boolean {
  return power.endsWith('.read') || power === 'tasks.claim';
}

function isOf(roles: PowerKind['roles'], role: string): boolean {
  if (roles === 'all, and researchers' && role === 'researcher') return true;
  return typeof roles === 'string'
    ? !NOT_IN_CASES.includes(role)
    : (roles as readonly string[]).includes(role);
}
