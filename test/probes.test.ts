/**
 * What we rely on in XState: an upgrade that changes it fails here first.
 */
import {
  and,
  assign,
  cancel,
  createActor,
  fromPromise,
  initialTransition,
  not,
  raise,
  setup,
  stateIn,
  transition,
  type SnapshotFrom,
} from 'xstate';
import { evaluateGuard } from 'xstate/guards';
import { describe, expect, it } from 'vitest';

const machine = setup({
  actors: { task: fromPromise(async () => undefined) },
  delays: { placeholder: 1 },
  guards: { yes: () => true, no: () => false },
  actions: { tell: (_, _params: { about: string }) => undefined },
}).createMachine({
  id: 'probe',
  context: { rounds: 0 },
  initial: 'asked',
  states: {
    asked: {
      invoke: { id: 'ask', src: 'task', input: { title: 'Ask' } },
      entry: raise({ type: 'late' }, { id: 'reminder', delay: 'placeholder' }),
      exit: cancel('reminder'),
      on: {
        answered: {
          target: 'settled',
          actions: [
            assign({ rounds: ({ context }) => Number(context['rounds']) + 1 }),
            raise({ type: 'inner' }),
            { type: 'tell', params: { about: 'it' } },
          ],
        },
        late: { target: 'settled' },
      },
    },
    settled: { on: { inner: 'rest' } },
    rest: {},
  },
});

type Snapshot = SnapshotFrom<typeof machine>;

/** What a worker does between two events: stored as JSON, read back, not started. */
function throughJson(snapshot: Snapshot): Snapshot {
  const stored: unknown = JSON.parse(JSON.stringify(machine.getPersistedSnapshot(snapshot)));
  return createActor(machine, { snapshot: stored as Snapshot }).getSnapshot();
}

function types(actions: readonly { readonly type: string }[]): readonly string[] {
  return actions.map(({ type }) => type);
}

describe('transition', () => {
  const [first, entered] = initialTransition(machine);

  it('gives spawnChild and a delayed raise on entry, with id, source and input', () => {
    expect(types(entered)).toEqual(['xstate.raise', 'xstate.spawnChild']);
    expect(entered[1]).toMatchObject({
      params: { id: 'ask', src: 'task', input: { title: 'Ask' } },
    });
    expect(entered[0]).toMatchObject({ params: { id: 'reminder', event: { type: 'late' } } });
  });

  it('hands out the number of a named delay alone, not its name', () => {
    expect(entered[0]).toMatchObject({ params: { delay: 1 } });
  });

  it('lists an immediate raise among the actions, though it was already taken', () => {
    const [next, actions] = transition(machine, first, { type: 'answered' });
    expect(next.value).toBe('rest');
    expect(types(actions)).toEqual(['xstate.cancel', 'xstate.stopChild', 'xstate.raise', 'tell']);
    expect(actions[2]).toMatchObject({ params: { event: { type: 'inner' } } });
    expect(actions[2]?.params).toHaveProperty('delay', undefined);
    expect(actions[3]).toMatchObject({ params: { about: 'it' } });
  });

  it('leaves out assign, which is in the snapshot', () => {
    const [next, actions] = transition(machine, first, { type: 'answered' });
    expect(next.context).toEqual({ rounds: 1 });
    expect(types(actions)).not.toContain('xstate.assign');
  });

  it('accepts a forged event, so that the vocabulary has to keep it out', () => {
    const forged = setup({ actors: { task: fromPromise(async () => undefined) } }).createMachine({
      initial: 'a',
      states: { a: { invoke: { id: 'ask', src: 'task', onDone: 'b' } }, b: {} },
    });
    const [start] = initialTransition(forged);
    const event = { type: 'xstate.done.actor.ask', output: undefined, actorId: 'ask' };
    expect(transition(forged, start, event)[0].value).toBe('b');
  });

  it('passes over an unknown event in silence, so that the kernel has to answer it', () => {
    const [next, actions] = transition(machine, first, { type: 'unheard' });
    expect(next.value).toBe('asked');
    expect(actions).toEqual([]);
  });

  it('does not run the bodies of actions', () => {
    let ran = false;
    const loud = setup({ actions: { shout: () => (ran = true) } }).createMachine({
      initial: 'a',
      states: { a: { on: { go: { actions: 'shout' } } } },
    });
    const [, actions] = transition(loud, initialTransition(loud)[0], { type: 'go' });
    expect(types(actions)).toEqual(['shout']);
    expect(ran).toBe(false);
  });

  it('changes nothing in the snapshot that it is given', () => {
    const before = JSON.stringify(machine.getPersistedSnapshot(first));
    transition(machine, first, { type: 'answered' });
    expect(JSON.stringify(machine.getPersistedSnapshot(first))).toBe(before);
  });
});

describe('a snapshot that went through JSON', () => {
  const [first] = initialTransition(machine);

  it('has this shape and nothing else', () => {
    expect(JSON.parse(JSON.stringify(machine.getPersistedSnapshot(first)))).toEqual({
      status: 'active',
      value: 'asked',
      historyValue: {},
      context: { rounds: 0 },
      children: {
        ask: {
          snapshot: { status: 'active', input: { title: 'Ask' } },
          src: 'task',
          syncSnapshot: false,
        },
      },
    });
  });

  it('still stops its child and cancels its timer, once and twice through', () => {
    for (const snapshot of [throughJson(first), throughJson(throughJson(first))]) {
      const [next, actions] = transition(machine, snapshot, { type: 'answered' });
      expect(next.value).toBe('rest');
      expect(types(actions)).toEqual(['xstate.cancel', 'xstate.stopChild', 'xstate.raise', 'tell']);
      expect(actions[0]).toMatchObject({ params: { sendId: 'reminder' } });
      const stopped = actions[1]?.params as { id?: string } | string | undefined;
      expect(typeof stopped === 'string' ? stopped : stopped?.id).toBe('ask');
    }
  });

  it('gives the same next snapshot as the one that did not', () => {
    const [direct] = transition(machine, first, { type: 'answered' });
    const [stored] = transition(machine, throughJson(first), { type: 'answered' });
    expect(machine.getPersistedSnapshot(stored)).toEqual(machine.getPersistedSnapshot(direct));
  });

  it('holds no number that counts up in the process', () => {
    const once = JSON.stringify(machine.getPersistedSnapshot(initialTransition(machine)[0]));
    for (let at = 0; at < 20; at += 1) createActor(machine).start().stop();
    const again = JSON.stringify(machine.getPersistedSnapshot(initialTransition(machine)[0]));
    expect(again).toBe(once);
    expect(once).not.toMatch(/x:\d/);
  });
});

describe('evaluateGuard', () => {
  const [snapshot] = initialTransition(machine);

  it.each([
    ['a name', 'yes', true],
    ['an object', { type: 'no' }, false],
    ['and', and(['yes', 'yes']), true],
    ['and of one that does not hold', and(['yes', 'no']), false],
    ['not', not('no'), true],
    ['stateIn', stateIn('asked'), true],
    ['stateIn of another', stateIn('settled'), false],
    ['all of them together', and([not('no'), stateIn('asked')]), true],
  ])('answers %s', (_what, guard, holds) => {
    expect(evaluateGuard(guard as never, {}, { type: 'x' }, snapshot)).toBe(holds);
  });
});

describe('active nodes', () => {
  it('are listed on the snapshot, parents and children, with what they name', () => {
    const [snapshot] = initialTransition(machine);
    expect(snapshot._nodes.map(({ key }) => key)).toEqual(['probe', 'asked']);
    expect([...(snapshot._nodes[1]?.transitions.keys() ?? [])]).toEqual(['answered', 'late']);
  });
});
