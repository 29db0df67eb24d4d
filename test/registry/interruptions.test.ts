import { describe, expect, it } from 'vitest';
import type { Interruption } from '../../src/registry/interruptions.ts';
import { aCase, entryRow, openTask } from '../support/records.ts';
import type { CaseDriver } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';

const ENDED: Interruption = {
  since: '2025-03-02T10:00:00.000Z',
  reason: 'the workflow of the case ended: TERMINATED',
};
const LATER: Interruption = {
  since: '2025-03-03T10:00:00.000Z',
  reason: 'the server knows no workflow of the case',
};

onBothDrivers((opened) => {
  /** A case with one task that is open, and one that its own step withdrew. */
  async function asking(): Promise<CaseDriver> {
    const one = aCase(opened().registry);
    const tasks = [openTask('t', ['EMB-CO']), openTask('done', ['EMB-CO'])];
    await one.record([entryRow(1, 'a', { effects: tasks })]);
    const closed = { kind: 'closeTask', id: 'done', reason: 'answered' } as const;
    await one.record([entryRow(2, 'b', { effects: [closed] })]);
    return one;
  }

  const runOf = ({ caseNo }: CaseDriver, run = `run-of-${caseNo}`) => ({
    caseNo,
    firstExecutionRunId: run,
  });
  const openOf = async ({ caseNo }: CaseDriver) => (await opened().registry.beside(caseNo)).tasks;

  describe('a case that no workflow runs for', () => {
    it('has its tasks withdrawn with the reason, and says since when', async () => {
      const { registry } = opened();
      const one = await asking();
      await registry.interrupt(runOf(one), ENDED);
      expect(await openOf(one)).toEqual([]);
      expect(await registry.task(one.caseNo, 't', ENDED.since)).toMatchObject({
        closedAt: ENDED.since,
        closeReason: ENDED.reason,
      });
      expect((await registry.case(one.caseNo))?.interrupted).toEqual(ENDED);
      const [listed] = await registry.cases({ text: one.caseNo, limit: 1 });
      expect(listed).toMatchObject({ interrupted: ENDED, awaits: [] });
    });

    it('tells whoever subscribed, once, that they are withdrawn and that they are open again', async () => {
      const { registry } = opened();
      const made = { createdAt: ENDED.since, createdBy: 'operator', sealed: 'sealed' };
      const wish = { url: 'https://hooks.example.org/', kinds: ['task.withdrawn', 'task.opened'] };
      await registry.putSubscription({ id: 'sub-between', ...wish, roles: ['EMB-CO'], ...made }, 9);
      const one = await asking();
      const { caseNo } = one;
      const between = async () =>
        (await registry.untold(100)).filter((delivery) => delivery.caseNo === caseNo);
      await registry.interrupt(runOf(one), ENDED);
      await registry.interrupt(runOf(one), LATER);
      const [told, ...others] = await between();
      expect(others).toEqual([]);
      expect(await registry.outgoing(caseNo, told?.key ?? '')).toMatchObject({
        event: {
          type: 'task.withdrawn',
          time: ENDED.since,
          data: { reason: ENDED.reason, task: { id: 't', roles: ['EMB-CO'] } },
        },
      });
      await registry.delivered(caseNo, told?.key ?? '', LATER.since);
      expect(await between()).toEqual([]);
      await registry.continues(runOf(one));
      await registry.continues(runOf(one));
      const again = await between();
      expect(again.map(({ key }) => key.split('/').at(-3))).toEqual(['task.opened']);
      expect(await registry.outgoing(caseNo, again[0]?.key ?? '')).toMatchObject({
        event: { type: 'task.opened', data: { task: { id: 't' } } },
      });
      await registry.removeSubscription('sub-between');
    });

    it('keeps the first instant and reason, however often it is found so', async () => {
      const { registry } = opened();
      const one = await asking();
      await registry.interrupt(runOf(one), ENDED);
      await registry.interrupt(runOf(one), LATER);
      expect((await registry.case(one.caseNo))?.interrupted).toEqual(ENDED);
    });

    it('asks again for what was withdrawn, and for no more, when its file is taken over', async () => {
      const { registry } = opened();
      const one = await asking();
      await registry.interrupt(runOf(one), ENDED);
      const { caseNo, head } = one;
      const run = { caseNo, firstExecutionRunId: 'new', runId: 'new', originalRunId: 'new' };
      const elsewhere = { ...head, seq: head.seq + 1 };
      expect(await registry.takeOver({ run, ...elsewhere })).toBe(false);
      expect(await openOf(one)).toEqual([]);
      expect(await registry.takeOver({ run, ...head })).toBe(true);
      expect(await openOf(one)).toEqual(['t']);
      expect((await registry.case(caseNo))?.interrupted).toBeUndefined();
    });

    it('goes on where the run that owns its file is there after all', async () => {
      const { registry } = opened();
      const one = await asking();
      await registry.interrupt(runOf(one), ENDED);
      await registry.continues(runOf(one, 'another'));
      expect(await openOf(one)).toEqual([]);
      await registry.continues(runOf(one));
      expect(await openOf(one)).toEqual(['t']);
      expect((await registry.case(one.caseNo))?.interrupted).toBeUndefined();
    });
  });

  describe('a case', () => {
    it('is not interrupted for a run that its file does not belong to', async () => {
      const one = await asking();
      await opened().registry.interrupt(runOf(one, 'another'), ENDED);
      expect(await openOf(one)).toEqual(['t']);
      expect((await opened().registry.case(one.caseNo))?.interrupted).toBeUndefined();
    });

    it('that has its outcome is neither looked at nor interrupted', async () => {
      const { registry } = opened();
      const one = await asking();
      const view = { caseNo: one.caseNo, state: 'outcome.closed', seq: 3, open: false };
      await one.record([entryRow(3, 'c')], { view });
      await registry.interrupt(runOf(one), ENDED);
      expect(await openOf(one)).toEqual(['t']);
      const looked = await registry.openRuns('', 1_000);
      expect(looked.map(({ caseNo }) => caseNo)).not.toContain(one.caseNo);
    });

    it('is looked at once, in pages', async () => {
      const { registry } = opened();
      const whole = await registry.openRuns('', 1_000);
      const paged = [];
      for (let [last] = await registry.openRuns('', 1); last !== undefined;) {
        paged.push(last);
        [last] = await registry.openRuns(last.caseNo, 1);
      }
      expect(paged).toEqual(whole);
      expect(whole.some(({ interrupted }) => interrupted)).toBe(true);
    });
  });
});
