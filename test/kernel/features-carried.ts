/**
 * Every feature of XState that the kernel carries, each in a chart of a few lines. The tests run these,
 * and `docs/host.md` lists them under these names.
 */
import { and, assign, cancel, not, or, raise, stateIn } from 'xstate';
import { asked, delayed, two } from '../support/small.ts';

/** A feature that is carried: after `go`, if it is sent, the chart stands in `state`. */
export interface Carried {
  readonly feature: string;
  readonly config: object;
  readonly go?: false;
  readonly state: string;
  /** Kinds of the effects of the start and of `go`, in order. */
  readonly effects?: readonly string[];
}

const DONE = { description: 'Done.', type: 'final' } as const;

/** What is carried, in the order of the page. */
export const CARRIED: readonly Carried[] = [
  {
    feature: 'compound states',
    config: {
      id: 'small',
      initial: 'a',
      states: {
        a: {
          initial: 'x',
          states: { x: { description: 'X.', on: { go: 'y' } }, y: { description: 'Y.' } },
        },
      },
    },
    state: 'a.y',
  },
  {
    feature: 'parallel states',
    config: {
      id: 'small',
      type: 'parallel',
      states: {
        main: {
          initial: 'a',
          states: { a: { description: 'A.', on: { go: 'b' } }, b: { description: 'B.' } },
        },
        side: {
          initial: 'c',
          states: { c: { description: 'C.', on: { go: 'd' } }, d: { description: 'D.' } },
        },
      },
    },
    state: 'b',
  },
  {
    feature: 'final states, `onDone` of a state',
    config: {
      id: 'small',
      initial: 'a',
      states: {
        a: {
          initial: 'x',
          states: { x: { description: 'X.', on: { go: 'y' } }, y: DONE },
          onDone: 'b',
        },
        b: { description: 'B.' },
      },
    },
    state: 'b',
  },
  {
    feature: '`always`',
    config: two({ always: { guard: 'yes', target: 'b' } }),
    go: false,
    state: 'b',
  },
  {
    feature: '`assign`, `input`',
    config: two(
      { entry: assign({ seen: true }), always: { guard: 'no', target: 'b' } },
      { actions: assign({ rounds: ({ context }) => Number(context['rounds']) + 1 }) },
      { context: { rounds: 0 } },
    ),
    state: 'b',
  },
  {
    feature: 'immediate `raise`',
    config: {
      id: 'small',
      initial: 'a',
      states: {
        a: {
          description: 'A.',
          on: { go: { actions: raise({ type: 'internal.moved' }) }, 'internal.moved': 'b' },
        },
        b: { description: 'B.' },
      },
    },
    state: 'b',
  },
  {
    feature: 'delayed `raise` and `cancel`',
    config: two({
      entry: raise({ type: 'reminder.due' }, delayed({ id: 'overdue' })),
      exit: cancel('overdue'),
    }),
    state: 'b',
    effects: ['armTimer', 'cancelTimer'],
  },
  {
    feature: 'named guards, `and`, `or`, `not`, `stateIn`',
    config: two({}, { guard: and(['yes', or(['no', not('no')]), stateIn('a')]) }),
    state: 'b',
  },
  {
    feature: 'several transitions for one event',
    config: two({ on: { go: [{ guard: 'wantsOk', target: 'a' }, { target: 'b' }] } }),
    state: 'b',
  },
  {
    feature: 'transitions without a target, `reenter`',
    config: two({ invoke: asked(), on: { go: { target: 'a', reenter: true } } }),
    state: 'a',
    effects: ['openTask', 'closeTask', 'openTask'],
  },
  {
    feature: '`invoke` of `humanTask`',
    config: two({ invoke: asked() }),
    state: 'b',
    effects: ['openTask', 'closeTask'],
  },
  {
    feature: '`invoke` of `counterpartExchange`',
    config: two({
      invoke: {
        id: 'await',
        src: 'counterpartExchange',
        input: () => ({ who: 'library', what: 'the book', due: 'overdue' }),
      },
    }),
    state: 'b',
    effects: ['openExchange', 'closeExchange'],
  },
  {
    feature: 'named actions that are effects, with `params`',
    config: two(
      {},
      {
        actions: [
          { type: 'issueDocument', params: { kind: 'card' } },
          { type: 'sendLetter', params: () => ({ kind: 'M1', to: 'library', correlationId: 'C' }) },
          { type: 'notify', params: { roles: ['LIB-CL'], about: 'the book' } },
          { type: 'voidDocument', params: { kind: 'card', reason: 'lost' } },
        ],
      },
    ),
    state: 'b',
    effects: ['issueDocument', 'sendLetter', 'notify', 'voidDocument'],
  },
  {
    feature: '`tags`, `meta`, `description`, `output` (kept, read by nobody)',
    config: two({ tags: ['t'], meta: { m: 1 } }, { description: 'Goes.', meta: {} }, { output: 1 }),
    state: 'b',
  },
];
