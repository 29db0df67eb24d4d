/**
 * The table of who may call what, and that of who may enter what, as reviewers should see them change.
 */
import { describe, expect, test } from 'vitest';
import { position } from '../../machines/kernel/position.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { start } from '../../machines/kernel/step.ts';
import { rolesOf } from '../../machines/kernel/vocabulary.ts';
import { exit } from '../../machines/exit/procedure.ts';
import { inbound } from '../../machines/inbound/procedure.ts';
import { outbound } from '../../machines/outbound/procedure.ts';
import { ROLES, SERVICE } from '../../machines/shared/officers.ts';
import { holds, POWERS, READING_ROLES } from '../../src/api/powers.ts';
import type { Caller, Power } from '../../src/api/powers.ts';
import { startApi } from '../support/api.ts';

const PROCEDURES = [outbound, inbound, exit];
const POWER_NAMES = Object.keys(POWERS) as Power[];
const OFFICER_ROLES = [...Object.keys(ROLES), ...READING_ROLES, 'administrator'];

/** Everybody who may call, by a short name. */
const CALLERS: readonly (readonly [string, Caller])[] = [
  ['operator', { kind: 'operator' }],
  ...OFFICER_ROLES.map(
    (role) => [role, { kind: 'officer', officer: { id: `${role}-1`, role, body: role } }] as const,
  ),
];

/** What is known of a case as it begins. Later some rows name other roles (ground 3: either head). */
function factsAtFirst(procedure: Procedure) {
  const { name } = procedure;
  const opening = { caseNo: 'R-1', procedure: name, subjectRef: 's/1', facts: {} };
  return position(procedure, start(procedure, opening, '2031-03-05T10:00:00.000Z').state).facts;
}

describe('who may call what', () => {
  test('is as the table says, for every call, and nobody gets in without a power but by a signature', async () => {
    const api = await startApi();
    const document = (await (await api.request('GET', '/v1/openapi.json')).json()) as {
      paths: Record<string, Record<string, { 'x-power'?: Power }>>;
    };
    await api.close();
    const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, call]) => {
        const name = `${method.toUpperCase()} ${path}`;
        const power = call['x-power'];
        if (power === undefined) return `${name}: no power needed`;
        const who = CALLERS.filter(([, caller]) => holds(caller, power)).map(([role]) => role);
        return `${name} (${power}): ${who.join(', ') || 'API keys alone'}`;
      }),
    );
    await expect(`${calls.join('\n')}\n`).toMatchFileSnapshot('../golden/powers.txt');
  });

  test('an API key gives exactly the powers of its scopes, and never that of making keys or officers', () => {
    for (const scope of POWER_NAMES) {
      const key: Caller = { kind: 'service', name: 'a service', powers: [scope] };
      expect(POWER_NAMES.filter((power) => holds(key, power))).toEqual(
        ['register-changes.write', 'api-keys.write'].includes(scope) ? [] : [scope],
      );
    }
  });

  test('auditors and researchers change nothing; the other side’s liaison takes up tasks, and no more', () => {
    const outside = CALLERS.filter(([role]) => ['CPL-LN', 'auditor', 'researcher'].includes(role));
    for (const [role, caller] of outside) {
      const held = POWER_NAMES.filter((power) => holds(caller, power));
      expect(
        held.filter((power) => !power.endsWith('.read') && power !== 'cases.export'),
        role,
      ).toEqual(role === 'CPL-LN' ? ['tasks.claim'] : []);
    }
  });
});

describe('who may enter what', () => {
  test('is as the vocabulary of each procedure says, for a case as it begins', async () => {
    const rows = PROCEDURES.flatMap((procedure) => {
      const { name, vocabulary } = procedure;
      const facts = factsAtFirst(procedure);
      return Object.entries(vocabulary).map(([type, row]) => {
        const by = rolesOf(row.by, facts).toSorted().join(', ');
        const second = row.second && rolesOf(row.second.roles, facts).toSorted().join(', ');
        const bodies = row.second?.twoBodies === true ? ', two bodies' : '';
        return `${name} ${type}: ${by}${second === undefined ? '' : ` + ${second}${bodies}`}`;
      });
    });
    await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('../golden/roles.txt');
  });

  test('names roles that there are, and never one that only reads', () => {
    const known = new Set([...Object.keys(ROLES), SERVICE]);
    for (const procedure of PROCEDURES) {
      const facts = factsAtFirst(procedure);
      for (const [type, row] of Object.entries(procedure.vocabulary)) {
        const second = row.second === undefined ? [] : rolesOf(row.second.roles, facts);
        const named = [...rolesOf(row.by, facts), ...second];
        expect(
          named.filter((role) => !known.has(role)),
          type,
        ).toEqual([]);
      }
    }
  });
});
