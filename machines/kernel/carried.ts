/**
 * Which transitions, guards and actions the kernel carries: part of the check at registration.
 */
import type { AnyTransitionDefinition } from 'xstate';
import { isCombinator } from './position.ts';
import type { Procedure } from './procedure.ts';

/** Refuses the procedure at the place that is being looked at. */
export type Refuse = (reason: string) => never;

/** Actions that stand for an effect, besides XState's `assign`, `raise` and `cancel`. */
const EFFECT_ACTIONS = ['issueDocument', 'voidDocument', 'sendLetter', 'notify'];

/** Actions of XState's own that are carried. */
const BUILT_IN_ACTIONS = ['xstate.assign', 'xstate.raise', 'xstate.cancel'];

/** What a transition may hold: what charts write, and what XState adds. */
const TRANSITION_KEYS = [
  'actions',
  'description',
  'eventType',
  'guard',
  'meta',
  'reenter',
  'source',
  'target',
  'toJSON',
];

/** What XState's action creators leave on the action. */
interface Built {
  readonly type?: string;
  readonly id?: unknown;
  readonly sendId?: unknown;
  readonly delay?: unknown;
}

/** What XState's guard combinators leave on the guard. */
interface Combined {
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
}

/** Checks what a state does on an event, or as soon as it may. */
export function checkTransitions(
  procedure: Procedure,
  transitions: readonly AnyTransitionDefinition[],
  refuse: Refuse,
): void {
  for (const transition of transitions) {
    const unknown = Object.keys(transition).find((key) => !TRANSITION_KEYS.includes(key));
    if (unknown !== undefined) refuse(`a transition has no ${unknown}`);
    checkGuard(procedure, transition.guard, (reason) =>
      refuse(`on ${transition.eventType === '' ? 'always' : transition.eventType}: ${reason}`),
    );
    checkActions(procedure, transition.actions, refuse);
  }
}

/** Every guard has a name under which it is written once; combinators join named ones. */
function checkGuard(procedure: Procedure, guard: unknown, refuse: Refuse): void {
  if (guard === undefined) return;
  if (isCombinator(guard)) {
    const { guards = [], stateValue } = guard as Combined;
    for (const inner of guards) checkGuard(procedure, inner, refuse);
    if (typeof stateValue === 'string') checkState(procedure, stateValue, refuse);
    return;
  }
  if (typeof guard === 'function') refuse('a guard without a name');
  const name = typeof guard === 'string' ? guard : (guard as { type: string }).type;
  const implementation = procedure.machine.implementations.guards[name] as unknown;
  if (implementation === undefined) refuse(`no guard ${name}`);
  if (isCombinator(implementation)) checkGuard(procedure, implementation, refuse);
}

function checkState({ machine }: Procedure, id: string, refuse: Refuse): void {
  if (!id.startsWith('#')) return;
  try {
    machine.getStateNodeById(id);
  } catch {
    refuse(`no state ${id}`);
  }
}

/** Checks actions, of a transition or on entry and exit. */
export function checkActions(
  procedure: Procedure,
  actions: readonly unknown[],
  refuse: Refuse,
): void {
  for (const action of actions) {
    if (typeof action === 'function') checkBuilt(procedure, action as Built, 'an action', refuse);
    else checkNamed(procedure, action, refuse);
  }
}

function checkNamed(procedure: Procedure, action: unknown, refuse: Refuse): void {
  const name = typeof action === 'string' ? action : (action as { type: string }).type;
  if (EFFECT_ACTIONS.includes(name)) return;
  const implementation = procedure.machine.implementations.actions[name] as unknown;
  if (implementation === undefined) refuse(`no action ${name}`);
  // A named action is either one of the effects or a name for something that is carried.
  checkBuilt(procedure, implementation as Built, `action ${name}`, refuse);
}

function checkBuilt(procedure: Procedure, built: Built, what: string, refuse: Refuse): void {
  const { type, id, sendId, delay } = built;
  if (type === undefined) refuse(`${what} is neither an effect nor named`);
  else if (!BUILT_IN_ACTIONS.includes(type)) refuse(`action ${type} is not carried`);
  if (type === 'xstate.cancel' && typeof sendId === 'string' && !isKey(procedure, sendId)) {
    refuse(`cancel ${sendId}: no key of the policy`);
  }
  if (type !== 'xstate.raise' || delay === undefined) return;
  if (typeof id !== 'string') refuse('a delayed event has no id: it is the key of the policy');
  else if (!isKey(procedure, id)) refuse(`delay ${id} is no key of the policy`);
  const isNamed = typeof delay === 'string';
  if (isNamed && procedure.machine.implementations.delays[delay] === undefined) {
    refuse(`no delay ${delay}: it would fire at once`);
  }
}

function isKey({ delays }: Procedure, key: string): boolean {
  return delays.includes(key);
}
