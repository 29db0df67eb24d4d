/**
 * Versions side by side on one host: two policies, and two versions of a chart, of which the older cases
 * go over to the newer one when they give way to a new run.
 */
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALENDARS } from '../../machines/calendar/calendars.ts';
import { after } from '../../machines/kernel/lengths.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { POLICY_IN_WORKING_DAYS, POLICY_VERSION } from '../../machines/shared/policy.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import type { RunningWorker } from '../../src/temporal/worker.ts';
import { caseWorkflowId } from '../../workflows/messages.ts';
import { openDesk, openMobilized, roundHeld } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';
import { runsOf } from '../support/histories.ts';
import { CLERK, HEAD, bundleToy, library, said, startToyWorker } from '../toy/library.ts';
import type { Loan, ToyBundle } from '../toy/library.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.stop());

describe('two policies side by side', () => {
  const cases = [
    { caseNo: 'POLICY-1', version: POLICY_VERSION, length: 'P7D', config: {} },
    {
      caseNo: 'POLICY-2',
      version: POLICY_IN_WORKING_DAYS,
      length: 'P6D@china',
      config: { policyVersion: POLICY_IN_WORKING_DAYS },
    },
  ] as const;
  const by = { at: '1958-01-10', by: 'EMB-CO-1' };
  const statement = { value: 'unwilling', statementRef: 'ST-1', language: 'ko', signed: true };
  const events: readonly TestEvent[] = [
    roundHeld('held'),
    { id: 'stated', type: 'willingness.stated', ...by, ...statement },
    { id: 'concluded', type: 'mobilization.concluded', ...by },
    { id: 'asked', type: 'consent.requested', ...by, correlationId: 'C-1' },
    { id: 'refused', type: 'counterpart.refused', at: by.at, correlationId: 'C-1' },
  ];

  beforeAll(async () => {
    for (const { caseNo, config } of cases) {
      await openMobilized(desk, caseNo, { config: { ...config, continueAsNewEvery: 2 } });
    }
    for (const event of events) {
      for (const { caseNo } of cases) {
        const officers = event.type === 'counterpart.refused' ? ['CPL-LN-1'] : undefined;
        expect(await submit(caseNo, event, officers)).toMatchObject({ outcome: 'accepted' });
      }
    }
  });

  async function submit(
    caseNo: string,
    event: TestEvent,
    officers?: readonly string[],
  ): Promise<JsonObject> {
    const signed = await desk.signed(caseNo, event, officers && { officers });
    return (await desk.service.post(`/v1/cases/${caseNo}/events`, signed, 60)).body;
  }

  async function disposition(caseNo: string): Promise<JsonObject | undefined> {
    const view = await desk.handle(caseNo).query<JsonObject>('case');
    return (view['tasks'] as readonly JsonObject[]).find(({ key }) => key === 'disposition');
  }

  test.each(cases)(
    '$caseNo keeps the policy that it was opened under, across its runs, and is reckoned by it',
    async ({ caseNo, version, length }) => {
      const view = await desk.handle(caseNo).query<JsonObject>('case');
      expect(view).toMatchObject({ policyVersion: version, state: 'disposition-review', seq: 7 });
      const runs = await runsOf(desk.stack.temporal.client, caseWorkflowId(caseNo));
      expect(runs.length).toBeGreaterThan(2);
      const received = (await desk.file(caseNo)).at(-1)?.receivedAt ?? '';
      const due = after(received, length, CALENDARS);
      expect(await disposition(caseNo)).toMatchObject({ length, due });
      expect(await desk.stack.registry.tasks({ caseNo })).toMatchObject([{ due }]);
    },
  );

  test('time stands still under the one that says so alone', async () => {
    const asked = { correlationId: 'K-1', homeAuthority: 'PSO Jilin' };
    for (const { caseNo } of cases) {
      await submit(caseNo, { id: 'check', type: 'clause3.check-sent', ...by, ...asked });
    }
    const [first, second] = cases;
    expect((await disposition(first.caseNo))?.['due']).toBeDefined();
    expect(await disposition(second.caseNo)).toMatchObject({ paused: { by: 'clause3-answer' } });
    expect((await disposition(second.caseNo))?.['due']).toBeUndefined();
  });

  test('the service tells how many open cases are under each', async () => {
    const rows = (await desk.stack.registry.versions()).filter(
      ({ procedure }) => procedure === 'outbound',
    );
    expect(rows.map(({ policyVersion, cases: open }) => [policyVersion, open])).toEqual([
      [POLICY_VERSION, 1],
      [POLICY_IN_WORKING_DAYS, 1],
    ]);
  });
});

describe('a chart of which a second version came in', () => {
  const turns = { continueAsNewEvery: 2 };
  let first: ToyBundle;
  let second: ToyBundle;
  let worker: RunningWorker;
  let lend: Awaited<ReturnType<typeof library>>;
  let refusedBefore: JsonObject;
  let loans: { onShelf: Loan; away: Loan; stays: Loan; ended: Loan };

  beforeAll(async () => {
    [first, second] = [await bundleToy('workflows.ts'), await bundleToy('second-workflows.ts')];
    lend = await library(desk.stack);
    worker = await startToyWorker(desk.stack, first);
    loans = {
      onShelf: await lend({ caseNo: 'SHELF-1', config: turns }),
      away: await lend({ caseNo: 'AWAY-1', config: { ...turns, delays: { overdue: 'PT15S' } } }),
      stays: await lend({ caseNo: 'STAYS-1' }),
      ended: await lend({ caseNo: 'ENDED-1' }),
    };
    const { away, ended, ...others } = loans;
    const lost = said('lost', 'book.lost', { second: HEAD });
    await ended.signal(said('lent', 'book.lent'));
    await ended.signal(lost, CLERK, HEAD);
    expect(await ended.handle.result()).toEqual({ state: 'outcome.lost', seq: 2 });
    for (const loan of [...Object.values(others), away]) {
      await loan.signal(said('lent', 'book.lent'));
      await loan.untilSeq(1);
    }
    await worker.stop();
    worker = await startToyWorker(desk.stack, second);
    // Well before its reminder: the second message of its run, so that it gives way to the next.
    const bad = said('back-0', 'book.returned', { note: 'bad' });
    refusedBefore = await away.update(bad);
  });

  afterAll(async () => {
    await worker.stop();
    await first.remove();
    await second.remove();
  });

  /** Histories of runs that do not replay with a bundle. */
  async function broken(bundle: WorkflowBundle, ...of: readonly Loan[]): Promise<string[]> {
    const failures: string[] = [];
    for (const { workflowId } of of) {
      for (const { history } of await runsOf(desk.stack.temporal.client, workflowId)) {
        await Worker.runReplayHistory(
          { workflowBundle: { codePath: bundle.codePath } },
          history,
          workflowId,
        ).catch((error: unknown) => failures.push(`${workflowId}: ${String(error)}`));
      }
    }
    return failures;
  }

  test('begins new loans under it, beside those of before', async () => {
    const fresh = await lend({ caseNo: 'NEW-1' });
    expect(await fresh.untilSeq(0)).toMatchObject({ chartVersion: '2', state: 'ready' });
    expect(await loans.stays.view()).toMatchObject({ chartVersion: '1', state: 'away' });
    expect(await broken(second, fresh)).toEqual([]);
  });

  test('a loan goes over with its question, under the same id and until the same day', async () => {
    const { onShelf } = loans;
    const back = await onShelf.update(said('back', 'book.returned'));
    expect(back).toMatchObject({ outcome: 'accepted', seq: 2 });
    await expect
      .poll(onShelf.view, { timeout: 30_000 })
      .toMatchObject({ chartVersion: '2', state: 'ready' });
    const [asked] = (await onShelf.view())['tasks'] as readonly JsonObject[];
    const [row] = await desk.stack.registry.tasks({ caseNo: 'SHELF-1' });
    expect(asked).toMatchObject({ key: 'hand-out', id: row?.id, due: row?.due });
    const again = await onShelf.update(said('lent-2', 'book.lent'));
    expect(again).toMatchObject({ outcome: 'accepted', state: 'lent' });
    expect(await desk.stack.registry.tasks({ caseNo: 'SHELF-1' })).toEqual([]);
  });

  test('a loan that has not come to a new run ends as its own version says', async () => {
    const { stays } = loans;
    const burnt = said('burnt', 'book.lost', { note: 'burnt', second: HEAD });
    await stays.signal(burnt, CLERK, HEAD);
    // The second version has no such end.
    expect(await stays.handle.result()).toEqual({ state: 'outcome.burnt', seq: 2 });
  });

  test('a loan goes over with its timer, which rings once, on its own deadline', async () => {
    const { away } = loans;
    // A rule that the first version alone has.
    expect(refusedBefore).toMatchObject({ code: 'REASONS_MISSING', state: 'away' });
    await expect
      .poll(away.view, { timeout: 30_000 })
      .toMatchObject({ chartVersion: '2', state: 'lent' });
    await away.untilSeq(3);
    const [lent, , rang] = await desk.stack.registry.file('AWAY-1');
    const deadline = new Date(Date.parse(lent?.receivedAt ?? '') + 15_000).toISOString();
    expect(rang).toMatchObject({
      expect: 'recorded',
      state: 'lent',
      receivedAt: deadline,
      event: { id: `timer/late/${deadline}`, type: 'reminder.due', about: 'the book' },
    });
    const lost = said('lost', 'book.lost', { second: HEAD });
    await away.signal(lost, CLERK, HEAD);
    expect(await away.handle.result()).toEqual({ state: 'outcome.lost', seq: 4 });
  });

  test('every history of before replays beside it, and those that ended with the first as well', async () => {
    const { onShelf, away, stays, ended } = loans;
    expect(await broken(second, onShelf, away, stays, ended)).toEqual([]);
    expect(await broken(first, ended)).toEqual([]);
    const runs = await runsOf(desk.stack.temporal.client, away.workflowId);
    expect(runs.length).toBeGreaterThan(1);
  });
});
