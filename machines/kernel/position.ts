/**
 * Where a case stands: the rehydrated snapshot, its regions, the displayed state, and what the active
 * nodes say to an event. XState's inner shapes are read in this file and in `effects.ts` alone.
 */
import {
  and,
  createActor,
  not,
  or,
  stateIn,
  type AnyMachineSnapshot,
  type AnyStateNode,
  type AnyTransitionDefinition,
} from 'xstate';
import { evaluateGuard } from 'xstate/guards';
import type { Code } from './errors.ts';
import { isCode, KernelError } from './errors.ts';
import type { Procedure, Rule } from './procedure.ts';
import type { CaseState, JsonObject } from './types.ts';

/** A case, ready to be asked. */
export interface Position {
  readonly procedure: Procedure;
  readonly snapshot: AnyMachineSnapshot;
  /** The chart's context. */
  readonly facts: JsonObject;
  /** Region → its state, joined by dots down to the first parallel state. */
  readonly regions: Readonly<Record<string, string>>;
  /** The displayed state. */
  readonly displayed: string;
  /** Whether the main region has no outcome yet. */
  readonly open: boolean;
}

/** What the active nodes say to an event. */
export type Selection =
  /** No active node has a place for it. */
  | { readonly kind: 'none' }
  /** A rule of a node refuses. */
  | { readonly kind: 'refused'; readonly code: Code }
  | { readonly kind: 'taken' };

/** The chart's event: the sent one with what the kernel adds. */
export type ChartEvent = JsonObject & { readonly type: string };

/** The positions that were asked for last: within one task the same ones are asked for again and again. */
let last: readonly { readonly stored: JsonObject; readonly at: Position }[] = [];

/** The position of a stored state. What is stored is never changed, so one that was found stays true. */
export function position(procedure: Procedure, state: CaseState): Position {
  const stored = state.machine;
  const known = last.find((one) => one.stored === stored && one.at.procedure === procedure);
  if (known !== undefined) return known.at;
  const options = { snapshot: stored } as unknown as Parameters<typeof createActor>[1];
  const at = positionOf(procedure, createActor(procedure.machine, options).getSnapshot());
  last = [{ stored, at }, ...last.slice(0, 1)];
  return at;
}

/** The position of a snapshot. */
export function positionOf(procedure: Procedure, snapshot: AnyMachineSnapshot): Position {
  const regions = regionsOf(procedure, snapshot);
  const main = regions[procedure.main] ?? '';
  const open = main !== 'outcome' && !main.startsWith('outcome.');
  const shown = procedure.waits.filter((wait) => isIn(regions, wait.in)).map((wait) => wait.shows);
  const displayed = open ? (procedure.display.find((name) => shown.includes(name)) ?? main) : main;
  const facts = snapshot.context as JsonObject;
  return { procedure, snapshot, facts, regions, displayed, open };
}

/** Whether a region is in a state or below it; `path` is `region.state`. */
export function isIn(regions: Readonly<Record<string, string>>, path: string): boolean {
  const dot = path.indexOf('.');
  const value = regions[path.slice(0, dot)] ?? '';
  const state = path.slice(dot + 1);
  return value === state || value.startsWith(`${state}.`);
}

/** Whether a stay is active. */
export function isStayed({ procedure, regions }: Pick<Position, 'procedure' | 'regions'>): boolean {
  const { stay } = procedure;
  return stay !== undefined && stay.states.includes(regions[stay.region] ?? '');
}

function regionsOf(procedure: Procedure, snapshot: AnyMachineSnapshot): Record<string, string> {
  const { root } = snapshot.machine;
  if (root.type !== 'parallel') return { [procedure.main]: pathOf(root, snapshot.value) };
  const values = snapshot.value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(root.states).map(([name, node]) => [name, pathOf(node, values[name])]),
  );
}

/** The state's path below a node, down to the first parallel state. */
function pathOf(node: AnyStateNode, value: unknown): string {
  if (typeof value === 'string') return value;
  const [entry] = Object.entries((value ?? {}) as Record<string, unknown>);
  if (entry === undefined || node.type === 'parallel') return '';
  const [key, rest] = entry;
  const child = node.states[key];
  const below = child === undefined ? '' : pathOf(child, rest);
  return below === '' ? key : `${key}.${below}`;
}

/**
 * What the active nodes say to an event. One region must not react while another refuses: any node that
 * names the event and refuses, refuses for all. With `payload: false`, guards that read the event are
 * left open.
 */
export function select(at: Position, event: ChartEvent, payload = true): Selection {
  let taken = false;
  for (const node of at.snapshot._nodes) {
    const candidates = (node.transitions.get(event.type) ?? []) as AnyTransitionDefinition[];
    const said = candidates.length === 0 ? 'none' : selectIn(at, candidates, event, payload);
    if (said === 'taken') taken = true;
    else if (said !== 'none') return { kind: 'refused', code: said };
  }
  return { kind: taken ? 'taken' : 'none' };
}

/** One node's candidates: the first whose branch guards hold speaks for the node. */
function selectIn(
  at: Position,
  candidates: readonly AnyTransitionDefinition[],
  event: ChartEvent,
  payload: boolean,
): 'none' | 'taken' | Code {
  let refusal: Code | undefined;
  for (const candidate of candidates) {
    const said = ask(at, leavesOf(candidate.guard), event, payload);
    if (said === 'taken') return said;
    // Without the payload a branch guard is left open, so a later candidate may still hold.
    if (said !== 'none' && payload) return said;
    if (said !== 'none') refusal ??= said;
  }
  return refusal ?? 'none';
}

function ask(
  at: Position,
  guards: readonly unknown[],
  event: ChartEvent,
  payload: boolean,
): 'none' | 'taken' | Code {
  for (const guard of guards) {
    const { code, readsEvent } = ruleOf(at, guard);
    if (readsEvent === true && !payload) continue;
    if (evaluateGuard(guard as never, at.facts, event, at.snapshot)) continue;
    return code ?? 'none';
  }
  return 'taken';
}

/** XState's own combinators, known by the check that each of them carries. */
const CHECK_AND = checkOf(and([() => true]));
const CHECKS = [
  CHECK_AND,
  checkOf(or([() => true])),
  checkOf(not(() => true)),
  checkOf(stateIn('')),
];

function checkOf(guard: unknown): unknown {
  return typeof guard === 'function' && 'check' in guard ? guard.check : undefined;
}

/** The guards of an `and`, flat; any other guard alone. */
export function leavesOf(guard: unknown): readonly unknown[] {
  if (guard === undefined) return [];
  if (checkOf(guard) !== CHECK_AND) return [guard];
  return (guard as { guards: readonly unknown[] }).guards.flatMap(leavesOf);
}

/** Whether a guard is one of XState's own combinators. */
export function isCombinator(guard: unknown): boolean {
  return CHECKS.includes(checkOf(guard));
}

function ruleOf(at: Position, guard: unknown): Rule {
  const { name, params } = nameOf(guard);
  if (name === undefined) return {};
  const found = at.snapshot.machine.implementations.guards[name] as (Rule & object) | undefined;
  if (found === undefined) throw new KernelError(at.procedure.name, `guard ${name} is not defined`);
  const { code } = params;
  return typeof code === 'string' && isCode(code) ? { ...found, code } : { ...ruleFields(found) };
}

function ruleFields({ code, readsEvent }: Rule): Rule {
  return { ...(code && { code }), ...(readsEvent !== undefined && { readsEvent }) };
}

function nameOf(guard: unknown): { name?: string; params: JsonObject } {
  if (typeof guard === 'string') return { name: guard, params: {} };
  if (typeof guard !== 'object' || guard === null) return { params: {} };
  const { type, params } = guard as { type: string; params?: unknown };
  return { name: type, params: (typeof params === 'object' ? params : {}) as JsonObject };
}
