/**
 * Every feature of XState that the kernel refuses, with the smallest chart that has it. The tests run
 * these, and `docs/host.md` lists them under these names.
 */
import {
  and,
  assign,
  cancel,
  emit,
  enqueueActions,
  forwardTo,
  fromPromise,
  log,
  not,
  or,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  stateIn,
  stopChild,
} from 'xstate';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { asked, delayed, row, two } from '../support/small.ts';

/** A feature that is refused at registration. */
export interface Refused {
  readonly feature: string;
  readonly config: object;
  readonly reason: RegExp;
  readonly procedure?: Partial<Procedure>;
}

/** What is refused, in the order of the page. */
export const REFUSED: readonly Refused[] = [
  {
    feature: '`after`',
    config: two({ after: { 1000: 'b' } }),
    reason: /raise a delayed event/,
  },
  {
    feature: 'history states',
    config: two({}, {}, { states: { a: { description: 'A.' }, h: { type: 'history' } } }),
    reason: /history states are not carried/,
  },
  {
    feature: 'wildcard events (`*`)',
    config: two({ on: { '*': 'b' } }),
    reason: /wildcard \*/,
  },
  {
    feature: 'partial wildcards (`a.*`)',
    config: two({ on: { 'a.*': 'b' } }),
    reason: /wildcard a\.\*/,
  },
  {
    feature: "events of XState's own (`xstate.*`)",
    config: two({ on: { 'xstate.init': 'b' } }),
    reason: /XState's own/,
  },
  {
    feature: 'events outside the vocabulary',
    config: two({ on: { unheard: 'b' } }),
    reason: /event unheard is not in the vocabulary/,
  },
  {
    feature: 'inner events in the vocabulary',
    config: two({}),
    procedure: { vocabulary: { go: row(), 'internal.moved': row() } },
    reason: /internal\.moved is not public/,
  },
  {
    feature: 'inline guards',
    config: two({}, { guard: () => true }),
    reason: /on go: a guard without a name/,
  },
  {
    feature: 'inline guards inside `and`, `or`, `not`',
    config: two({}, { guard: and(['yes', or(['yes', not(() => true)])]) }),
    reason: /a guard without a name/,
  },
  {
    feature: 'inline guards of `always`',
    config: two({ always: { target: 'b', guard: () => false } }),
    reason: /on always: a guard without a name/,
  },
  {
    feature: 'inline guards behind a name',
    config: two({}, { guard: 'both' }),
    reason: /a guard without a name/,
  },
  {
    feature: 'guards that are nowhere defined',
    config: two({}, { guard: not('missing') }),
    reason: /no guard missing/,
  },
  {
    feature: '`stateIn` of a state that is not there',
    config: two({}, { guard: stateIn('#elsewhere') }),
    reason: /no state #elsewhere/,
  },
  {
    feature: 'inline actions',
    config: two({}, { actions: () => undefined }),
    reason: /neither an effect nor named/,
  },
  {
    feature: 'named actions with code of their own',
    config: two({ entry: 'shout' }),
    reason: /action shout is neither an effect nor named/,
  },
  {
    feature: 'actions that are nowhere defined',
    config: two({ exit: 'missing' }),
    reason: /no action missing/,
  },
  {
    feature: '`enqueueActions`',
    config: two({}, { actions: enqueueActions(() => undefined) }),
    reason: /xstate\.enqueueActions is not carried/,
  },
  {
    feature: '`sendTo`',
    config: two({}, { actions: sendTo('ask', { type: 'go' }) }),
    reason: /xstate\.sendTo is not carried/,
  },
  {
    feature: '`sendParent`',
    config: two({}, { actions: sendParent({ type: 'go' }) }),
    reason: /xstate\.sendTo is not carried/,
  },
  {
    feature: '`forwardTo`',
    config: two({}, { actions: forwardTo('ask') }),
    reason: /xstate\.sendTo is not carried/,
  },
  {
    feature: '`emit`',
    config: two({}, { actions: emit({ type: 'moved' }) }),
    reason: /xstate\.emit is not carried/,
  },
  { feature: '`log`', config: two({ entry: log('here') }), reason: /xstate\.log is not carried/ },
  {
    feature: '`spawnChild`',
    config: two({ entry: spawnChild('humanTask') }),
    reason: /xstate\.spawnChild is not carried/,
  },
  {
    feature: '`stopChild`',
    config: two({ exit: stopChild('ask') }),
    reason: /xstate\.stopChild is not carried/,
  },
  {
    feature: '`spawn` inside `assign`',
    config: two({
      entry: assign(({ spawn }) => ({ child: spawn('other') })),
    }),
    reason: /context: is not JSON/,
  },
  {
    feature: 'invocations of other kinds',
    config: two({ invoke: { id: 'ask', src: 'other' } }),
    reason: /invocation other/,
  },
  {
    feature: 'inline invocations',
    config: two({ invoke: { id: 'ask', src: fromPromise(async () => undefined) } }),
    reason: /invocation xstate\.invoke/,
  },
  {
    feature: 'invocations without an id',
    config: two({ invoke: { src: 'humanTask' } }),
    reason: /no id of its own/,
  },
  {
    feature: 'invocation ids used twice',
    config: two({ invoke: [asked(), asked()] }),
    reason: /ask is named twice/,
  },
  {
    feature: '`onDone` of an invocation',
    config: two({ invoke: asked({ onDone: 'b' }) }),
    reason: /answers by events/,
  },
  {
    feature: '`onError` of an invocation',
    config: two({ invoke: asked({ onError: 'b' }) }),
    reason: /answers by events/,
  },
  {
    feature: '`onSnapshot` of an invocation',
    config: two({ invoke: asked({ onSnapshot: 'b' }) }),
    reason: /answers by events/,
  },
  {
    feature: '`systemId`',
    config: two({ invoke: asked({ systemId: 'desk' }) }),
    reason: /no system to be named in/,
  },
  {
    feature: 'due dates without a key of the policy',
    config: two({ invoke: asked({ input: { title: 'Do it', due: 'soon' } }) }),
    reason: /due soon is no key/,
  },
  {
    feature: 'delayed `raise` without an id',
    config: two({ entry: raise({ type: 'reminder.due' }, delayed({})) }),
    reason: /a delayed event has no id/,
  },
  {
    feature: 'delayed `raise` under no key of the policy',
    config: two({ entry: raise({ type: 'reminder.due' }, delayed({ id: 'soon' })) }),
    reason: /delay soon is no key/,
  },
  {
    feature: 'named delays that are nowhere defined',
    config: two({
      entry: raise({ type: 'reminder.due' }, delayed({ id: 'overdue', delay: 'soon' })),
    }),
    reason: /no delay soon: it would fire at once/,
  },
  {
    feature: '`cancel` of no key of the policy',
    config: two({ exit: cancel('soon') }),
    reason: /cancel soon: no key/,
  },
  {
    feature: 'context with a date',
    config: two({}, {}, { context: { since: new Date(0) } }),
    reason: /context: is not JSON/,
  },
  {
    feature: 'context with a map',
    config: two({}, {}, { context: { seen: new Map() } }),
    reason: /context: is not JSON/,
  },
  {
    feature: 'context with a function',
    config: two({}, {}, { context: { later: () => 1 } }),
    reason: /context: is not JSON/,
  },
  {
    feature: 'context with `undefined`',
    config: two({}, {}, { context: { name: undefined } }),
    reason: /context: is not JSON/,
  },
  {
    feature: 'context with NaN',
    config: two({}, {}, { context: () => ({ rounds: Number.NaN }) }),
    reason: /context: is not JSON/,
  },
  {
    feature: 'leaves without a description',
    config: { id: 'small', initial: 'a', states: { a: {} } },
    reason: /a leaf has no description/,
  },
  {
    feature: '`route`',
    config: two({ id: 'a', route: {} }),
    reason: /event xstate\.route.* is XState's own/,
  },
  {
    feature: 'unknown keys of a state',
    config: two({ entyr: [] }),
    reason: /a state has no entyr/,
  },
  {
    feature: 'unknown keys of a transition',
    config: two({}, { gaurd: 'yes' }),
    reason: /a transition has no gaurd/,
  },
  {
    feature: 'waits, stays and acceptances in states that are not there',
    config: two({}),
    procedure: { vocabulary: { go: row({ acceptedIn: ['c'] }) } },
    reason: /there is no state main\.c/,
  },
  {
    feature: 'lengths that are not ISO 8601',
    config: two({}),
    procedure: {
      policies: { '1': { version: '1', delays: { overdue: '30 days' }, figures: {} } },
    },
    reason: /30 days is no ISO 8601 length/,
  },
];
