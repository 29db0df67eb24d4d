/**
 * Who calls in a run: the operator, a service by an API key, officers who signed in at the development
 * issuer. Each call is made by those who can get it done.
 */
import { KEY_POWERS, POWERS, holds } from '../../src/api/powers.ts';
import type { Caller, Power } from '../../src/api/powers.ts';
import { officerOf } from '../../machines/shared/officers.ts';
import type { Desk } from '../support/desk.ts';

export const OPERATOR = 'operator';
export const KEY = 'api-key';

/** Officers who sign in. */
const OFFICERS = [
  ...['EMB-CO-1', 'EMB-HD-1', 'PSO-DR-1', 'FAO-LN-1', 'PRO-OF-1'],
  ...['auditor-1', 'administrator-1', 'administrator-2'],
] as const;

/** Name of a caller. */
export type CallerName = (typeof OFFICERS)[number] | typeof OPERATOR | typeof KEY;

/** Those who hold a power and get nowhere by it alone: the case, or the person, decides. */
const OF_OFFICERS: Partial<Record<Power, readonly CallerName[]>> = {
  'persons.read': ['EMB-CO-1', 'EMB-HD-1', 'auditor-1', KEY],
  'persons.write': ['EMB-CO-1'],
  'protection.read': ['PRO-OF-1'],
  'tasks.claim': ['EMB-CO-1'],
  // A service knows its own alone.
  'subscriptions.read': [OPERATOR],
  'subscriptions.write': [OPERATOR],
  'register-changes.write': ['administrator-1'],
};

/** For the rest: who is asked whether he holds it. */
const CANDIDATES: readonly CallerName[] = [
  ...[OPERATOR, 'EMB-CO-1', 'auditor-1', 'administrator-1'],
  KEY,
] as const;

/** The tokens of all of them, by name, and the id of the API key. */
export async function signIn(desk: Desk): Promise<{
  readonly tokens: Readonly<Record<CallerName, string>>;
  readonly keyId: string;
}> {
  const signedIn = await Promise.all(
    OFFICERS.map(async (officer) => {
      const { out } = await desk.command('sign-in', '--as', officer);
      return [officer, out.join('')] as const;
    }),
  );
  const tokens = Object.fromEntries(signedIn) as Record<CallerName, string>;
  const wish = { name: 'schemathesis', powers: KEY_POWERS, days: 1 };
  const answer = await fetch(`${desk.stack.url}/v1/api-keys`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens['administrator-1']}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(wish),
  });
  const { key, id } = (await answer.json()) as { readonly key: string; readonly id: string };
  return { tokens: { ...tokens, [OPERATOR]: desk.stack.token, [KEY]: key }, keyId: id };
}

/** Who makes a call that needs this power; without one, an officer whom the gateway signs for. */
export function callersFor(power: Power | undefined): readonly CallerName[] {
  if (power === undefined || !Object.hasOwn(POWERS, power)) return ['EMB-CO-1'];
  return OF_OFFICERS[power] ?? CANDIDATES.filter((name) => holds(callerOf(name), power));
}

function callerOf(name: CallerName): Caller {
  if (name === OPERATOR) return { kind: 'operator' };
  if (name === KEY) return { kind: 'service', name, powers: KEY_POWERS };
  const role = name.replace(/-\d$/, '');
  return { kind: 'officer', officer: { ...officerOf(name), id: name, role } };
}
