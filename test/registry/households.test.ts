import { describe, expect, it } from 'vitest';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import type { CaseDriver } from '../support/records.ts';
import { aCase, entryRow, freshCaseNo } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

onBothDrivers((opened) => {
  describe('open cases of one person', () => {
    it('name each other, live and of one procedure, as long as both are open [I19]', async () => {
      const { registry } = opened();
      const subjectRef = `s/${freshCaseNo()}`;
      const begun = async (more: Partial<Opening> = {}): Promise<CaseDriver> => {
        const one = aCase(registry, { caseNo: freshCaseNo(), subjectRef, ...more });
        await one.record([]);
        return one;
      };
      const [one, other] = [await begun(), await begun()];
      const recorded = await begun({ clock: 'recorded' });
      const exit = await begun({ procedure: 'exit' });
      await begun({ subjectRef: `${subjectRef}/other` });
      expect(await registry.sameSubject(one.caseNo)).toEqual([other.caseNo]);
      expect(await registry.sameSubject(other.caseNo)).toEqual([one.caseNo]);
      for (const { caseNo } of [recorded, exit]) {
        expect(await registry.sameSubject(caseNo)).toEqual([]);
      }
      await end(other);
      expect(await registry.sameSubject(one.caseNo)).toEqual([]);
      expect(await registry.sameSubject(other.caseNo)).toEqual([]);
    });
  });
  describe('links', () => links(opened));
  describe('open dependants', () => dependants(opened));
});

interface Wishes {
  readonly caseNo?: string;
  readonly household?: unknown;
  readonly adult?: boolean;
}

/** Registers a case that names others. */
async function named(opened: () => Opened, wishes: Wishes): Promise<CaseDriver> {
  const { household, adult = true, caseNo = freshCaseNo() } = wishes;
  const facts = { adult, ...(household !== undefined && { household }) } as JsonObject;
  const one = aCase(opened().registry, { caseNo, facts });
  await one.record([]);
  return one;
}

/** Ends a case. */
async function end(one: CaseDriver): Promise<void> {
  const rows = [entryRow(one.head.seq + 1, 'end', { state: 'outcome.passport-issued' })];
  const { view } = one.input(rows);
  await one.record(rows, { view: { ...view, open: false } });
}

function links(opened: () => Opened): void {
  it('show from both sides, by number and relation alone [A28, I19]', async () => {
    const { registry } = opened();
    const childNo = freshCaseNo();
    const members = [{ caseNo: childNo, relation: 'child', dependent: true, name: 'nobody' }];
    const parent = await named(opened, { household: members });
    expect(await registry.household(parent.caseNo)).toEqual([
      { caseNo: childNo, relation: 'child', dependent: true, open: false },
    ]);
    const child = await named(opened, { caseNo: childNo });
    expect(await registry.household(childNo)).toEqual([
      { caseNo: parent.caseNo, relation: 'parent', dependent: false, open: true },
    ]);
    expect(await registry.household(parent.caseNo)).toMatchObject([{ open: true }]);
    await end(child);
    expect(await registry.household(parent.caseNo)).toMatchObject([{ open: false }]);
  });

  const relatedAs = (caseNo: string, relation: string) => ({
    caseNo,
    relation,
    dependent: false,
  });

  it('keep what a case says itself before what is said of it, in either order', async () => {
    const { registry } = opened();
    const [firstNo, secondNo] = [freshCaseNo(), freshCaseNo()];
    await named(opened, { caseNo: firstNo, household: [relatedAs(secondNo, 'guardian')] });
    expect(await registry.household(secondNo)).toMatchObject([{ relation: 'ward' }]);
    await named(opened, { caseNo: secondNo, household: [relatedAs(firstNo, 'grandchild')] });
    expect(await registry.household(firstNo)).toMatchObject([{ relation: 'guardian' }]);
    expect(await registry.household(secondNo)).toMatchObject([{ relation: 'grandchild' }]);
  });

  it.each([
    ['daughter', 'child', 'parent'],
    [' Mother ', 'parent', 'child'],
    ['wife', 'spouse', 'spouse'],
    ['the wife of somebody by name', 'relative', 'relative'],
  ])('say one of a few words: %s', async (said, word, seenFromThere) => {
    const { registry } = opened();
    const otherNo = freshCaseNo();
    const one = await named(opened, { household: [relatedAs(otherNo, said)] });
    expect(await registry.household(one.caseNo)).toMatchObject([{ relation: word }]);
    expect(await registry.household(otherNo)).toMatchObject([{ relation: seenFromThere }]);
  });

  it('pass over what names no case, itself too, and take each number once', async () => {
    const { registry } = opened();
    const [caseNo, otherNo] = [freshCaseNo(), freshCaseNo()];
    const other = { caseNo: otherNo, relation: 7, dependent: 'yes', open: 1 };
    const rubbish = ['x', null, { relation: 'child' }, { caseNo: 'no number' }, { caseNo }];
    await named(opened, { caseNo, household: [...rubbish, other, { ...other, dependent: true }] });
    expect(await registry.household(caseNo)).toEqual([
      { caseNo: otherNo, relation: 'relative', dependent: false, open: false },
    ]);
    const without = await named(opened, { household: 'nobody' });
    expect(await registry.household(without.caseNo)).toEqual([]);
  });

  it('of cases that name each other and register at once are kept from both sides', async () => {
    const { registry } = opened();
    const numbers = Array.from({ length: 6 }, () => freshCaseNo());
    await Promise.all(
      numbers.map((caseNo) => {
        const household = numbers.toReversed().map((other) => ({ caseNo: other }));
        return named(opened, { caseNo, household });
      }),
    );
    for (const caseNo of numbers) {
      const known = (await registry.household(caseNo)).map((member) => member.caseNo);
      expect(known.toSorted()).toEqual(numbers.filter((other) => other !== caseNo).toSorted());
    }
  });
}

function dependants(opened: () => Opened): void {
  it('are none that is known where nobody depends on the case', async () => {
    const { registry } = opened();
    const spouse = { caseNo: freshCaseNo(), relation: 'spouse', dependent: false, open: true };
    const one = await named(opened, { household: [spouse] });
    expect(await registry.openDependants(one.caseNo)).toBeUndefined();
    expect(await registry.openDependants(freshCaseNo())).toBeUndefined();
  });

  it('count as said until they have a file, then as their file says [I22]', async () => {
    const { registry } = opened();
    const childNo = freshCaseNo();
    const child = { caseNo: childNo, relation: 'child', dependent: true };
    const parent = await named(opened, { household: [{ ...child, open: true }] });
    const other = await named(opened, { household: [child] });
    expect(await registry.openDependants(parent.caseNo)).toBe(true);
    expect(await registry.openDependants(other.caseNo)).toBe(false);
    const one = await named(opened, { caseNo: childNo });
    expect(await registry.openDependants(other.caseNo)).toBe(true);
    await end(one);
    expect(await registry.openDependants(parent.caseNo)).toBe(false);
    expect(await registry.openDependants(other.caseNo)).toBe(false);
  });

  it('may say so themselves: a minor who names a parent depends on that parent', async () => {
    const { registry } = opened();
    const parent = await named(opened, {});
    const household = [{ caseNo: parent.caseNo, relation: 'parent', dependent: false }];
    const child = await named(opened, { household, adult: false });
    expect(await registry.openDependants(parent.caseNo)).toBe(true);
    expect(await registry.openDependants(child.caseNo)).toBeUndefined();
    await end(child);
    expect(await registry.openDependants(parent.caseNo)).toBe(false);
  });
}
