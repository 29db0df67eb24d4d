import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Effect, JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { OUTBOUND, outboundCase } from '../support/chart-case.ts';
import { crossing, fetchOf } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';
import { aCase, entryRow } from '../support/records.ts';

let api: TestApi;
let task = '';

beforeAll(async () => {
  api = await startApi();
  await api.registry.putOfficers(
    ['EMB-HD-1', 'EMB-HD-2'].map((id) => ({ id, role: 'EMB-HD', body: 'EMB' })),
  );
  for (const [caseNo, province] of [
    ['T-1', 'Jilin'],
    ['T-2', 'Liaoning'],
  ] as const) {
    const { view, snapshot } = outboundCase(OUTBOUND.passport);
    const driver = aCase(api.registry, { caseNo, procedure: 'outbound', facts: { province } });
    const effects: Effect[] = snapshot.tasks.map((one) => ({ kind: 'openTask', task: one }));
    const row = entryRow(1, 'a', { effects, state: view.state });
    await driver.record([row], { view: { ...view, caseNo, seq: 1 } as unknown as JsonObject });
  }
  task = (await as('EMB-HD-1', 'tasks', '--case', 'T-1')).out.split(' · ').at(-1) ?? '';
});
afterAll(() => api.close());

/** A command of an officer who is signed in. */
async function as(officer: string, ...args: readonly string[]): Promise<Ran> {
  return crossing(args, {
    env: {
      CROSSING_DATA_DIR: '/nonexistent',
      CROSSING_URL: 'http://api.test',
      CROSSING_TOKEN: await api.tokenOf(officer),
    },
    fetch: fetchOf(api),
  });
}

function cases({ out }: Ran): readonly string[] {
  return out === '' ? [] : out.split('\n').map((line) => line.split(' · ')[0] ?? '');
}

describe('tasks', () => {
  test.each([
    [['--mine'], ['T-1', 'T-2']],
    [['--mine', '--province', 'Jilin'], ['T-1']],
    [['--role', 'EMB-HD', '--body', 'EMB', '--province', 'Liaoning'], ['T-2']],
    [['--body', 'PSO'], []],
    [['--overdue', '--due-before', '1900-01-01T00:00:00Z'], []],
  ])('narrowed by %j', async (options, found) => {
    const ran = await as('EMB-HD-1', 'tasks', ...options);
    expect([ran.exitCode, [...cases(ran)].toSorted()]).toEqual([0, found]);
  });

  test('say for whom a substitute would act, and what he may countersign', async () => {
    const id = 'S-CLI';
    const term = { from: '2000-01-01T00:00:00.000Z', until: '2999-01-01T00:00:00.000Z' };
    await api.registry.putSubstitutions([
      { id, substitute: 'EMB-CO-5', absentee: 'EMB-HD-1', ...term },
    ]);
    const { out } = await as('EMB-CO-5', 'tasks', '--mine', '--case', 'T-1');
    expect(out).toMatch(/^T-1 · EMB-HD · .* \(since .*, for EMB-HD-1\) · \S+$/);
    const driver = aCase(api.registry, { caseNo: 'T-3', procedure: 'outbound' });
    const draft = {
      ...{ id: 'd-1', by: 'EMB-CO-3', since: '1958-01-01T00:00:00.000Z' },
      ...{ event: { id: 'd-1', type: 'identity.mistaken' }, secondRoles: ['PSO-DR'] },
    };
    await driver.record([], {
      view: { caseNo: 'T-3', state: 'x', seq: 0, open: true, drafts: [draft] },
    });
    const second = await as('PSO-DR-1', 'tasks', '--mine', '--explain');
    expect(second.out).toBe(
      `T-3 · PSO-DR · countersign identity.mistaken of EMB-CO-3 (since ${draft.since}) · draft/d-1`,
    );
  });

  test('refuses a date that is none', async () => {
    const none = await as('EMB-HD-1', 'tasks', '--case', 'T-9');
    expect(none).toMatchObject({ exitCode: 0, out: '', err: expect.stringMatching(/none/) });
    const ran = await as('EMB-HD-1', 'tasks', '--due-before', 'tomorrow');
    expect([ran.exitCode, ran.err]).toEqual([2, expect.stringContaining('dueBefore')]);
  });
});

describe('a task in hand', () => {
  test('is claimed, shown, handed over and released; the other is told who has it', async () => {
    const claimed = await as('EMB-HD-1', 'claim', 'T-1', task);
    expect(claimed).toMatchObject({ exitCode: 0, err: '' });
    expect(claimed.out).toContain('in hand of EMB-HD-1');
    expect((await as('EMB-HD-2', 'tasks', '--case', 'T-1')).out).toContain('in hand of EMB-HD-1');
    const late = await as('EMB-HD-2', 'claim', 'T-1', task);
    expect([late.exitCode, late.err]).toEqual([
      2,
      expect.stringMatching(/^TASK_CLAIMED.*EMB-HD-1 has it in hand/),
    ]);
    const given = await as('EMB-HD-1', 'hand-over', 'T-1', task, '--to', 'EMB-HD-2', '--json');
    expect(JSON.parse(given.out)).toMatchObject({ id: task, claim: { holder: 'EMB-HD-2' } });
    const free = await as('EMB-HD-2', 'release', 'T-1', task);
    expect([free.exitCode, free.out.includes('in hand')]).toEqual([0, false]);
  });

  test('of an officer whom his head stands in for is let go with reasons alone', async () => {
    await as('EMB-HD-1', 'claim', 'T-2', task);
    const without = await as('EMB-HD-2', 'release', 'T-2', task);
    expect([without.exitCode, without.err]).toEqual([2, expect.stringMatching(/reasons/)]);
    const reasons = ['--reasons', 'he is away until Monday'];
    expect((await as('EMB-HD-2', 'release', 'T-2', task, ...reasons)).exitCode).toBe(0);
  });

  test('is of an officer: whoever may not act on it is told why', async () => {
    const other = await as('EMB-CO-2', 'claim', 'T-1', task);
    expect([other.exitCode, other.err]).toEqual([2, expect.stringMatching(/^NOT_PERMITTED/)]);
    expect((await as('EMB-HD-1', 'hand-over', 'T-1', task)).exitCode).toBe(2);
  });
});
