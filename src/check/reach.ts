/**
 * What exploring has reached: states, events, officers, codes, transitions. Plain JSON, so that workers
 * can hand it over.
 */
import type { AnyStateNode } from 'xstate';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { isLeaf, nodesOf } from '../../machines/kernel/register.ts';
import type { Officer } from '../../machines/kernel/types.ts';
import type { Entry } from './log.ts';
import type { Run } from './run.ts';
import { candidatesOf, pathOf, refusing, watch, type Candidate } from './transitions.ts';

/** What one procedure was seen to do. */
export interface Reached {
  /** Nodes that were active, leaves or not. */
  readonly nodes: readonly string[];
  readonly accepted: readonly string[];
  /** `role event` for the first officer, `role second event` for the second. */
  readonly acted: readonly string[];
  readonly codes: readonly string[];
  /** Keys of transitions, taken or (where they only refuse) refusing. */
  readonly transitions: readonly string[];
}

/** Collects what is reached in one procedure. */
export class Reach {
  readonly #procedure: Procedure;
  readonly #nodes = new Set<string>();
  readonly #accepted = new Set<string>();
  readonly #acted = new Set<string>();
  readonly #codes = new Set<string>();
  readonly #refusing = new Set<string>();
  readonly #taken: Set<string>;
  readonly #refusers: ReadonlyMap<string, Candidate>;

  constructor(procedure: Procedure) {
    this.#procedure = procedure;
    this.#taken = watch(procedure);
    this.#refusers = new Map(
      candidatesOf(procedure)
        .filter(({ refusesOnly }) => refusesOnly)
        .map((candidate) => [candidate.key, candidate]),
    );
  }

  /** A case as it stands. */
  seen({ at }: Run): void {
    for (const node of at.snapshot._nodes as readonly AnyStateNode[]) {
      this.#nodes.add(pathOf(node));
    }
  }

  /** An answer to an event, given by the case as it stood before. */
  answered(before: Run, { event, by, second, outcome, code }: Entry): void {
    if (code !== undefined) this.refused(before, event.type, code);
    if (outcome !== 'accepted') return;
    this.#accepted.add(event.type);
    this.acted(event.type, by, second);
  }

  /** A refusal, given by the case as it stood before. */
  refused({ at }: Run, type: string, code: string): void {
    this.#codes.add(code);
    for (const key of refusing(at, type, code, this.#refusers)) this.#refusing.add(key);
  }

  /** Officers who may enter an event. */
  acted(type: string, by: Officer, second?: Officer): void {
    this.#acted.add(`${by.role} ${type}`);
    if (second !== undefined) this.#acted.add(`${second.role} second ${type}`);
  }

  /** Adds what was reached elsewhere. */
  add({ nodes, accepted, acted, codes, transitions }: Reached): void {
    for (const one of nodes) this.#nodes.add(one);
    for (const one of accepted) this.#accepted.add(one);
    for (const one of acted) this.#acted.add(one);
    for (const one of codes) this.#codes.add(one);
    for (const one of transitions) {
      this.#taken.add(one);
      this.#refusing.add(one);
    }
  }

  /** All of it. */
  reached(): Reached {
    return {
      nodes: [...this.#nodes],
      accepted: [...this.#accepted],
      acted: [...this.#acted],
      codes: [...this.#codes],
      transitions: [...this.#taken, ...this.#refusing],
    };
  }

  /** Leaves that were never entered. */
  unreachedNodes(): readonly string[] {
    const leaves = nodesOf(this.#procedure.machine.root)
      .filter(isLeaf)
      .filter((leaf) => !isPassedThrough(leaf));
    return leaves.map(pathOf).filter((leaf) => !this.#nodes.has(leaf));
  }

  /** Event types of the vocabulary that were never accepted. */
  unaccepted(): readonly string[] {
    return Object.keys(this.#procedure.vocabulary).filter((type) => !this.#accepted.has(type));
  }

  /** Transitions that were never taken. */
  untaken(): readonly Candidate[] {
    return candidatesOf(this.#procedure).filter(
      ({ key, refusesOnly }) => !(refusesOnly ? this.#refusing : this.#taken).has(key),
    );
  }
}

/** Left as soon as it is entered: its transitions tell whether it was. */
function isPassedThrough({ always }: AnyStateNode): boolean {
  return always?.some(({ guard }) => guard === undefined) === true;
}
