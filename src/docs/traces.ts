/**
 * From a clause to the charts: which states, events, guards and codes stand for it. Read from the
 * charts and vocabularies themselves; nothing is listed here that they do not say.
 */
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { leavesOf } from '../../machines/kernel/position.ts';
import type { Procedure, Rule } from '../../machines/kernel/procedure.ts';
import { nodesOf } from '../../machines/kernel/register.ts';
import type { EventRow } from '../../machines/kernel/vocabulary.ts';
import { clausesIn } from './clauses/index.ts';
import { filesUnder } from './repository.ts';

/** What stands for one clause: name → procedures in which it does. */
export interface Trace {
  readonly states: Map<string, Set<string>>;
  readonly events: Map<string, Set<string>>;
  /** Guards, waits and the stay, with their refusal code where they have one. */
  readonly rules: Map<string, Set<string>>;
  /** Files that name the clause in brackets. */
  readonly files: Set<string>;
}

/** Traces by clause. */
export type Traces = ReadonlyMap<string, Trace>;

type Note = (rule: string, part: 'states' | 'events' | 'rules', name: string) => void;

/** Reads all procedures and the code. */
export function tracesOf(procedures: readonly Procedure[]): Traces {
  const traces = new Map<string, Trace>();
  const traceOf = (id: string): Trace => {
    const known = traces.get(id) ?? blank();
    traces.set(id, known);
    return known;
  };
  for (const procedure of procedures) {
    readProcedure(procedure, (rule, part, name) => {
      for (const id of clausesIn(rule)) {
        const names = traceOf(id)[part];
        names.set(name, (names.get(name) ?? new Set()).add(procedure.name));
      }
    });
  }
  for (const { path, ids } of namings()) for (const id of ids) traceOf(id).files.add(path);
  return traces;
}

function blank(): Trace {
  return { states: new Map(), events: new Map(), rules: new Map(), files: new Set() };
}

function readProcedure(procedure: Procedure, note: Note): void {
  const { machine, vocabulary, waits, stay } = procedure;
  const taken = new Set(
    nodesOf(machine.root).flatMap(({ transitions }) => [...transitions.keys()]),
  );
  for (const [type, row] of Object.entries(vocabulary)) {
    if (taken.has(type)) note(row.rule, 'events', type);
    for (const [rule, what] of traitsOf(row)) note(rule, 'rules', what);
  }
  for (const wait of waits) note(wait.rule ?? '', 'rules', `${wait.in} → ${wait.code}`);
  if (stay !== undefined) note(stay.rule ?? '', 'rules', `a stay in ${stay.region} → STAY_ACTIVE`);
  for (const node of nodesOf(machine.root)) readNode(procedure, node, note);
}

function readNode(procedure: Procedure, node: AnyStateNode, note: Note): void {
  const { vocabulary, main } = procedure;
  const path = node.path.join('.');
  const name = path === main ? 'every state of the main region' : nameOf(path, main);
  const { rule } = (node.meta ?? {}) as { rule?: string };
  if (rule !== undefined) note(rule, 'states', name);
  const transitions = [...node.transitions.values()].flat() as AnyTransitionDefinition[];
  for (const { eventType, guard } of transitions) {
    const row = vocabulary[eventType];
    const guards = leavesOf(guard).map((leaf) => guardOf(procedure, leaf));
    const refuses = guards.some(({ name: known }) => known === 'refuse');
    if (row !== undefined && !refuses) note(row.rule, 'states', name);
    for (const one of guards) {
      const code = one.code === undefined ? '' : ` → ${one.code}`;
      if (one.rule !== undefined) note(one.rule, 'rules', `${one.name}${code}`);
    }
  }
}

function nameOf(path: string, main: string): string {
  return path.startsWith(`${main}.`) ? path.slice(main.length + 1) : path;
}

/** A guard's name, code and rule. */
function guardOf(procedure: Procedure, leaf: unknown): Rule & { readonly name: string } {
  if (typeof leaf === 'function') return { name: '(unnamed)' };
  const name = typeof leaf === 'string' ? leaf : (leaf as { type: string }).type;
  const found = procedure.machine.implementations.guards[name] as Rule | undefined;
  return {
    name,
    ...(found?.code !== undefined && { code: found.code }),
    ...(found?.rule !== undefined && { rule: found.rule }),
  };
}

/** What the kernel asks of a row before any chart, and the invariant that this is for. */
function traitsOf(row: EventRow): readonly (readonly [string, string])[] {
  const { second, coercive, stayed, answers } = row;
  return [
    ...(second === undefined
      ? []
      : ([
          ['I4', 'a second officer → FOUR_EYES_MISSING'],
          ['I4', 'another than the first → FOUR_EYES_SAME_PERSON'],
        ] as const)),
    ...(second?.twoBodies ? ([['I4', 'of another body → FOUR_EYES_SAME_BODY']] as const) : []),
    ...(coercive ? ([['I5', 'coercive under a stay → STAY_ACTIVE']] as const) : []),
    ...(stayed ? ([['A47', 'toward return under a stay → STAY_ACTIVE']] as const) : []),
    ...(answers ? ([['I8', 'a reply under another correlation is only recorded']] as const) : []),
    ...(row.class === 'time' ? ([['I6', 'time is recorded, or opens a step']] as const) : []),
  ];
}

const NAMING = /\(((?:(?:[0-5][a-f]|A\d{1,2}|I\d{1,2}|3)(?: \[[BPRST]\])?(?:, | and |[)]))+)/g;

/** Where code says in brackets what it stands for: `(A13)`, `(1a, A6)`, `(A47 [S])`. */
function namings(): readonly { readonly path: string; readonly ids: readonly string[] }[] {
  return ['machines', 'workflows', 'activities', 'src']
    .flatMap((folder) => filesUnder(folder, '.ts'))
    .filter(({ path }) => !path.startsWith('src/docs/'))
    .map(({ path, text }) => ({
      path,
      ids: [...commentsOf(text).matchAll(NAMING)]
        .filter(([whole]) => whole.endsWith(')'))
        .flatMap(([, names = '']) => names.replace(')', '').replaceAll(' and ', ', '))
        .flatMap(clausesIn),
    }));
}

/** The comments of a file: in code, a number in brackets names no clause. */
function commentsOf(text: string): string {
  const found = [...text.matchAll(/\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm)].map(([one]) => one);
  // A mark may stand at the turn of a line.
  return found.join('\n').replaceAll(/\n\s*\*\s*/g, ' ');
}
