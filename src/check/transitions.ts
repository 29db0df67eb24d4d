/**
 * Which transitions of a chart are taken: node × event × candidate, internal and eventless ones too.
 * XState does not tell; it reads the actions of a transition only when it takes it, so reading them is
 * what is noted here.
 */
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { leavesOf } from '../../machines/kernel/position.ts';
import type { Position } from '../../machines/kernel/position.ts';
import type { Procedure, Rule } from '../../machines/kernel/procedure.ts';
import { nodesOf } from '../../machines/kernel/register.ts';

/** One candidate of one node for one event. */
export interface Candidate {
  /** `node | event | index`, stable as long as the chart is. */
  readonly key: string;
  readonly node: string;
  readonly event: string;
  /** Names of the guards. */
  readonly guards: readonly string[];
  /** Codes with which it can refuse. */
  readonly codes: readonly string[];
  /** It stands there for its code alone and can never be taken. */
  readonly refusesOnly: boolean;
}

/** Transitions taken, by key; filled while the chart runs. */
export type Taken = Set<string>;

const paths = new WeakMap<AnyStateNode, string>();

/** A node's path below the root. */
export function pathOf(node: AnyStateNode): string {
  const known = paths.get(node);
  if (known !== undefined) return known;
  const path = node.path.join('.') || '(root)';
  paths.set(node, path);
  return path;
}

function listed(node: AnyStateNode): readonly (readonly [string, AnyTransitionDefinition])[] {
  const named = [...node.transitions].flatMap(([event, candidates]) =>
    candidates.map((one, index) => [`${pathOf(node)} | ${event} | ${index}`, one] as const),
  );
  const always = ((node.always ?? []) as AnyTransitionDefinition[]).map(
    (one, index) => [`${pathOf(node)} | always | ${index}`, one] as const,
  );
  return [...named, ...always];
}

interface Guard {
  readonly type?: string;
  readonly params?: { readonly code?: string };
}

function described({ machine }: Procedure, key: string, one: AnyTransitionDefinition): Candidate {
  const [node = '', event = ''] = key.split(' | ');
  const leaves = leavesOf(one.guard).map((leaf) =>
    typeof leaf === 'string' ? { type: leaf } : (leaf as Guard),
  );
  const codes = leaves.flatMap(({ type = '', params }) => {
    const rule = machine.implementations.guards[type] as Rule | undefined;
    const code = params?.code ?? rule?.code;
    return code === undefined ? [] : [code];
  });
  const guards = leaves.map(({ type }) => type ?? '?');
  const refusesOnly = guards.includes('refuse') || isNeverThere(key);
  return { key, node, event, guards, codes, refusesOnly };
}

/**
 * In investigation-and-education one of the two is always open, so that its two proposals always say
 * which: they refuse, and are never taken.
 */
function isNeverThere(key: string): boolean {
  return /^main\.investigation-and-education \| (?:passport\.proposed|renunciation\.submitted)/.test(
    key,
  );
}

/** Every candidate of a chart, in document order. */
export function candidatesOf(procedure: Procedure): readonly Candidate[] {
  return nodesOf(procedure.machine.root).flatMap((node) =>
    listed(node).map(([key, one]) => described(procedure, key, one)),
  );
}

const watched = new WeakMap<Procedure, Taken>();

/** Watches a chart from now on; the same set for the same procedure. */
export function watch(procedure: Procedure): Taken {
  const known = watched.get(procedure);
  if (known !== undefined) return known;
  const taken: Taken = new Set();
  for (const node of nodesOf(procedure.machine.root)) {
    for (const [key, transition] of listed(node)) {
      const { actions } = transition;
      Object.defineProperty(transition, 'actions', {
        enumerable: true,
        get: () => {
          taken.add(key);
          return actions;
        },
      });
    }
  }
  watched.set(procedure, taken);
  return taken;
}

/** Candidates of the active nodes that can have refused an event with this code. */
export function refusing(
  at: Position,
  type: string,
  code: string,
  candidates: ReadonlyMap<string, Candidate>,
): readonly string[] {
  return (at.snapshot._nodes as readonly AnyStateNode[]).flatMap((node) => {
    const count = node.transitions.get(type)?.length ?? 0;
    return Array.from(
      { length: count },
      (_, index) => `${pathOf(node)} | ${type} | ${index}`,
    ).filter((key) => candidates.get(key)?.codes.includes(code) === true);
  });
}
