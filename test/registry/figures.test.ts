import { describe, expect, it } from 'vitest';
import type { Figures, Row } from '../../activities/contract.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { aCase, entryRow, freshCaseNo, openTask } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

onBothDrivers((opened) => {
  describe('figures', () => figures(opened));
  describe('reports', () => reports(opened));
});

type Said = readonly [at: string, type: string, state: string, fields?: JsonObject];

/** A recorded case with these accepted events. */
async function history(
  { registry }: Opened,
  said: readonly Said[],
  more: Partial<Opening> = {},
): Promise<string> {
  const one = aCase(registry, { clock: 'recorded', ...more });
  const rows = said.map(([at, type, state, fields], index): Row => {
    const row = entryRow(index + 1, `${one.caseNo}-${index}`, { state });
    if (row.kind !== 'entry') throw new Error('an entry was asked for');
    const event = { id: `${one.caseNo}-${index}`, type, at, ...fields };
    return { ...row, entry: { ...row.entry, event } };
  });
  const input = one.input(rows);
  const open = !(said.at(-1)?.[2] ?? '').startsWith('outcome.');
  await one.record(rows, { view: { ...input.view, open } });
  return one.caseNo;
}

function cells({ tables }: Figures, name: string): Readonly<Record<string, number>> {
  const rows = tables.find((table) => table.name === name)?.rows ?? [];
  return Object.fromEntries(rows.map(({ key, n }) => [key.join(' '), n]));
}

function figures(opened: () => Opened): void {
  it('count cases by the days that their files name', async () => {
    const { registry } = opened();
    const jilin = { facts: { province: 'Jilin' }, subjectRef: 's/jilin' };
    const crossed = { crossedOn: '1957-12' };
    await history(
      opened(),
      [
        ['1961-01-03', 'identity.verified', 'detected.screening'],
        ['1961-01-05', 'screening.completed', 'mobilization', crossed],
        ['1961-02-14', 'passport.approved', 'outcome.passport-issued'],
      ],
      jilin,
    );
    await history(opened(), [
      ['1961-01-09', 'screening.completed', 'mobilization', { crossedOn: '1960-11-02' }],
    ]);
    const january = await registry.figures('1961-01');
    expect(cells(january, 'opened')).toEqual({
      'outbound Jilin already': 1,
      'outbound other later': 1,
    });
    expect(cells(january, 'open')).toEqual(cells(january, 'opened'));
    const february = await registry.figures('1961-02');
    expect(cells(february, 'opened')).toEqual({});
    expect(cells(february, 'closed')).toEqual({ 'outbound Jilin already': 1 });
    expect(cells(february, 'open')).toEqual({ 'outbound other later': 1 });
    expect(cells(february, 'outcomes')).toEqual({ 'outbound passport-issued ': 1 });
    expect(february.times).toEqual([
      { procedure: 'outbound', state: 'mobilization', n: 1, medianDays: 40, p90Days: 40 },
    ]);
  });

  it('count persons and households, linked over whatever others', async () => {
    const { registry } = opened();
    const [first, between, last] = [freshCaseNo(), freshCaseNo(), freshCaseNo()];
    const verified: Said = ['1962-03-03', 'identity.verified', 'detected.screening'];
    const names = (caseNo: string) => ({ household: [{ caseNo, relation: 'sibling' }] });
    const person = (caseNo: string, facts: JsonObject) => ({ caseNo, subjectRef: caseNo, facts });
    await history(opened(), [verified], person(first, names(between)));
    await history(opened(), [verified], person(last, names(between)));
    await history(opened(), [verified], person(freshCaseNo(), {}));
    expect(cells(await registry.figures('1962-03'), 'people')).toEqual({
      persons: 3,
      households: 2,
    });
  });

  it('count persons with two open cases of one procedure, live ones alone [I19]', async () => {
    const { registry } = opened();
    const subjectRef = freshCaseNo();
    for (const clock of ['live', 'recorded', 'live', 'recorded'] as const) {
      await history(opened(), [], { clock, subjectRef });
    }
    await history(opened(), [], { clock: 'recorded', subjectRef: freshCaseNo() });
    const month = new Date().toISOString().slice(0, 7);
    expect(cells(await registry.figures(month), 'same-person')).toEqual({ outbound: 1 });
    expect(cells(await registry.figures('1962-04'), 'same-person')).toEqual({});
  });

  it('count what happened by its kind, and silence by its length', async () => {
    const { registry } = opened();
    const asked: Said = ['1963-01-01', 'consent.requested', 'awaiting', { correlationId: 'C-1' }];
    await history(opened(), [asked]);
    await history(opened(), [
      asked,
      ['1963-04-02', 'counterpart.refused', 'review', { correlationId: 'C-1' }],
      ['1963-04-03', 'clause3.reported', 'review', { kind: 'crime' }],
      ['1963-04-04', 'clause3.confirmed', 'review', { kind: 'crime' }],
      ['1963-04-05', 'review.decided', 'review', { result: 'overturned' }],
      ['1963-04-06', 'protection.review-decided', 'review', { result: 'recognised' }],
    ]);
    expect(cells(await registry.figures('1963-01'), 'consent')).toMatchObject({ asked: 2 });
    const march = await registry.figures('1963-03');
    expect(cells(march, 'silence')).toEqual({ 'more than 60': 2, 'more than 180': 0 });
    const april = await registry.figures('1963-04');
    expect(cells(april, 'silence')).toEqual({ 'more than 60': 1, 'more than 180': 0 });
    expect(cells(april, 'consent')).toMatchObject({ asked: 0, refused: 1 });
    expect(cells(april, 'clause3')).toMatchObject({
      'reported crime': 1,
      'confirmed crime': 1,
      'confirmed pending-civil': 0,
    });
    expect(cells(april, 'repatriation')).toMatchObject({ overturned: 1, ordered: 0 });
    expect(cells(april, 'protection')).toEqual({ claimed: 0, recognised: 1 });
    expect(cells(await registry.figures('1963-12'), 'silence')['more than 180']).toBe(1);
  });

  it('count crossings by their own date, and outcomes of an order by its clause', async () => {
    const { registry } = opened();
    const crossed = { illegalCrossing: true, crossedOn: '1965-02-28' };
    await history(opened(), [
      ['1965-03-01', 'screening.completed', 'assessment', crossed],
      ['1965-03-02', 'repatriation.decided', 'review-window', { clause: '2a' }],
      ['1965-03-03', 'repatriation.decided', 'review-window', { clause: '3' }],
      ['1965-03-04', 'handover.completed', 'outcome.repatriated'],
    ]);
    await history(opened(), [
      ['1965-03-05', 'screening.completed', 'x', { ...crossed, illegalCrossing: false }],
    ]);
    const march = await registry.figures('1965-03');
    expect(cells(march, 'crossings')).toMatchObject({
      'outbound detected': 2,
      'outbound crossed': 0,
    });
    expect(cells(march, 'outcomes')).toEqual({ 'outbound repatriated 3': 1 });
    expect(cells(await registry.figures('1965-02'), 'crossings')).toMatchObject({
      'outbound detected': 0,
      'outbound crossed': 1,
    });
  });

  it('count who became willing, once a case, by what came before', async () => {
    const round: Said = ['1966-01-02', 'mobilization.round-held', 'mobilization'];
    const willing: Said = ['1966-01-05', 'willingness.stated', 'x', { value: 'willing' }];
    const unwilling: Said = ['1966-01-03', 'willingness.stated', 'x', { value: 'unwilling' }];
    await history(opened(), [willing]);
    await history(opened(), [round, unwilling, round, willing, round, willing]);
    await history(opened(), [round, round, round, round, willing]);
    await history(opened(), [round, ['1966-01-04', 'education.completed', 'x'], willing]);
    await history(opened(), [round, unwilling]);
    expect(cells(await opened().registry.figures('1966-01'), 'willing')).toEqual({
      'before any round': 1,
      'round 1': 0,
      'round 2': 1,
      'round 3 or later': 1,
      education: 1,
    });
  });

  it('count refusals of an exit by the checks as they stood, and the days to a decision', async () => {
    const check = (issue: boolean, justified: boolean): readonly Said[] => [
      ['1967-01-01', 'political-check.completed', 'checks', { issue }],
      ['1967-01-01', 'justification.assessed', 'decision', { justified }],
    ];
    const refused = (day: string): Said => [day, 'exit.refused', 'refusal-review'];
    const exit = { procedure: 'exit' };
    await history(opened(), [...check(true, true), refused('1967-01-11')], exit);
    await history(opened(), [...check(true, false), refused('1967-01-31')], exit);
    const corrects = { result: 'overturned', corrects: { issue: false } };
    await history(
      opened(),
      [
        ...check(true, false),
        ['1967-01-21', 'exit.deferred', 'deferred'],
        ['1967-01-22', 'review.decided', 'decision', corrects],
        refused('1967-01-23'),
      ],
      exit,
    );
    const january = await opened().registry.figures('1967-01');
    expect(cells(january, 'exit-refusals')).toEqual({
      'political issue': 1,
      'not justified': 1,
      both: 1,
    });
    expect(january.times).toContainEqual({
      procedure: 'exit',
      state: 'from application to decision',
      n: 3,
      medianDays: 22,
      p90Days: 28.4,
    });
  });

  it('count overdue tasks of live cases, and duties that are open', async () => {
    const { registry } = opened();
    const effects = [openTask('late', ['EMB-HD', 'EMB-CO'], '2025-03-20T00:00:00.000Z')];
    const live = aCase(registry, { facts: {} });
    await live.record([entryRow(1, 'a', { effects })]);
    const march = await registry.figures('2025-03');
    expect(cells(march, 'overdue')).toEqual({ 'EMB-CO': 1, 'EMB-HD': 1 });
    expect(cells(await registry.figures('2025-02'), 'overdue')).toEqual({});
    await history(opened(), [['1964-05-01', 'notice.drafted', 'drafted']], {
      procedure: 'policy-notice',
    });
    const may = await registry.figures('1964-05');
    expect(cells(may, 'duties')).toEqual({ 'policy-notice': 1 });
    expect(cells(may, 'opened')).toEqual({});
  });
}

function reports(opened: () => Opened): void {
  it('stand once a month; the latest one is the last of them', async () => {
    const { registry } = opened();
    expect(await registry.report()).toBeUndefined();
    const report = { month: '1961-02', madeAt: '1961-03-01T03:00:00.000Z', tables: [], times: [] };
    await registry.putReport(report);
    await registry.putReport({ ...report, month: '1961-01' });
    const again = { ...report, madeAt: '1961-03-02T03:00:00.000Z' };
    await registry.putReport(again);
    expect(await registry.report()).toEqual(again);
    expect(await registry.report('1961-01')).toMatchObject({ month: '1961-01' });
    expect(await registry.report('1960-12')).toBeUndefined();
  });
}
