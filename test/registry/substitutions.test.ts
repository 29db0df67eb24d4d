/** Substitutions come with the officers who were asked for, and never those of their absentees. */
import { expect, test } from 'vitest';
import type { Substitution } from '../../activities/ports.ts';
import { onBothDrivers } from '../support/registries.ts';

onBothDrivers((opened) => {
  const own: Substitution = {
    id: 'S-1',
    substitute: 'EMB-CO-2',
    absentee: 'EMB-HD-1',
    from: '2031-03-01T00:00:00.000Z',
    until: '2031-04-01T00:00:00.000Z',
  };
  const scoped: Substitution = {
    ...own,
    id: 'S-2',
    absentee: 'MFA-CD-1',
    events: ['passport.approved'],
    procedures: ['outbound', 'exit'],
  };

  test('who is named comes with his substitutions and his absentees, and no further', async () => {
    const { registry } = opened();
    const officers = ['EMB-CO-2', 'EMB-HD-1', 'MFA-CD-1', 'MPS-CD-1'].map((id) => ({
      id,
      role: id.slice(0, 6),
      body: id.slice(0, 3),
    }));
    await registry.putOfficers(officers);
    const passedOn = { ...own, id: 'S-3', substitute: 'EMB-HD-1', absentee: 'MPS-CD-1' };
    await registry.putSubstitutions([own, scoped, passedOn]);
    const found = await registry.named({ officers: ['EMB-CO-2'], issuers: [] });
    expect(found.substitutions).toEqual([own, scoped]);
    expect(found.officers.map(({ id }) => id).toSorted()).toEqual([
      'EMB-CO-2',
      'EMB-HD-1',
      'MFA-CD-1',
    ]);
    const head = await registry.named({ officers: ['MFA-CD-1'], issuers: [] });
    expect(head.substitutions).toEqual([]);
  });

  test('one of the same id takes the place of the one before', async () => {
    const { registry } = opened();
    await registry.putSubstitutions([scoped, { ...own, id: 'S-2', absentee: 'PSO-DR-1' }]);
    const { substitutions } = await registry.named({ officers: ['EMB-CO-2'], issuers: [] });
    expect(substitutions.find(({ id }) => id === 'S-2')).toEqual({
      ...own,
      id: 'S-2',
      absentee: 'PSO-DR-1',
    });
  });
});
