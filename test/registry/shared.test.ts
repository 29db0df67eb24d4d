/** What shows of other cases, and cases that are named have a file. */
import { expect, it } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { aCase, entryRow } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';

onBothDrivers((opened) => {
  it('a case that is named has a file, or is told apart', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([]);
    const asked = [one.caseNo, 'NOBODY-1', 'NOBODY-2'];
    expect(await registry.withoutFile(asked)).toEqual(['NOBODY-1', 'NOBODY-2']);
  });

  it('the same number of a document in two live cases shows in both, in a recorded one in none [I26]', async () => {
    const { registry } = opened();
    const issued = async (clock: 'live' | 'recorded'): Promise<string> => {
      const one = aCase(registry, { clock });
      const document = {
        kind: 'exit-permit',
        number: 'XP-1',
        status: 'valid',
        eventId: 'E-1',
      } as const;
      const effects = [{ kind: 'issueDocument', document }] as const;
      const row = entryRow(1, 'E-1', { effects });
      await one.record([row], { view: { ...one.input([row]).view, documents: [document] } });
      return one.caseNo;
    };
    const [first, second, third] = [
      await issued('live'),
      await issued('live'),
      await issued('recorded'),
    ];
    const alsoIn = async (caseNo: string): Promise<unknown> => {
      const row = await registry.case(caseNo);
      const documents = row?.view['documents'] as readonly JsonObject[] | undefined;
      return documents?.[0]?.['alsoIn'];
    };
    expect(await alsoIn(first)).toEqual([second]);
    expect(await alsoIn(second)).toEqual([first]);
    expect(await alsoIn(third)).toBeUndefined();
  });
});
