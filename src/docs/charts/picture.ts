/**
 * A region of a chart as boxes and arrows, before anything has a place. Read from the machine
 * alone: what is drawn is what runs.
 */
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { leavesOf } from '../../../machines/kernel/position.ts';

/** A state without states below it, or one whose parts run side by side. */
export interface Box {
  readonly id: string;
  readonly name: string;
  readonly kind: 'state' | 'outcome' | 'done';
  /** One sentence. */
  readonly about: string;
  /** Events that it takes and stays. */
  readonly stays: readonly string[];
  /** Parts that run side by side. */
  readonly parts: readonly Picture[];
  /** Box of the group around it. */
  readonly group: string | undefined;
  readonly isFirst: boolean;
}

/** States that belong together. */
export interface Group {
  readonly id: string;
  readonly name: string;
}

/** From one box to another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
}

/** What every state of the region takes. */
export interface Everywhere {
  readonly label: string;
  /** Name of where it leads; absent where it changes no state. */
  readonly to?: string;
  readonly isOutcome: boolean;
}

/** One region. */
export interface Picture {
  readonly id: string;
  readonly name: string;
  readonly boxes: readonly Box[];
  readonly groups: readonly Group[];
  readonly arrows: readonly Arrow[];
  readonly everywhere: readonly Everywhere[];
}

/** The picture of a region. */
export function pictureOf(region: AnyStateNode): Picture {
  const drawn = drawnUnder(region);
  const arrows = merged(drawn.flatMap((node) => arrowsOf(node)));
  const everywhere = everywhereOf(region);
  const reached = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  const first = firstOf(region).id;
  const boxes = drawn
    .filter((node) => reached.has(node.id) || drawn.length === 1 || node.id === first)
    .map((node) => boxOf(region, node, node.id === first));
  const groups = drawn
    .flatMap((node) => groupOf(region, node) ?? [])
    .filter((node, at, all) => all.indexOf(node) === at)
    .map(({ id, key }) => ({ id, name: key }));
  return { id: region.id, name: region.key, boxes, groups, arrows, everywhere };
}

/** Nodes that get a box: leaves, and what runs side by side as one. */
function drawnUnder(node: AnyStateNode): readonly AnyStateNode[] {
  return Object.values(node.states).flatMap((child) =>
    child.type === 'parallel' || Object.keys(child.states).length === 0
      ? [child]
      : drawnUnder(child),
  );
}

/** The compound state between a box and its region; outcomes stand for themselves. */
function groupOf(region: AnyStateNode, node: AnyStateNode): AnyStateNode | undefined {
  const { parent } = node;
  return parent === undefined || parent === region || parent.key === 'outcome' ? undefined : parent;
}

function boxOf(region: AnyStateNode, node: AnyStateNode, isFirst: boolean): Box {
  const isOutcome = node.parent?.key === 'outcome';
  const done = node.type === 'final' ? 'done' : 'state';
  return {
    id: node.id,
    name: node.key,
    kind: isOutcome ? 'outcome' : done,
    about: node.description ?? '',
    stays: staysOf(node),
    parts: node.type === 'parallel' ? Object.values(node.states).map(pictureOf) : [],
    group: groupOf(region, node)?.id,
    isFirst,
  };
}

function transitionsOf(node: AnyStateNode): readonly AnyTransitionDefinition[] {
  return [
    ...([...node.transitions.values()].flat() as AnyTransitionDefinition[]),
    ...((node.always ?? []) as AnyTransitionDefinition[]),
  ].filter(({ guard }) => !leavesOf(guard).some((leaf) => nameOfGuard(leaf) === 'refuse'));
}

function staysOf(node: AnyStateNode): readonly string[] {
  const staying = transitionsOf(node)
    .filter(({ target }) => target === undefined || target[0] === undefined || target[0] === node)
    // What a state with parts names and guards is near but never taken: it only gives the refusal.
    .filter(({ guard }) => guard === undefined || node.type !== 'parallel');
  return [...new Set(staying.map(({ eventType }) => wordsOf(eventType)))];
}

/** What a node's own transitions, and those of groups around it, lead to. */
function arrowsOf(node: AnyStateNode): readonly Arrow[] {
  const all = transitionsOf(node);
  return all.flatMap((one): readonly Arrow[] => {
    const [target] = one.target ?? [];
    if (target === undefined || target === node) return [];
    const label = labelOf(one, all);
    return [{ from: node.id, to: firstOf(target).id, labels: label === '' ? [] : [label] }];
  });
}

function everywhereOf(region: AnyStateNode): readonly Everywhere[] {
  const all = transitionsOf(region);
  return all.map((one) => {
    const [target] = one.target ?? [];
    const label = labelOf(one, all);
    if (target === undefined) return { label, isOutcome: false };
    const leaf = firstOf(target);
    return { label, to: leaf.key, isOutcome: leaf.parent?.key === 'outcome' };
  });
}

/** Where entering a state ends: its initial state, unless its parts run side by side. */
function firstOf(node: AnyStateNode): AnyStateNode {
  if (node.type === 'parallel') return node;
  const [first] = node.initial?.target ?? [];
  return first === undefined ? node : firstOf(first);
}

/** The event, and which of several transitions for it this is. */
function labelOf(one: AnyTransitionDefinition, all: readonly AnyTransitionDefinition[]): string {
  const siblings = all.filter(({ eventType }) => eventType === one.eventType);
  const targets = new Set(siblings.map(({ target }) => target?.[0]));
  const names = leavesOf(one.guard).map(nameOfGuard).map(inWords);
  const branch = names.length === 0 ? 'else' : names.join(', ');
  return [wordsOf(one.eventType), targets.size < 2 ? '' : branch]
    .filter((part) => part !== '')
    .join(' · ');
}

function nameOfGuard(leaf: unknown): string {
  return typeof leaf === 'string' ? leaf : ((leaf as { type?: string }).type ?? '');
}

function inWords(name: string): string {
  return name
    .replace(/^(?:is|has)/, '')
    .replaceAll(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
}

/** An event type as a reader knows it. */
function wordsOf(type: string): string {
  if (type.startsWith('xstate.done.state')) return 'all done';
  if (type.startsWith('internal.')) return `(${type.slice('internal.'.length)})`;
  return type;
}

/** One arrow between two boxes, with all its labels. */
export function merged(arrows: readonly Arrow[]): readonly Arrow[] {
  const byEnds = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const key = `${arrow.from} ${arrow.to}`;
    const labels = [...(byEnds.get(key)?.labels ?? []), ...arrow.labels];
    byEnds.set(key, { ...arrow, labels: [...new Set(labels)] });
  }
  return [...byEnds.values()];
}
