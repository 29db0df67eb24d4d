import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { claimAfter } from '../../src/registry/claims.ts';
import type { ClaimEntry } from '../../src/registry/claims.ts';
import { taskListQuery } from '../../src/registry/tasks.ts';
import type { TaskFilter, TaskRow } from '../../src/registry/tasks.ts';
import type { Effect, Opening } from '../../machines/kernel/types.ts';
import { aCase, entryRow, freshCaseNo, openTask } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

const MAY = '2025-05-01T00:00:00.000Z';
const JUNE = '2025-06-01T00:00:00.000Z';
const NOW = '2025-05-10T12:00:00.000Z';

/** A role that no other test of this file has. */
function freshRole(): string {
  return `ROLE-${freshCaseNo()}`;
}

onBothDrivers((opened) => {
  describe('open tasks', () => openTasks(opened));
  describe('claims', () => claims(opened));
  describe('with many open tasks', () => manyTasks(opened));
});

async function withTasks(
  { registry }: Opened,
  effects: readonly Effect[],
  opening: Partial<Opening> = {},
) {
  const one = aCase(registry, opening);
  await one.record([entryRow(1, 'a', { effects })]);
  return one;
}

function openTasks(opened: () => Opened): void {
  const ids = async (filter: TaskFilter) =>
    (await opened().registry.tasks(filter)).map(({ id }) => id);

  it('are listed by role and case, oldest due first, those without a date last', async () => {
    const [roleA, roleB] = [freshRole(), freshRole()];
    const one = await withTasks(opened(), [
      openTask('never', [roleA]),
      openTask('late', [roleA, roleB], JUNE),
    ]);
    await withTasks(opened(), [openTask('early', [roleA], MAY)]);
    expect(await ids({ roles: [roleA] })).toEqual(['early', 'late', 'never']);
    expect(await ids({ roles: [roleB] })).toEqual(['late']);
    expect(await ids({ roles: [roleA, roleB] })).toEqual(['early', 'late', 'never']);
    expect(await ids({ roles: [roleA], caseNo: one.caseNo })).toEqual(['late', 'never']);
    expect(await ids({ caseNo: one.caseNo })).toEqual(['late', 'never']);
    expect(await ids({ roles: [`${roleA}x`] })).toEqual([]);
    expect(await ids({ roles: [roleA], dueBefore: JUNE })).toEqual(['early']);
  });

  it('come page by page in the order of the whole list, each once', async () => {
    const { registry } = opened();
    const [roleA, roleB] = [freshRole(), freshRole()];
    for (let n = 0; n < 7; n += 1) {
      const due = n % 3 === 0 ? undefined : n % 2 === 0 ? MAY : JUNE;
      const roles = n % 2 === 0 ? [roleA, roleB] : [roleB];
      await withTasks(opened(), [openTask(`t-${n}`, roles, due)]);
    }
    const filter = { roles: [roleA, roleB] };
    const whole = await registry.tasks(filter);
    expect(whole).toHaveLength(7);
    const paged: TaskRow[] = [];
    for (;;) {
      const last = paged.at(-1);
      const after = last && { ...last, due: last.due ?? '~' };
      const page = await registry.tasks({ ...filter, limit: 2, ...(after && { after }) });
      paged.push(...page);
      if (page.length < 2) break;
    }
    expect(paged).toEqual(whole);
  });

  it('are listed by province, those of a duty that names none everywhere', async () => {
    const role = freshRole();
    const tasks = (id: string) => [openTask(id, [role])];
    await withTasks(opened(), tasks('jilin'), { facts: { province: 'Jilin' } });
    await withTasks(opened(), tasks('elsewhere'), { facts: { province: 'Beijing' } });
    const caseNo = `policy-notice/${freshCaseNo()}`;
    await withTasks(opened(), tasks('duty'), { caseNo, procedure: 'policy-notice' });
    const rows = await opened().registry.tasks({ roles: [role] });
    expect(new Map(rows.map(({ id, province }) => [id, province]))).toEqual(
      new Map([
        ['duty', 'every'],
        ['elsewhere', 'other'],
        ['jilin', 'Jilin'],
      ]),
    );
    expect(await ids({ roles: [role], provinces: ['Jilin', 'every'] })).toHaveLength(2);
    expect(await ids({ roles: [role], provinces: ['Liaoning'] })).toEqual([]);
    expect(await ids({ roles: [role], procedure: 'policy-notice' })).toEqual(['duty']);
  });

  it('leave the list when they close and say why, and move in it with their date', async () => {
    const { registry } = opened();
    const role = freshRole();
    const one = await withTasks(opened(), [
      openTask('a', [role], MAY),
      openTask('b', [role], JUNE),
    ]);
    const moved: Effect = { kind: 'moveDue', of: 'task', id: 'a' };
    await one.record([entryRow(2, 'm', { effects: [moved] })]);
    expect(await ids({ roles: [role] })).toEqual(['b', 'a']);
    const close = (id: string): Effect => ({ kind: 'closeTask', id, reason: 'case-moved-on' });
    await one.record([entryRow(3, 'c', { effects: [close('b')] })]);
    await one.record([entryRow(4, 'd', { effects: [close('a')] })]);
    expect(await ids({ roles: [role] })).toEqual([]);
    const closed = await registry.closedTasks(one.caseNo, { limit: 10 });
    expect(closed.map(({ id, closeReason }) => [id, closeReason])).toEqual([
      ['a', 'case-moved-on'],
      ['b', 'case-moved-on'],
    ]);
    const [{ closedAt = '' } = {}] = closed;
    const next = await registry.closedTasks(one.caseNo, { after: { closedAt, id: 'a' }, limit: 1 });
    expect(next.map(({ id }) => id)).toEqual(['b']);
    expect(await registry.task(one.caseNo, 'b', NOW)).toMatchObject({
      closeReason: 'case-moved-on',
    });
    expect(await registry.task(one.caseNo, 'c', NOW)).toBeUndefined();
  });
}

function claims(opened: () => Opened): void {
  const claim = (n: number, holder: string, at: string): ClaimEntry => ({
    n,
    act: 'claim',
    by: holder,
    holder,
    at,
  });

  it('hold until they are given up, or three days have passed', async () => {
    const { registry } = opened();
    const role = freshRole();
    const one = await withTasks(opened(), [openTask('a', [role]), openTask('b', [role])]);
    await registry.addClaim(one.caseNo, 'a', claim(1, 'X-1', '2025-05-10T00:00:00.000Z'));
    const found = async (more: TaskFilter) =>
      (await registry.tasks({ roles: [role], ...more })).map(({ id, claim: held }) => [
        id,
        held?.holder,
      ]);
    expect(await found({ asOf: NOW })).toEqual([
      ['a', 'X-1'],
      ['b', undefined],
    ]);
    expect(await found({ asOf: NOW, holder: 'X-1' })).toEqual([['a', 'X-1']]);
    expect(await found({ asOf: NOW, holder: 'X-1', caseNo: one.caseNo })).toEqual([['a', 'X-1']]);
    expect(await found({ asOf: NOW, holder: 'X-2' })).toEqual([]);
    expect(await found({ asOf: NOW, holder: null })).toEqual([['b', undefined]]);
    const lapsed = '2025-05-13T00:00:00.000Z';
    expect(await found({ asOf: lapsed, holder: 'X-1' })).toEqual([]);
    expect(claimAfter(await registry.claims(one.caseNo, 'a'), lapsed)).toBeUndefined();
    const release = { n: 2, act: 'release', by: 'X-1', at: NOW, reasons: 'on leave' } as const;
    expect(await registry.addClaim(one.caseNo, 'a', release)).toBe(true);
    expect(await found({ asOf: NOW, holder: null })).toHaveLength(2);
    expect(await registry.claims(one.caseNo, 'a')).toEqual([
      claim(1, 'X-1', '2025-05-10T00:00:00.000Z'),
      release,
    ]);
  });

  it('have one winner when many claim at once', async () => {
    const { registry } = opened();
    const one = await withTasks(opened(), [openTask('a', [freshRole()])]);
    const officers = Array.from({ length: 20 }, (_, n) => `X-${n}`);
    const won = await Promise.all(
      officers.map((officer) => registry.addClaim(one.caseNo, 'a', claim(1, officer, NOW))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    const [first] = await registry.claims(one.caseNo, 'a');
    expect(first?.holder).toBe(officers[won.indexOf(true)]);
  });

  it('are never changed or deleted', async () => {
    const { link, registry } = opened();
    const one = await withTasks(opened(), [openTask('a', [freshRole()])]);
    await registry.addClaim(one.caseNo, 'a', claim(1, 'X-1', NOW));
    const refused = /never changed or deleted/;
    await expect(link.db.deleteFrom('task_claims').execute()).rejects.toThrow(refused);
    await expect(
      link.db.updateTable('task_claims').set({ holder: 'X-2' }).execute(),
    ).rejects.toThrow(refused);
  });
}

function manyTasks(opened: () => Opened): void {
  /** Nodes of the plan with the index or table that each reads. */
  const planOf = async (filter: TaskFilter): Promise<readonly string[]> => {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${taskListQuery(filter)}`.execute(
      opened().link.db,
    );
    return rows.map((row) => row['QUERY PLAN'].trim());
  };

  it('a page is read in the order of the index, whatever narrows it', async () => {
    const { link } = opened();
    const role = 'MANY-TASKS';
    const one = await withTasks(opened(), []);
    // In parts: the registry gives no statement more than a few seconds.
    for (let from = 1; from <= 10_000; from += 1_000) {
      await sql`insert into tasks (case_no, id, key, title, roles, events, since, due)
        select ${one.caseNo}, 't-' || n, 'k', 'Do it', array[${role}::text], array['e'],
            '2025-03-01T10:00:00.000Z', to_char(n, 'FM000000')
          from generate_series(${from}::integer, ${from + 999}::integer) n`.execute(link.db);
    }
    for (const table of ['tasks', 'open_tasks', 'cases', 'task_claims']) {
      await sql`analyze ${sql.table(table)}`.execute(link.db);
    }
    const page = { roles: [role], limit: 51 };
    const after = { due: '005000', since: '', caseNo: '', id: '' };
    const filters: TaskFilter[] = [
      page,
      { limit: 51 },
      { ...page, after },
      { ...page, dueBefore: '007500' },
      { ...page, provinces: ['other', 'every'], holder: null },
    ];
    for (const filter of filters) {
      const plan = await planOf(filter);
      expect(plan.join('\n')).toMatch(/Index (?:Only )?Scan using open_tasks_pkey on open_tasks/);
      expect(plan.join('\n')).not.toMatch(/Seq Scan on (?:tasks|open_tasks)/);
      // What is sorted is a page of each role and province, or a page.
      for (const line of plan.filter((text) => /(?:Sort|Unique|HashAggregate) +\(/.test(text))) {
        expect(Number(/rows=(\d+)/.exec(line)?.[1])).toBeLessThan(1_000);
      }
    }
    const held = await planOf({ ...page, holder: 'X-1' });
    expect(held.join('\n')).not.toMatch(/Seq Scan on (?:tasks|open_tasks)/);
  });
}
