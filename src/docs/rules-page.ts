/**
 * `docs/rules.md`: from each clause to the charts and to the tests, and what is missing.
 */
import type { Clause } from './clauses/clause.ts';
import { CLAUSES, PARTS } from './clauses/index.ts';
import type { Proof } from './proofs.ts';
import type { Trace, Traces } from './traces.ts';

/** Tests by clause. */
export type Proofs = ReadonlyMap<string, readonly Proof[]>;

/**
 * What is wrong: a clause that neither has a test nor says why not, or that has one and still says
 * that there is none.
 */
export function gaps(proofs: Proofs, clauses: readonly Clause[] = CLAUSES): readonly string[] {
  return clauses.flatMap(({ id, noBehaviour, open }) => {
    const isProven = (proofs.get(id) ?? []).length > 0;
    const excuse = noBehaviour ?? open;
    if (!isProven && excuse === undefined) return [`${id}: no test, and no line that says why`];
    return isProven && excuse !== undefined ? [`${id}: has a test, and says "${excuse}"`] : [];
  });
}

/** The page. */
export function rulesPage(traces: Traces, proofs: Proofs): string {
  return [
    '# Rules, and where they hold',
    'Made by `npm run docs` from the charts, the code and the titles of the tests; a test compares it. Each clause of the cable, decision and invariant, with what stands for it: states and events of the [charts](charts/README.md) ([outbound](../test/golden/outbound.transitions.txt), [inbound](../test/golden/inbound.transitions.txt), [exit](../test/golden/exit.transitions.txt) as tables; those of the duties beside them), guards with the code of their refusal, files that name it, tests that prove it. How to mark a test: [test/README.md](../test/README.md).',
    summary(proofs),
    ...PARTS.flatMap(({ title, about, clauses }) => [
      `## ${title}`,
      about,
      clauses.map(({ id }) => `[${id}](#${id.toLowerCase()})`).join(' · '),
      ...clauses.flatMap((clause) => section(clause, traces.get(clause.id), proofs)),
    ]),
  ].join('\n\n');
}

function summary(proofs: Proofs): string {
  const proven = CLAUSES.filter(({ id }) => proofs.has(id)).length;
  const rest = CLAUSES.filter(({ noBehaviour, open }) => (noBehaviour ?? open) !== undefined);
  const lines = rest.map(
    ({ id, noBehaviour, open }) => `- [${id}](#${id.toLowerCase()}): ${noBehaviour ?? open ?? ''}`,
  );
  return [`${proven} of ${CLAUSES.length} have tests. The others say why:`, ...lines].join('\n');
}

function section(
  { id, says, noBehaviour, open }: Clause,
  trace: Trace | undefined,
  proofs: Proofs,
): readonly string[] {
  const lines = [
    ...item('States', named(trace?.states)),
    ...item('Events', named(trace?.events)),
    ...item('Rules', named(trace?.rules)),
    ...item('Named in', [[...(trace?.files ?? [])].map(linked).join(', ')]),
    ...(noBehaviour === undefined ? [] : [`- Without behaviour: ${noBehaviour}`]),
    ...(open === undefined ? [] : [`- Open: ${open}`]),
    ...tests(proofs.get(id) ?? []),
  ];
  return [`### ${id}`, `> ${says}`, lines.join('\n')];
}

function item(title: string, names: readonly string[]): readonly string[] {
  const all = names.filter((name) => name !== '');
  return all.length === 0 ? [] : [`- ${title}: ${all.join('; ')}`];
}

/** Names by the procedures in which they stand; without a word where that is all of them. */
function named(names: Trace['states'] | undefined): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const [name, procedures] of names ?? []) {
    const where = procedures.size === 3 ? '' : [...procedures].join(' and ');
    groups.set(where, [...(groups.get(where) ?? []), coded(name)]);
  }
  return [...groups].map(([where, all]) => `${where === '' ? '' : `*${where}* `}${all.join(', ')}`);
}

function coded(name: string): string {
  const [what = '', code] = name.split(' → ');
  const text = /^\S+$/.test(what) ? `\`${what}\`` : what;
  return `${text}${code === undefined ? '' : ` → \`${code}\``}`;
}

function linked(path: string): string {
  return `[${path}](../${path})`;
}

function tests(found: readonly Proof[]): readonly string[] {
  const samples = found.filter(({ path }) => path.endsWith('.json'));
  const files = [...new Set(found.map(({ path }) => path))].filter((path) => path.endsWith('.ts'));
  return [
    ...(found.length === 0 ? [] : ['- Tests:']),
    ...files.flatMap((path) => [
      `  - ${linked(path)}`,
      ...found.filter((one) => one.path === path).map(({ title }) => `    - ${escaped(title)}`),
    ]),
    ...(samples.length === 0
      ? []
      : [`  - samples: ${samples.map(({ path, title }) => `[${title}](../${path})`).join(', ')}`]),
  ];
}

function escaped(title: string): string {
  return title.replaceAll(/([*_<>[\]])/g, String.raw`\$1`);
}
