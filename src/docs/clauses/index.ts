/**
 * The whole rule book, in its order.
 */
import { CABLE } from './cable.ts';
import type { Clause } from './clause.ts';
import { DECISIONS } from './decisions.ts';
import { INVARIANTS } from './invariants.ts';

/** One part of the page of rules. */
export interface Part {
  readonly title: string;
  readonly about: string;
  readonly clauses: readonly Clause[];
}

/** Cable, decisions, invariants. */
export const PARTS: readonly Part[] = [
  {
    title: 'Clauses of the cable',
    about: 'Quoted from the published English translation.',
    clauses: CABLE,
  },
  {
    title: 'Decisions',
    about: 'Where the text leaves a question open.',
    clauses: DECISIONS,
  },
  {
    title: 'Invariants',
    about: 'What must hold on every log of events.',
    clauses: INVARIANTS,
  },
];

/** Every clause, in order. */
export const CLAUSES: readonly Clause[] = PARTS.flatMap(({ clauses }) => clauses);

const KNOWN: ReadonlySet<string> = new Set(CLAUSES.map(({ id }) => id));

/**
 * The clauses that a `rule` names, such as `2b, A32 [R]`. Articles of the record of 1955 and marks
 * in brackets are no clauses.
 *
 * @throws Error where it names one that there is not.
 */
export function clausesIn(rule: string): readonly string[] {
  const names = rule
    .replaceAll(/\[B\] arts?\.[^[\]]*/g, '')
    .replaceAll(/\[[BPRST]\]/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new Error(`there is no clause ${unknown} (in "${rule}")`);
  return names;
}
