/** Numbers of documents are given once (I26), and cases that are named have a file. */
import { describe, expect, it } from 'vitest';
import type { RowWishes } from '../support/records.ts';
import { aCase, entryRow, freshCaseNo } from '../support/records.ts';
import type { Opened } from '../support/registries.ts';
import { onBothDrivers } from '../support/registries.ts';

let last = 0;

/** A number that no other test gives. */
function fresh(): { readonly kind: string; readonly number: string } {
  last += 1;
  return { kind: 'exit-permit', number: `XP-${last}` };
}

onBothDrivers((opened) => {
  describe('the number of a document', () => numbers(opened));
  describe('a case that is named', () => {
    it('has a file, or is told apart', async () => {
      const { registry } = opened();
      const one = aCase(registry);
      await one.record([]);
      const asked = [one.caseNo, 'NOBODY-1', 'NOBODY-2'];
      expect(await registry.withoutFile(asked)).toEqual(['NOBODY-1', 'NOBODY-2']);
    });
  });
});

function numbers(opened: () => Opened): void {
  const hold = async (caseNo: string, eventId: string, ...given: ReturnType<typeof fresh>[]) => {
    const asked = given.map((one) => ({ eventId, ...one }));
    const taken = await opened().registry.holdNumbers(caseNo, asked);
    return taken.map(({ number }) => number);
  };

  it('is held for its event, in whatever case, as often as it is asked [I26]', async () => {
    const [one, other] = [fresh(), fresh()];
    const [first, second] = [freshCaseNo(), freshCaseNo()];
    expect(await hold(first, 'E-1', one)).toEqual([]);
    expect(await hold(first, 'E-1', one)).toEqual([]);
    expect(await hold(second, 'E-1', one, other)).toEqual([one.number]);
    expect(await hold(first, 'E-2', one, other)).toEqual([one.number, other.number]);
    expect(await hold(second, 'E-1', { ...one, kind: 'passport' })).toEqual([]);
  });

  it('goes to one of two cases that give it at once [I26]', async () => {
    const one = fresh();
    const both = [freshCaseNo(), freshCaseNo()].map((caseNo) => hold(caseNo, 'E-1', one));
    expect((await Promise.all(both)).flat()).toEqual([one.number]);
  });

  const answers: readonly (readonly [string, boolean, readonly RowWishes[]])[] = [
    ['was accepted', true, [{}]],
    ['is a draft', true, [{ act: 'propose' }]],
    ['was countersigned', true, [{ act: 'propose' }, { act: 'countersign' }]],
    [
      'was signed by nobody first',
      true,
      [{ outcome: 'rejected', code: 'NOT_ATTESTED', sender: null }],
    ],
    [
      'is a draft that a wrong officer countersigned',
      true,
      [{ act: 'propose' }, { act: 'countersign', outcome: 'rejected', code: 'ROLE_NOT_ALLOWED' }],
    ],
    ['was refused', false, [{ outcome: 'rejected', code: 'ROLE_NOT_ALLOWED' }]],
    [
      'was refused as a draft',
      false,
      [{ act: 'propose', outcome: 'rejected', code: 'EVENT_NOT_ALLOWED' }],
    ],
    ['was withdrawn as a draft', false, [{ act: 'propose' }, { act: 'withdraw' }]],
  ];
  it.each(answers)('of an event that %s is held: %j', async (_what, held, wishes) => {
    const number = fresh();
    const one = aCase(opened().registry);
    expect(await hold(one.caseNo, 'E-1', number)).toEqual([]);
    await one.record(wishes.map((wish, at) => entryRow(at + 1, 'E-1', wish)));
    expect(await hold(freshCaseNo(), 'E-1', number)).toEqual(held ? [number.number] : []);
  });

  it('is never one that is drawn', async () => {
    const drawn = { kind: 'exit-permit', number: 'EX-1/exit-permit/1' };
    expect(await hold(freshCaseNo(), 'E-1', drawn)).toEqual([drawn.number]);
    expect(await hold(freshCaseNo(), 'E-1', { ...drawn, kind: 'passport' })).toEqual([]);
  });
}
