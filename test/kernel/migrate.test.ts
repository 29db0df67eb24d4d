/** Open cases go over to the next version of their chart, with all that is asked and all that runs. */
import { describe, expect, it } from 'vitest';
import { migrate, type Migration } from '../../machines/kernel/migrate.ts';
import { start, step } from '../../machines/kernel/step.ts';
import type { CaseState, Message } from '../../machines/kernel/types.ts';
import { displayedState } from '../../machines/kernel/view.ts';
import { procedureOf } from '../../machines/registry.ts';
import { chartVersionFor, type ChartPatch } from '../../workflows/patches.ts';
import { toy } from '../toy/procedure.ts';
import { fromFirst, secondToy } from '../toy/second.ts';

const AT = '2026-01-01T00:00:00.000Z';
const CLERK = { id: 'LIB-CL-1', role: 'LIB-CL', body: 'LIB' };
const HEAD = { id: 'LIB-HD-1', role: 'LIB-HD', body: 'LIB' };

function message(type: string, more: Partial<Message> = {}): Message {
  const event = { id: `${type}-1`, type, at: '2026-01-01' };
  return { event, attested: true, by: CLERK, receivedAt: AT, effectiveAt: AT, ...more };
}

const shelf = start(toy, toy.example, AT).state;
const away = step(toy, shelf, message('book.lent')).state;

/** The second version with another way from the first. */
function withWay(map: Migration['map']): typeof secondToy {
  return { ...secondToy, migrations: [{ ...fromFirst, map }] };
}

describe('a case of the first version', () => {
  it('keeps its question, under the same id and until the same day', () => {
    const { version, state } = migrate(secondToy, '1', shelf);
    expect(version).toBe('2');
    expect(displayedState(secondToy, state)).toBe('ready');
    const { id, due } = shelf.tasks[0] ?? {};
    expect(state.tasks).toMatchObject([{ id, due, key: 'hand-out' }]);
    const next = step(secondToy, state, message('book.lent'));
    expect(next).toMatchObject({ outcome: 'accepted', state: { tasks: [] } });
    expect(next.effects).toMatchObject([{ kind: 'closeTask', id }, { kind: 'armTimer' }]);
  });

  it('keeps its timer, which then fires and is cancelled under the new name', () => {
    const { state } = migrate(secondToy, '1', away);
    const deadline = away.timers[0]?.deadline ?? '';
    expect(state.timers).toMatchObject([{ key: 'late', deadline }]);
    const due = { ...message('reminder.due'), timer: 'late', receivedAt: deadline };
    expect(step(secondToy, state, due)).toMatchObject({
      outcome: 'recorded',
      state: { timers: [] },
    });
    const back = step(secondToy, state, message('book.returned'));
    expect(back.effects).toMatchObject([
      { kind: 'cancelTimer', key: 'late' },
      { kind: 'openTask' },
    ]);
  });

  it('comes to the same as one that was opened under the second', () => {
    const own = step(
      secondToy,
      start(secondToy, secondToy.example, AT).state,
      message('book.lent'),
    );
    const moved = step(secondToy, migrate(secondToy, '1', shelf).state, message('book.lent'));
    expect(displayedState(secondToy, moved.state)).toBe(displayedState(secondToy, own.state));
    expect(moved.state.timers).toEqual(own.state.timers);
  });

  it('stays where the function has no place for it, and where there is no way', () => {
    const lost = step(toy, away, message('book.lost', { second: HEAD })).state;
    expect(migrate(secondToy, '1', lost)).toEqual({ version: '1', state: lost });
    expect(migrate(secondToy, '0', shelf)).toEqual({ version: '0', state: shelf });
    expect(migrate(toy, '1', shelf)).toEqual({ version: '1', state: shelf });
  });
});

describe('what the function gives must fit', () => {
  const fit = (state: CaseState): CaseState => migrate(secondToy, '1', state).state;

  it.each<[string, Migration['map'], string]>([
    ['a question that is lost', (state) => ({ ...fit(state), tasks: [] }), 'not what was asked'],
    ['a question under its old name', (state) => ({ ...fit(state), tasks: state.tasks }), 'asks'],
    ['a snapshot of the old chart', (state) => ({ ...state }), 'snapshot'],
  ])('%s is refused', (_what, map, words) => {
    expect(() => migrate(withWay(map), '1', shelf)).toThrow(words);
  });

  it('a timer under its old name is refused', () => {
    const way = withWay((state) => ({ ...fit(state), timers: state.timers }));
    expect(() => migrate(way, '1', away)).toThrow('no delay overdue');
  });
});

describe('the version of a new run', () => {
  const row: ChartPatch = {
    id: 'outbound-2',
    procedure: 'outbound',
    before: 'outbound-1',
    after: 'outbound-2',
    since: '2026-12-01',
    removable: 'no history is older',
  };
  const next = { ...row, id: 'outbound-3', before: 'outbound-2', after: 'outbound-3' };

  it.each<[string, readonly string[], string]>([
    ['the newest, where the run knows every row', ['outbound-2', 'outbound-3'], 'outbound-3'],
    ['the one of its time, on replay', ['outbound-2'], 'outbound-2'],
    ['the first, where the history knows no row', [], 'outbound-1'],
  ])('is %s', (_what, known, version) => {
    expect(chartVersionFor('outbound', [row, next], (id) => known.includes(id))).toBe(version);
  });

  it('is left to the registry while there is only one', () => {
    expect(chartVersionFor('outbound')).toBeUndefined();
    expect(chartVersionFor('exit', [row], () => true)).toBeUndefined();
  });

  it('is found by name and version', () => {
    const outbound = procedureOf('outbound');
    expect(procedureOf('outbound', outbound?.version)).toBe(outbound);
    expect(procedureOf('outbound', 'outbound-0')).toBeUndefined();
    expect(procedureOf('nothing', 'outbound-1')).toBeUndefined();
  });
});
