import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { ZERO_HASH } from '../../src/file/chain.ts';
import type { CaseFilter } from '../../src/registry/case-list.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

onBothDrivers((opened) => {
  beforeAll(() => fill(opened()));

  async function numbers(filter: Partial<CaseFilter>): Promise<readonly string[]> {
    const found = await opened().registry.cases({ limit: 10, ...filter });
    return found.map(({ caseNo }) => caseNo);
  }

  describe('the list of cases', () => {
    it('shows where they stand and for whom they wait, without duties', async () => {
      expect(await numbers({})).toHaveLength(3);
      const [first] = await opened().registry.cases({ limit: 1, text: 'l-2' });
      expect(first).toEqual({
        caseNo: 'L-2',
        procedure: 'outbound',
        province: 'Jilin',
        state: 'screening.identity',
        open: true,
        halted: false,
        openedAt: expect.any(String),
        seq: 0,
        awaits: ['EMB-CO', 'PSO-DR', 'counterpart'],
        since: '2025-01-02T00:00:00.000Z',
        due: '2025-02-01T00:00:00.000Z',
      });
    });

    const asked: readonly [Partial<CaseFilter>, readonly string[]][] = [
      [{ state: 'outcome' }, ['L-3']],
      [{ state: 'out' }, []],
      [{ state: 'screening.identity' }, ['L-1', 'L-2']],
      [{ procedure: 'inbound' }, ['L-1']],
      [{ province: 'Jilin' }, ['L-2']],
      [{ province: 'other' }, ['L-1', 'L-3']],
      [{ awaits: 'EMB' }, ['L-2']],
      [{ awaits: 'EMB-CO' }, ['L-2']],
      [{ awaits: 'EM' }, []],
      [{ awaits: 'PSO' }, ['L-1', 'L-2']],
      [{ awaits: 'PSO-DR' }, ['L-2']],
      [{ open: true }, ['L-1', 'L-2']],
      [{ since: '2025-01-02T00:00:00.000Z' }, ['L-2']],
      [{ dueBefore: '2025-02-02' }, ['L-2']],
      [{ dueBefore: '2025-02-01' }, []],
      [{ text: '%' }, []],
      [{ text: '-3' }, ['L-3']],
    ];
    it.each(asked)('of %j is %j', async (filter, expected) => {
      expect((await numbers(filter)).toSorted()).toEqual(expected);
    });

    it('comes in pages, each case once', async () => {
      const whole = await opened().registry.cases({ limit: 10 });
      const paged: string[] = [];
      for (let last = whole[0]; last !== undefined;) {
        paged.push(last.caseNo);
        const { openedAt, caseNo } = last;
        [last] = await opened().registry.cases({ limit: 1, after: { openedAt, caseNo } });
      }
      expect(paged).toEqual(whole.map(({ caseNo }) => caseNo));
    });
  });
});

async function fill({ registry }: Opened): Promise<void> {
  const awaits = (who: string, since: string, due?: string) => ({
    ...{ who, what: 'w', since: `${since}T00:00:00.000Z` },
    ...(due !== undefined && { due: `${due}T00:00:00.000Z` }),
  });
  const put = (caseNo: string, procedure: string, facts: JsonObject, view: JsonObject) =>
    registry.record({
      run: { caseNo, firstExecutionRunId: 'r', runId: 'r', originalRunId: 'r' },
      opening: { start: { caseNo, procedure, subjectRef: 's', facts }, effects: [] },
      after: { seq: 0, hash: ZERO_HASH, rejected: 0 },
      rows: [],
      repeats: [],
      view: { caseNo, seq: 0, ...view },
    });
  const screening = { state: 'screening.identity', open: true };
  const waits = [awaits('PSO-IN', '2025-03-01')];
  await put('L-1', 'inbound', {}, { ...screening, awaiting: waits });
  const both = [
    awaits('counterpart', '2025-01-02', '2025-02-01'),
    awaits('EMB-CO, PSO-DR', '2025-01-05'),
  ];
  await put('L-2', 'outbound', { province: 'Jilin' }, { ...screening, awaiting: both });
  await put('L-3', 'outbound', {}, { state: 'outcome.closed', open: false, awaiting: [] });
  await put('policy-notice/L-4', 'policy-notice', {}, screening);
}
