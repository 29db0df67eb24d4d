/**
 * What an exploration remembers: cases that count as different, and how one leads to another.
 */
import type { CaseLog, Entry, Standing } from './log.ts';
import type { Run } from './run.ts';

/** One case of an exploration. */
export interface Node {
  /** Dropped once its events are tried. */
  run: Run | undefined;
  readonly day: string;
  readonly standing: Standing;
  /** Keys of what is asked of humans and of others. */
  readonly asks: readonly string[];
  /** Where it was first reached from, and by what; absent for the opening, and where only time passed. */
  readonly from?: { readonly node: number; readonly entry?: Entry };
  readonly depth: number;
  readonly next: Set<number>;
  expanded: boolean;
}

/** The shortest log that leads to a node, with one more entry. */
export function logTo(nodes: readonly Node[], at: number, last?: Entry): CaseLog {
  const entries: Entry[] = last === undefined ? [] : [last];
  let node = nodes[at];
  while (node?.from !== undefined) {
    if (node.from.entry !== undefined) entries.unshift(node.from.entry);
    node = nodes[node.from.node];
  }
  const first = nodes[0];
  if (first?.run === undefined) throw new Error('an exploration has no beginning');
  return { opened: first.run.opened, start: first.standing, entries };
}

/** Nodes from which none of the wanted ones can be reached; what was not expanded may lead anywhere. */
export function stuck(nodes: readonly Node[], wanted: (node: Node) => boolean): readonly number[] {
  const back = nodes.map((): number[] => []);
  for (const [at, { next }] of nodes.entries()) for (const to of next) back[to]?.push(at);
  const good = new Set<number>();
  const waiting: number[] = [];
  for (const [at, node] of nodes.entries()) {
    if (!wanted(node) && node.expanded) continue;
    good.add(at);
    waiting.push(at);
  }
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const earlier of back[at] ?? []) {
      if (good.has(earlier)) continue;
      good.add(earlier);
      waiting.push(earlier);
    }
  }
  return nodes.flatMap((_, at) => (good.has(at) ? [] : [at]));
}
