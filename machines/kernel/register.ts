/**
 * Checks a procedure before any case is opened under it: what the host does not carry is refused here,
 * with the place and the reason, and not years later. `docs/host.md` lists every feature of XState.
 */
import { initialTransition, type AnyStateNode } from 'xstate';
import { checkActions, checkTransitions, type Refuse } from './carried.ts';
import { KernelError } from './errors.ts';
import { repeats } from './instants.ts';
import { isLength, isShorter } from './lengths.ts';
import type { Procedure } from './procedure.ts';
import { policyOf, start } from './step.ts';
import { viewOf } from './view.ts';

/** Somebody outside who is asked while a state is active. */
const INVOCATIONS = ['humanTask', 'counterpartExchange'];

/** What the configuration of a state may hold; XState passes over any other key in silence. */
const STATE_KEYS = [
  'after',
  'always',
  'context',
  'description',
  'entry',
  'exit',
  'history',
  'id',
  'initial',
  'invoke',
  'meta',
  'on',
  'onDone',
  'output',
  // Set by XState's own `setup`.
  'schemas',
  'states',
  'tags',
  'target',
  'type',
  'version',
];

/**
 * Registers a procedure.
 *
 * @returns the procedure itself.
 * @throws KernelError with the place in the chart and the reason.
 */
export function registered(procedure: Procedure): Procedure {
  const invocations = new Set<string>();
  for (const node of nodesOf(procedure.machine.root)) checkNode(procedure, node, invocations);
  checkVocabulary(procedure);
  checkPlaces(procedure);
  checkPolicies(procedure, invocations);
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
  const refuse: Refuse = (reason) => {
    throw new KernelError(`${procedure.name}: ${node.id}`, reason);
  };
  const config = node.config as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(config).find((key) => !STATE_KEYS.includes(key));
  if (unknown !== undefined) refuse(`a state has no ${unknown}`);
  if (node.type === 'history') refuse('history states are not carried: use a parallel region');
  if (Object.keys(node.config.after ?? {}).length > 0) {
    refuse('`after` is not carried: raise a delayed event whose id is a key of the policy');
  }
  if (isLeaf(node) && (node.description ?? '') === '') refuse('a leaf has no description');
  for (const invocation of node.invoke) {
    checkInvocation(procedure, invocation, refuse);
    if (invocations.has(invocation.id)) refuse(`invocation ${invocation.id} is named twice`);
    invocations.add(invocation.id);
  }
  checkActions(procedure, [...node.entry, ...node.exit], refuse);
  for (const [type, transitions] of node.transitions) {
    checkEventType(procedure, type, refuse);
    checkTransitions(procedure, transitions, refuse);
  }
  checkTransitions(procedure, node.always ?? [], refuse);
}

interface Invocation {
  readonly id: string;
  readonly src: unknown;
  readonly systemId?: unknown;
  readonly onDone?: unknown;
  readonly onError?: unknown;
  readonly onSnapshot?: unknown;
  readonly input?: unknown;
}

function checkInvocation(procedure: Procedure, invocation: Invocation, refuse: Refuse): void {
  const { id, src, systemId, onDone, onError, onSnapshot } = invocation;
  const isKnown = typeof src === 'string' && INVOCATIONS.includes(src);
  if (!isKnown) refuse(`invocation ${typeof src === 'string' ? src : 'without a name'}`);
  if ((onDone ?? onError ?? onSnapshot) !== undefined) refuse('an invocation answers by events');
  if (systemId !== undefined) refuse(`invocation ${id}: there is no system to be named in`);
  if (/^\d+\./.test(id)) refuse('an invocation has no id of its own');
  const input = (invocation.input ?? {}) as { due?: unknown };
  if (typeof input.due === 'string' && !procedure.delays.includes(input.due)) {
    refuse(`invocation ${id}: due ${input.due} is no key of the policy`);
  }
}

function checkEventType(procedure: Procedure, type: string, refuse: Refuse): void {
  if (type.startsWith('xstate.done.state.')) return;
  if (type.includes('*')) refuse(`wildcard ${type}: name the events`);
  if (type.startsWith('xstate.')) refuse(`event ${type} is XState's own`);
  if (type.startsWith('internal.') || Object.hasOwn(procedure.vocabulary, type)) return;
  refuse(`event ${type} is not in the vocabulary`);
}

/** Nobody outside may send what the chart or XState tells itself. */
function checkVocabulary({ name, vocabulary }: Procedure): void {
  const inner = Object.keys(vocabulary).find((type) => /^(?:xstate|internal)\./.test(type));
  if (inner !== undefined) throw new KernelError(`${name}: vocabulary`, `${inner} is not public`);
}

/** Regions and states that the procedure names outside its chart. */
function checkPlaces(procedure: Procedure): void {
  const { name, main, stay, waits, vocabulary } = procedure;
  const named = [
    ...waits.map((wait) => wait.in),
    ...(stay?.states.map((state) => `${stay.region}.${state}`) ?? []),
    ...Object.values(vocabulary).flatMap((row) =>
      (row.acceptedIn ?? []).map((state) => `${main}.${state}`),
    ),
  ];
  for (const place of [main, ...named]) {
    if (!isPlace(procedure, place)) throw new KernelError(name, `there is no state ${place}`);
  }
}

function isPlace({ machine, main }: Procedure, path: string): boolean {
  const [region = '', ...below] = path.split('.');
  let node: AnyStateNode | undefined = machine.root;
  if (node.type === 'parallel') node = node.states[region];
  else if (region !== main) return false;
  for (const key of below) node = node?.states[key];
  return node !== undefined;
}

function checkPolicies(procedure: Procedure, invocations: ReadonlySet<string>): void {
  const { name, policies, calendars, delays } = procedure;
  for (const [version, policy] of Object.entries(policies)) {
    const place = `${name}: policy ${version}`;
    for (const [key, length] of Object.entries(policy.delays)) {
      if (isLength(length, calendars)) continue;
      throw new KernelError(
        `${place}: ${key}`,
        `${length} is no ISO 8601 length, nor working days of a calendar`,
      );
    }
    for (const [cause, keys] of Object.entries(policy.pauses ?? {})) {
      if (!invocations.has(cause) && !isPlace(procedure, cause)) {
        throw new KernelError(place, `no invocation and no state ${cause} that could pause`);
      }
      const unknown = keys.find((key) => !delays.includes(key));
      if (unknown !== undefined)
        throw new KernelError(place, `${cause} pauses no delay ${unknown}`);
    }
    for (const [key, floor] of Object.entries(policy.floors ?? {})) {
      if (!delays.includes(key)) throw new KernelError(place, `has a floor for no delay ${key}`);
      if (isLength(floor, calendars) && !isShorter(policy.delays[key] ?? '', floor, calendars)) {
        continue;
      }
      throw new KernelError(`${place}: ${key}`, `${floor} is no floor of its length`);
    }
    for (const [key, extension] of Object.entries(policy.extensions ?? {})) {
      const unknown = [key, ...(extension.with ?? [])].find((one) => !delays.includes(one));
      if (unknown !== undefined) throw new KernelError(place, `extends no delay ${unknown}`);
      if (isLength(extension.length, calendars) && !repeats(extension.length)) continue;
      throw new KernelError(`${place}: ${key}`, `${extension.length} extends nothing`);
    }
  }
}

function checkStart(procedure: Procedure): void {
  const { example, machine, name } = procedure;
  const input = procedure.input(example, policyOf(procedure, example.config));
  const [{ context }] = initialTransition(machine, input);
  const text = JSON.stringify(context) as string | undefined;
  if (text === undefined || !isSame(context, JSON.parse(text))) {
    throw new KernelError(`${name}: context`, 'is not JSON');
  }
  viewOf(procedure, start(procedure, example, '1958-01-01T00:00:00.000Z').state);
}

/** Whether a value is what comes back from JSON: no dates, maps, functions, undefined, NaN. */
function isSame(value: unknown, back: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Object.is(value, back);
  if (Array.isArray(value)) {
    return Array.isArray(back) && value.every((item, at) => isSame(item, back[at]));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  const other = back as Record<string, unknown>;
  return Object.entries(value).every(
    ([key, item]) => Object.hasOwn(other, key) && isSame(item, other[key]),
  );
}
