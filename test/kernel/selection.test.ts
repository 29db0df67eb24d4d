import { and, assign, not, raise, stateIn } from 'xstate';
import { describe, expect, it } from 'vitest';
import { position, select } from '../../machines/kernel/position.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { registered } from '../../machines/kernel/register.ts';
import { step } from '../../machines/kernel/step.ts';
import { allowedEvents, displayedState, viewOf } from '../../machines/kernel/view.ts';
import { after, chart, opened, procedure, row, said } from '../support/small.ts';

/** Two regions; what each does on `go` is up to the test. */
function regions(main: object, side: object, more: object = {}): Procedure {
  const states = {
    main: { initial: 'a', states: { a: { description: 'A.', on: { go: main } }, b: leaf() } },
    side: { initial: 'c', states: { c: { description: 'C.', on: { go: side } }, d: leaf() } },
  };
  return registered(procedure(chart({ id: 'small', type: 'parallel', states, ...more })));
}

function leaf(): object {
  return { description: 'There.' };
}

function alone(transitions: object | string, more: object = {}): Procedure {
  const a = { description: 'A.', on: { go: transitions }, ...more };
  return registered(
    procedure(chart({ id: 'small', initial: 'a', states: { a, b: leaf(), c: leaf() } })),
  );
}

describe('which transition answers', () => {
  it.each([
    ['the first region', { target: 'b', guard: 'never' }, 'd'],
    ['the second region', 'b', { target: 'd', guard: 'never' }],
  ])('nothing moves where %s refuses', (_which, main, side) => {
    const small = regions(main as object, side as object);
    const result = step(small, opened(small), said('go'));
    expect(result).toMatchObject({ outcome: 'rejected', code: 'NO_REQUEST' });
    expect(viewOf(small, result.state).regions).toEqual({ main: 'a', side: 'c' });
  });

  it('both regions move where neither refuses', () => {
    const small = regions({ target: 'b' }, { target: 'd' });
    const { state } = step(small, opened(small), said('go'));
    expect(viewOf(small, state).regions).toEqual({ main: 'b', side: 'd' });
  });

  it('a region whose branch is not chosen holds nobody up', () => {
    const small = regions({ target: 'b' }, { target: 'd', guard: 'wantsOk' });
    const { state, outcome } = step(small, opened(small), said('go'));
    expect(outcome).toBe('accepted');
    expect(viewOf(small, state).regions).toEqual({ main: 'b', side: 'c' });
  });

  it('a reaction across regions belongs to the transition that owns the fact', () => {
    const small = registered(
      procedure(
        chart({
          id: 'small',
          type: 'parallel',
          states: {
            main: {
              initial: 'a',
              states: {
                a: {
                  description: 'A.',
                  on: { go: { target: 'b', actions: raise({ type: 'internal.gone' }) } },
                },
                b: leaf(),
              },
            },
            side: {
              initial: 'c',
              states: { c: { description: 'C.', on: { 'internal.gone': 'd' } }, d: leaf() },
            },
          },
        }),
      ),
    );
    const { state } = step(small, opened(small), said('go'));
    expect(viewOf(small, state).regions).toEqual({ main: 'b', side: 'd' });
    const forged = step(small, opened(small), said('internal.gone'));
    expect(forged).toMatchObject({ outcome: 'rejected', code: 'EVENT_NOT_ALLOWED' });
  });

  it('a child answers before its parent', () => {
    const small = registered(
      procedure(
        chart({
          id: 'small',
          initial: 'a',
          on: { go: { target: '.c' } },
          states: {
            a: {
              initial: 'x',
              states: { x: { description: 'X.', on: { go: 'y' } }, y: leaf() },
            },
            c: leaf(),
          },
        }),
      ),
    );
    expect(displayedState(small, after(small, said('go')))).toBe('a.y');
    expect(displayedState(small, after(small, said('go'), said('go', { id: 'again' })))).toBe('c');
  });

  it('the first branch whose guards hold is taken', () => {
    const small = alone([{ guard: 'wantsOk', target: 'b' }, { target: 'c' }]);
    expect(displayedState(small, after(small, said('go', { ok: true })))).toBe('b');
    expect(displayedState(small, after(small, said('go', { ok: false })))).toBe('c');
  });

  it('a branch that is chosen and refuses is not passed over for the next one', () => {
    const small = alone([{ guard: and(['wantsOk', 'never']), target: 'b' }, { target: 'c' }]);
    const chosen = step(small, opened(small), said('go', { ok: true }));
    expect(chosen).toMatchObject({ outcome: 'rejected', code: 'NO_REQUEST' });
    expect(displayedState(small, after(small, said('go')))).toBe('c');
  });

  it('no branch at all has no place', () => {
    const small = alone({ guard: 'wantsOk', target: 'b' });
    expect(step(small, opened(small), said('go'))).toMatchObject({ code: 'EVENT_NOT_ALLOWED' });
  });

  it('the first rule that does not hold gives the code', () => {
    const small = alone({ guard: and(['yes', and(['nor', 'never'])]), target: 'b' });
    expect(step(small, opened(small), said('go'))).toMatchObject({ code: 'NOT_WILLING' });
  });

  it('a rule inside `not` or `stateIn` only chooses', () => {
    const small = alone([
      { guard: not('yes'), target: 'b' },
      { guard: stateIn('b'), target: 'b' },
      { guard: not('never'), target: 'c' },
    ]);
    expect(displayedState(small, after(small, said('go')))).toBe('c');
  });

  it('a transition that only refuses names its code where it stands', () => {
    const near = { guard: { type: 'refuse', params: { code: 'SCREENING_FIRST' } } };
    const small = alone([{ guard: 'wantsOk', target: 'b' }, near]);
    expect(step(small, opened(small), said('go'))).toMatchObject({ code: 'SCREENING_FIRST' });
    expect(displayedState(small, after(small, said('go', { ok: true })))).toBe('b');
  });

  it('a code that is none of ours only chooses', () => {
    const odd = { guard: { type: 'refuse', params: { code: 'SOMETHING_ELSE' } } };
    const small = alone([odd, { target: 'c' }]);
    expect(displayedState(small, after(small, said('go')))).toBe('c');
  });
});

describe('what may be done now', () => {
  it.each([
    ['a rule that reads the payload', { guard: 'isOk', target: 'b' }, ['go']],
    ['a branch by the payload', { guard: 'wantsOk', target: 'b' }, ['go']],
    ['a rule that reads the case alone', { guard: 'never', target: 'b' }, []],
    [
      'a rule behind a branch by the payload',
      [{ guard: and(['wantsOk', 'never']), target: 'b' }, { target: 'c' }],
      ['go'],
    ],
  ])('%s is left open or closed as it must be', (_what, transitions, allowed) => {
    const small = alone(transitions);
    expect(allowedEvents(small, opened(small))).toEqual(allowed);
  });

  it('whatever is accepted was allowed', () => {
    const small = alone([{ guard: 'isOk', target: 'b' }]);
    expect(select(position(small, opened(small)), { type: 'go', ok: true }).kind).toBe('taken');
    expect(allowedEvents(small, opened(small))).toContain('go');
  });

  it('time is never among them', () => {
    const small = alone('b', { on: { go: 'b', 'reminder.due': 'c' } });
    expect(allowedEvents(small, opened(small))).toEqual(['go']);
  });
});

/** A main region, a region in which decisions wait, and one with a stay. */
const waiting = registered(
  procedure(
    chart({
      id: 'small',
      type: 'parallel',
      context: { heard: 0 },
      states: {
        main: {
          initial: 'a',
          states: {
            a: {
              description: 'A.',
              on: { go: 'b', tell: {}, seize: 'b', hear: { actions: assign({ heard: 1 }) } },
            },
            b: { description: 'B.', on: { 'reminder.due': 'a' } },
          },
        },
        presence: {
          initial: 'here',
          states: {
            here: { description: 'Here.', on: { leave: 'away' } },
            away: { description: 'Away.', on: { return: 'here' } },
          },
        },
        claim: {
          initial: 'none',
          states: {
            none: { description: 'None.', on: { claim: 'made' } },
            made: { initial: 'open', states: { open: { description: 'Open.' } } },
          },
        },
      },
    }),
    {
      vocabulary: {
        go: row(),
        tell: row({ class: 'message' }),
        seize: row({ class: 'fact', coercive: true }),
        hear: row({ class: 'fact', stayed: (event) => event['loud'] === true }),
        leave: row({ class: 'fact' }),
        return: row({ class: 'fact' }),
        claim: row({ class: 'fact' }),
        'reminder.due': row({ class: 'time', by: ['service'] }),
      },
      waits: [{ in: 'presence.away', code: 'CASE_SUSPENDED', shows: 'suspended' }],
      display: ['suspended'],
      stay: { region: 'claim', states: ['made.open'] },
    },
  ),
);

describe('waiting', () => {
  const away = after(waiting, said('leave'));

  it.each(['go', 'seize'])('%s waits, with the code of what is awaited [I21]', (type) => {
    const result = step(waiting, away, said(type));
    expect(result).toMatchObject({ outcome: 'rejected', code: 'CASE_SUSPENDED' });
  });

  it.each(['hear', 'tell', 'return'])('%s does not wait', (type) => {
    expect(step(waiting, away, said(type)).outcome).toBe('accepted');
  });

  it('shows instead of the state of the main region, as long as it lasts', () => {
    expect(displayedState(waiting, away)).toBe('suspended');
    expect(displayedState(waiting, step(waiting, away, said('return')).state)).toBe('a');
  });

  it('allows what does not wait', () => {
    expect(allowedEvents(waiting, away)).toEqual(['tell', 'hear', 'return', 'claim']);
  });
});

describe('a stay [I5]', () => {
  const stayed = after(waiting, said('claim'));

  it.each([
    ['coercion', said('seize')],
    ['a message to the other side', said('tell')],
    ['a message with an empty clearance', said('tell', { protectionClearanceId: ' ' })],
    ['what the vocabulary names', said('hear', { loud: true })],
  ])('holds back %s', (_what, message) => {
    const result = step(waiting, stayed, message);
    expect(result).toMatchObject({ outcome: 'rejected', code: 'STAY_ACTIVE' });
  });

  it.each([
    ['a decision of the case', said('go')],
    ['a message with a clearance', said('tell', { protectionClearanceId: 'C-1' })],
    ['a fact', said('hear')],
  ])('lets pass %s', (_what, message) => {
    expect(step(waiting, stayed, message).outcome).toBe('accepted');
  });

  it('comes after waiting', () => {
    const both = after(waiting, said('claim'), said('leave'));
    expect(step(waiting, both, said('seize'))).toMatchObject({ code: 'CASE_SUSPENDED' });
  });
});

describe('time', () => {
  const by = { id: 'service', role: 'service', body: 'service' };
  const due = said('reminder.due', {}, { timer: 'overdue', by });

  it('opens a step where there is one, and is recorded where there is none', () => {
    const gone = after(waiting, said('go'));
    expect(step(waiting, gone, due)).toMatchObject({ outcome: 'accepted' });
    const before = opened(waiting);
    expect(step(waiting, before, due)).toMatchObject({ outcome: 'recorded', state: before });
  });
});
