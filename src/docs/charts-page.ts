/**
 * `docs/charts/README.md`: the pictures, and what every state is, in a sentence.
 */
import type { AnyStateNode } from 'xstate';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { isLeaf, nodesOf } from '../../machines/kernel/register.ts';
import { clausesIn } from './clauses/index.ts';

const ABOUT: Readonly<Record<string, string>> = {
  outbound: 'A resident of the northeast has crossed into Korea (clauses 1, 3, 4).',
  inbound: 'A citizen of the other side has crossed into China (clauses 2, 3).',
  exit: 'An ethnic Korean in China applies to go to Korea (4d, 4e).',
  'policy-notice': 'The Embassy tells the Korean side of the policy, when it sees fit (5a, A43).',
  'prevention-measure': 'A province prevents further crossings (4b).',
  coordination: 'The other side is asked for a measure (4a, 4f).',
  'registration-list': 'Lists of registered persons are exchanged.',
  'views-and-instructions':
    'The field asks a question of principle, the ministries instruct (0b, 5b).',
};

/** The page. */
export function chartsPage(procedures: readonly Procedure[]): string {
  return [
    '# Charts',
    'Made by `npm run docs` from the machine definitions; a test compares them. A thick border: where a region begins. Rounded and amber: an outcome, which ends the case. A dashed arrow: opened by time or by another region. `↻`: taken without a change of state. In brackets: told by another region within the same step. What stands after a dot says which of several transitions for one event is taken. A state names itself in a sentence when the pointer rests on it. Marks: [B] record of 1955, [P] practice of later years, [R] our reading, [S] safeguard of today.',
    ...procedures.flatMap(chapter),
  ].join('\n\n');
}

function chapter({ name, version, machine }: Procedure): readonly string[] {
  return [
    `## ${name}`,
    `${ABOUT[name] ?? ''} Version \`${version}\`. Every transition with its guards: [${name}.transitions.txt](../../test/golden/${name}.transitions.txt). [The picture alone](${name}.svg).`,
    `![The ${name} chart](${name}.svg)`,
    [
      '| State | What it is | Stands for |',
      '| --- | --- | --- |',
      ...nodesOf(machine.root).filter(isTold).map(row),
    ].join('\n'),
  ];
}

function isTold(node: AnyStateNode): boolean {
  return isLeaf(node) || node.description !== undefined;
}

function row({ path, description, meta }: AnyStateNode): string {
  const { rule = '' } = (meta ?? {}) as { rule?: string };
  const links = clausesIn(rule).map((id) => `[${id}](../rules.md#${id.toLowerCase()})`);
  const marks = rule.match(/\[[BPRS]\]/g) ?? [];
  return `| \`${path.join('.')}\` | ${description ?? ''} | ${[...links, ...marks].join(', ')} |`;
}
