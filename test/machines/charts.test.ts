import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { describe, expect, it } from 'vitest';
import { positionOf } from '../../machines/kernel/position.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { isLeaf, nodesOf } from '../../machines/kernel/register.ts';
import { policyOf } from '../../machines/kernel/step.ts';
import { procedures } from '../../machines/registry.ts';
import { chartTable, pathOf } from '../support/chart-table.ts';

const all = Object.entries(procedures);

function transitionsOf(node: AnyStateNode): readonly AnyTransitionDefinition[] {
  return [
    ...([...node.transitions.values()].flat() as AnyTransitionDefinition[]),
    ...((node.always ?? []) as AnyTransitionDefinition[]),
  ];
}

/** Leaves of the main region that some chain of transitions leads to, guards left open. */
function reachable(procedure: Procedure): ReadonlySet<string> {
  const found = new Set<string>();
  const enter = (node: AnyStateNode): void => {
    for (let above: AnyStateNode | undefined = node; above; above = above.parent) visit(above);
    const children = Object.values(node.states);
    const [first] = node.initial?.target ?? [];
    if (node.type === 'parallel') children.forEach(enter);
    else if (first !== undefined) enter(first);
  };
  const visit = (node: AnyStateNode): void => {
    if (found.has(node.id)) return;
    found.add(node.id);
    for (const { target } of transitionsOf(node)) (target ?? []).forEach(enter);
  };
  enter(procedure.machine.root);
  return found;
}

function snapshotAt(procedure: Procedure, value: Record<string, unknown>) {
  const { machine, example } = procedure;
  const context = procedure.input(example, policyOf(procedure));
  return machine.resolveState({ value, context } as Parameters<typeof machine.resolveState>[0]);
}

/** The state value that holds a leaf of the main region. */
function valueOf(leaf: AnyStateNode): unknown {
  return leaf.path
    .slice(1)
    .reduceRight<unknown>(
      (below, key) => (below === undefined ? key : { [key]: below }),
      undefined,
    );
}

describe.each(all)('the %s chart', (name, procedure) => {
  const nodes = nodesOf(procedure.machine.root);
  const leaves = nodes.filter(isLeaf);

  it('resolves the target of every transition', () => {
    const lost = nodes.flatMap((node) =>
      transitionsOf(node)
        .filter(({ target }) => target !== undefined)
        .filter(({ target }) => target?.length === 0 || target?.some((one) => !nodes.includes(one)))
        .map(({ eventType }) => `${node.id} on ${eventType}`),
    );
    expect(lost).toEqual([]);
  });

  it('has a way to every leaf', () => {
    const ways = reachable(procedure);
    expect(leaves.map(({ id }) => id).filter((id) => !ways.has(id))).toEqual([]);
  });

  it('describes every leaf in a sentence', () => {
    expect(leaves.filter(({ description }) => !/^[A-Z].+\.$/.test(description ?? ''))).toEqual([]);
  });

  it('shows a state for every leaf of the main region, whatever is awaited beside it', () => {
    const main = leaves.filter(({ path }) => path[0] === 'main');
    const parallel = (path: readonly string[]): boolean =>
      ['investigation-and-education', 'checks'].includes(path[1] ?? '');
    for (const leaf of main.filter(({ path }) => !parallel(path))) {
      const own = leaf.path.slice(1).join('.');
      const plain = snapshotAt(procedure, { main: valueOf(leaf) });
      expect(positionOf(procedure, plain).displayed).toBe(own);
      for (const wait of procedure.waits) {
        const [region = '', state = ''] = wait.in.split('.');
        const waiting = snapshotAt(procedure, { main: valueOf(leaf), [region]: state });
        const shown = own.startsWith('outcome.') ? own : wait.shows;
        expect(positionOf(procedure, waiting).displayed).toBe(shown);
      }
    }
  });

  it('asks by each task for events that the asking state takes, from somebody', () => {
    for (const node of nodes) {
      for (const { id, src, input } of node.invoke) {
        if (src !== 'humanTask') continue;
        const context = procedure.input(procedure.example, policyOf(procedure));
        const { roles, events } = (input as (args: unknown) => Record<string, string[]>)({
          context,
        });
        expect(roles, id).not.toEqual([]);
        for (const event of events ?? []) {
          const taken = nodes.some(
            (other) => other.transitions.has(event) && (other === node || other.path[0] !== 'main'),
          );
          expect(taken, `${pathOf(node)} asks for ${event}`).toBe(true);
        }
      }
    }
  });

  it('uses every length of its policy, and no other', () => {
    const table = chartTable(procedure);
    const { delays } = policyOf(procedure);
    expect(Object.keys(delays).toSorted()).toEqual([...procedure.delays].toSorted());
    for (const key of procedure.delays) expect(table).toContain(`raise(${key} `);
  });

  it('cancels on exit what it arms on entry', () => {
    const table = chartTable(procedure);
    const armed = [...table.matchAll(/entry: (.*)/g)].flatMap(([, line]) =>
      [...(line ?? '').matchAll(/raise\((\w+) /g)].map(([, key]) => key),
    );
    for (const key of armed) expect(table).toContain(`cancel(${key})`);
  });

  it('has the transitions that were read and agreed', async () => {
    await expect(chartTable(procedure)).toMatchFileSnapshot(`../golden/${name}.transitions.txt`);
  });
});
