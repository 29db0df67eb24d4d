/**
 * Checks a procedure before any case is opened under it: what the host does not carry is refused here,
 * with the place and the reason, and not years later. `docs/host.md` lists every feature of XState.
 */
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { KernelError } from './errors.ts';
import { isDuration } from './instants.ts';
import { isCombinator, leavesOf } from './position.ts';
import type { Procedure } from './procedure.ts';
import { start } from './step.ts';
import { viewOf } from './view.ts';

/** Actions that stand for an effect, besides XState's `assign`, `raise` and `cancel`. */
const EFFECT_ACTIONS = ['issueDocument', 'voidDocument', 'sendLetter', 'notify'];

/** Actions of XState's own that are carried. */
const BUILT_IN_ACTIONS = ['xstate.assign', 'xstate.raise', 'xstate.cancel'];

/** Somebody outside who is asked while a state is active. */
const INVOCATIONS = ['humanTask', 'counterpartExchange'];

interface Built {
  readonly type?: string;
  readonly id?: unknown;
  readonly delay?: unknown;
  readonly event?: unknown;
}

/**
 * Registers a procedure.
 *
 * @returns the procedure itself.
 * @throws KernelError with the place in the chart and the reason.
 */
export function registered(procedure: Procedure): Procedure {
  const invocations = new Set<string>();
  for (const node of nodesOf(procedure.machine.root)) checkNode(procedure, node, invocations);
  for (const [version, policy] of Object.entries(procedure.policies)) {
    for (const [key, length] of Object.entries(policy.delays)) {
      const place = `${procedure.name}: policy ${version}: ${key}`;
      if (!isDuration(length)) throw new KernelError(place, `${length} is no ISO 8601 length`);
    }
  }
  checkStart(procedure);
  return procedure;
}

/** A node with all below it, in document order. */
export function nodesOf(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap((child) => nodesOf(child))];
}

/** Whether a state has no states below it. */
export function isLeaf(node: AnyStateNode): boolean {
  return Object.keys(node.states).length === 0;
}

function checkNode(procedure: Procedure, node: AnyStateNode, invocations: Set<string>): void {
  const refuse = (reason: string): never => {
    throw new KernelError(`${procedure.name}: ${node.id}`, reason);
  };
  if (node.type === 'history') refuse('history states are not carried: use a parallel region');
  if (Object.keys(node.config.after ?? {}).length > 0) {
    refuse('`after` is not carried: raise a delayed event whose id is a key of the policy');
  }
  if (isLeaf(node) && (node.description ?? '') === '') refuse('a leaf has no description');
  for (const invocation of node.invoke) {
    const { id, src } = invocation;
    if (typeof src !== 'string' || !INVOCATIONS.includes(src))
      refuse(`invocation ${typeof src === 'string' ? src : 'without a name'}`);
    const { onDone, onError, onSnapshot } = invocation as unknown as Record<string, unknown>;
    if ((onDone ?? onError ?? onSnapshot) !== undefined) refuse('an invocation answers by events');
    if (/^\d+\./.test(id)) refuse('an invocation has no id of its own');
    if (invocations.has(id)) refuse(`invocation ${id} is named twice`);
    invocations.add(id);
  }
  for (const action of [...node.entry, ...node.exit]) checkAction(procedure, action, refuse);
  for (const [type, transitions] of node.transitions) {
    checkEventType(procedure, type, refuse);
    for (const transition of transitions) checkTransition(procedure, transition, refuse);
  }
  for (const transition of node.always ?? []) checkTransition(procedure, transition, refuse);
}

function checkEventType(procedure: Procedure, type: string, refuse: (why: string) => never): void {
  if (type.startsWith('xstate.done.state.')) return;
  if (type.includes('*')) refuse(`wildcard ${type}: name the events`);
  if (type.startsWith('xstate.')) refuse(`event ${type} is XState's own`);
  if (type.startsWith('internal.') || Object.hasOwn(procedure.vocabulary, type)) return;
  refuse(`event ${type} is not in the vocabulary`);
}

function checkTransition(
  procedure: Procedure,
  transition: AnyTransitionDefinition,
  refuse: (why: string) => never,
): void {
  for (const guard of leavesOf(transition.guard)) {
    if (typeof guard === 'function' && !isCombinator(guard)) {
      refuse(`on ${transition.eventType}: a guard without a name`);
    }
    const name = typeof guard === 'string' ? guard : (guard as { type?: string }).type;
    if (typeof guard === 'function' || name === undefined) continue;
    if (procedure.machine.implementations.guards[name] === undefined) refuse(`no guard ${name}`);
  }
  for (const action of transition.actions) checkAction(procedure, action, refuse);
}

function checkAction(procedure: Procedure, action: unknown, refuse: (why: string) => never): void {
  if (typeof action === 'function') {
    const built = action as Built;
    if (built.type === undefined) refuse('an action without a name');
    if (!BUILT_IN_ACTIONS.includes(built.type ?? '')) refuse(`action ${built.type}`);
    if (built.type === 'xstate.raise' && built.delay !== undefined)
      checkDelay(procedure, built, refuse);
    return;
  }
  const name = typeof action === 'string' ? action : (action as { type: string }).type;
  if (EFFECT_ACTIONS.includes(name)) return;
  const implementation = procedure.machine.implementations.actions[name] as Built | undefined;
  if (implementation === undefined) refuse(`no action ${name}`);
  // A named action is either one of the effects or a name for something that is carried.
  if (!BUILT_IN_ACTIONS.includes(implementation?.type ?? '')) refuse(`action ${name} is no effect`);
}

function checkDelay(procedure: Procedure, raised: Built, refuse: (why: string) => never): void {
  const { id } = raised;
  if (typeof id !== 'string') refuse('a delayed event has no id: it is the key of the policy');
  else if (!procedure.delays.includes(id)) refuse(`delay ${id} is no key of the policy`);
}

function checkStart(procedure: Procedure): void {
  const { state } = start(procedure, procedure.example, '1958-01-01T00:00:00.000Z');
  const context = (state.machine as { context: unknown }).context;
  if (JSON.stringify(context) === undefined || !isPlain(context, procedure)) {
    throw new KernelError(`${procedure.name}: context`, 'is not JSON');
  }
  viewOf(procedure, state);
}

function isPlain(
  _stored: unknown,
  { machine, input, example, policies, policyVersion }: Procedure,
): boolean {
  const policy = policies[policyVersion];
  if (policy === undefined) return false;
  const given = machine.config.context as unknown;
  const value: unknown =
    typeof given === 'function' ? given({ input: input(example, policy) }) : (given ?? {});
  return JSON.stringify(value) !== undefined && sameShape(value, JSON.parse(JSON.stringify(value)));
}

/** Whether a value is what comes back from JSON: no dates, maps, functions, undefined, NaN. */
function sameShape(value: unknown, back: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Object.is(value, back);
  if (Array.isArray(value)) {
    return Array.isArray(back) && value.every((item, at) => sameShape(item, back[at]));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  const other = back as Record<string, unknown>;
  return Object.entries(value).every(
    ([key, item]) => Object.hasOwn(other, key) && sameShape(item, other[key]),
  );
}
