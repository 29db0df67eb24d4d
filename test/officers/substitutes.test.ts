/** Who stands in for whom when a message arrives, and what he may do in the other's place. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Act } from '../../activities/contract.ts';
import type { Attestation, Substitution } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Submission } from '../../machines/shared/submission.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { CASE_NO, NOW, openOffices, registersOf } from '../support/offices.ts';
import type { Offices } from '../support/offices.ts';

let offices: Offices;
beforeAll(async () => {
  offices = await openOffices();
});
afterAll(() => offices.close());

/** EMB-CO-2 stands in for EMB-HD-1 in March. */
const MARCH: Substitution = {
  id: 'S-1',
  substitute: 'EMB-CO-2',
  absentee: 'EMB-HD-1',
  from: '2031-03-01T00:00:00.000Z',
  until: '2031-04-01T00:00:00.000Z',
};

const HEARD = { id: 'E-1', type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-2' };
const FOR_HEAD = { ...HEARD, type: 'passport.approved', for: 'EMB-HD-1' };

/** What the signatures of these officers prove about an event, with these substitutions. */
async function prove(
  event: JsonObject & { readonly id: string },
  substitutions: readonly Substitution[],
  { by = ['EMB-CO-2'], act = 'submit' }: { by?: readonly string[]; act?: Act } = {},
): Promise<Attestation> {
  const attestations = await Promise.all(
    by.map((one) => offices.sign(one, event.id, event, { act })),
  );
  const submission: Submission =
    act === 'countersign'
      ? { act, id: event.id, attestations }
      : { act: act === 'propose' ? act : 'submit', id: event.id, event, attestations };
  const registers = registersOf(offices.officers, offices.issuers, substitutions);
  const receivedAt = NOW.toISOString();
  const [proven] = await createAttest(registers)([
    { caseNo: CASE_NO, procedure: 'outbound', clock: 'live', submission, receivedAt },
  ]);
  if (proven === undefined) throw new Error('no answer');
  return proven;
}

describe('a substitute in his own name', () => {
  test('keeps his role, and counts as both persons', async () => {
    const { by } = await prove(HEARD, [MARCH]);
    expect(by).toEqual({ id: 'EMB-CO-2', role: 'EMB-CO', body: 'EMB', actsFor: ['EMB-HD-1'] });
  });

  test('counts as each of several absentees, and once where two entries say the same', async () => {
    const other = { ...MARCH, id: 'S-2', absentee: 'MFA-CD-1' };
    const { by } = await prove(HEARD, [MARCH, other, { ...MARCH, id: 'S-3' }]);
    expect(by?.actsFor).toEqual(['EMB-HD-1', 'MFA-CD-1']);
  });

  test('counts as both when he is second, and when he countersigns', async () => {
    const event = { ...HEARD, by: 'PSO-DR-1', second: 'EMB-CO-2' };
    const signed = await prove(event, [MARCH], { by: ['PSO-DR-1', 'EMB-CO-2'] });
    expect(signed.by?.actsFor).toBeUndefined();
    expect(signed.second?.actsFor).toEqual(['EMB-HD-1']);
    const counter = await prove(HEARD, [{ ...MARCH, events: ['passport.approved'] }], {
      act: 'countersign',
    });
    expect(counter.by?.actsFor).toEqual(['EMB-HD-1']);
  });

  test.each<[string, Partial<Substitution>, readonly string[] | undefined]>([
    ['at its first instant', { from: NOW.toISOString() }, ['EMB-HD-1']],
    ['before it', { from: '2031-03-05T10:00:00.001Z' }, undefined],
    ['at its end', { until: NOW.toISOString() }, undefined],
    ['in its procedure', { procedures: ['outbound'] }, ['EMB-HD-1']],
    ['in another procedure', { procedures: ['inbound', 'exit'] }, undefined],
    ['for its event', { events: ['person.heard'] }, ['EMB-HD-1']],
    ['for another event', { events: ['passport.approved'] }, undefined],
    ['as the absentee of it', { substitute: 'EMB-HD-1', absentee: 'EMB-CO-2' }, undefined],
  ])('%s', async (_when, differs, actsFor) => {
    const { attested, by } = await prove(HEARD, [{ ...MARCH, ...differs }]);
    expect(attested).toBe(true);
    expect(by?.actsFor).toEqual(actsFor);
  });
});

describe('a substitute for the absentee', () => {
  test('has the role and the body of the absentee, and counts as both', async () => {
    expect(await prove(FOR_HEAD, [MARCH])).toEqual({
      attested: true,
      by: { id: 'EMB-CO-2', role: 'EMB-HD', body: 'EMB', actsFor: ['EMB-HD-1'] },
    });
  });

  test('may be the second officer', async () => {
    const event = { ...HEARD, by: 'PSO-DR-1', second: 'EMB-CO-2', secondFor: 'EMB-HD-1' };
    const by = ['PSO-DR-1', 'EMB-CO-2'];
    expect(await prove(event, [MARCH], { by })).toMatchObject({
      attested: true,
      by: { id: 'PSO-DR-1', role: 'PSO-DR' },
      second: { id: 'EMB-CO-2', role: 'EMB-HD', actsFor: ['EMB-HD-1'] },
    });
    expect(await prove(event, [], { by })).toMatchObject({ attested: false });
  });

  test('may propose, but no proposal says for whom it is countersigned', async () => {
    const proposed = await prove(FOR_HEAD, [MARCH], { act: 'propose' });
    expect(proposed.by).toMatchObject({ role: 'EMB-HD' });
    const event = { ...HEARD, second: 'EMB-CO-1', secondFor: 'EMB-HD-1' };
    expect(await prove(event, [MARCH], { act: 'propose' })).toMatchObject({
      attested: false,
      fault: expect.stringContaining('secondFor'),
    });
  });

  test.each<[string, readonly Substitution[]]>([
    ['nobody made him one', []],
    ['it has ended', [{ ...MARCH, until: '2031-03-05T09:00:00.000Z' }]],
    ['it has not begun', [{ ...MARCH, from: '2031-03-06T00:00:00.000Z' }]],
    ['it is for another event', [{ ...MARCH, events: ['passport.declined'] }]],
    ['it is for another procedure', [{ ...MARCH, procedures: ['exit'] }]],
    [
      'his absentee is the substitute',
      [
        { ...MARCH, absentee: 'EMB-HD-2' },
        { ...MARCH, id: 'S-2', substitute: 'EMB-HD-2' },
      ],
    ],
  ])('is refused where %s', async (_why, substitutions) => {
    expect(await prove(FOR_HEAD, substitutions)).toEqual({
      attested: false,
      fault: expect.stringMatching(/^EMB-CO-2 does not stand in for EMB-HD-1/),
    });
  });

  test('is refused for himself, and for one who is out of term or none', async () => {
    expect(await prove({ ...HEARD, for: 'EMB-CO-2' }, [MARCH])).toMatchObject({ attested: false });
    const gone = { ...MARCH, absentee: 'EMB-HD-77' };
    expect(await prove({ ...FOR_HEAD, for: 'EMB-HD-77' }, [gone])).toEqual({
      attested: false,
      fault: 'there is no officer EMB-HD-77',
    });
  });

  test.each<[string, JsonObject, RegExp]>([
    ['a number', { for: 7 }, /`for` is not the id/],
    ['an authority', { for: 'Office of X' }, /`for` is not the id/],
    ['nobody in `by`', { for: 'EMB-HD-1', by: undefined }, /`for` needs `by`/],
    ['nobody in `second`', { secondFor: 'EMB-HD-1' }, /`secondFor` needs `second`/],
  ])('is refused with %s', async (_what, fields, fault) => {
    const { by: _by, ...rest } = HEARD;
    const event = fields['by'] === undefined && 'by' in fields ? rest : HEARD;
    const { by: _none, ...said } = fields;
    expect(await prove({ ...event, ...said }, [MARCH])).toEqual({
      attested: false,
      fault: expect.stringMatching(fault),
    });
  });
});
