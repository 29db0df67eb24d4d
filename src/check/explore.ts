/**
 * The exhaustive part: every event of a slice in every case of it that counts as different, breadth
 * first, so that the first way to anything is a shortest one.
 */
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { keyOf } from './abstract.ts';
import { wellFormed, type Said } from './events.ts';
import { deadEnds, endlessWaits, type Finding } from './findings.ts';
import { logTo, type Node } from './graph.ts';
import { faultAt, type Invariant } from './invariant.ts';
import type { CaseLog, Entry } from './log.ts';
import type { Officers } from './officers.ts';
import type { Reach } from './reach.ts';
import { answerTo, openRun, take, type Run } from './run.ts';
import { belongs, openedIn, type Slice } from './slices.ts';
import { variantsOf } from './variants.ts';

/** How an exploration goes. */
export interface ExploreOptions {
  readonly procedure: Procedure;
  readonly slice: Slice;
  readonly invariants: readonly Invariant[];
  readonly reach: Reach;
  readonly officers: Officers;
  /** Cases that count as different, at most. */
  readonly statesMax: number;
  readonly onState?: (states: number) => void;
}

/** What an exploration came to. */
export interface Explored {
  readonly slice: string;
  readonly states: number;
  readonly steps: number;
  readonly depth: number;
  /** False where `statesMax` ended it. */
  readonly complete: boolean;
  readonly findings: readonly Finding[];
  /** The shortest way to each state of each region. */
  readonly ways: readonly Way[];
}

/** A log and where it leads. */
export interface Way {
  /** `region.state`. */
  readonly leadsTo: string;
  readonly log: CaseLog;
}

/** All events happen on the first day, or, where a consent is dated, after its end. */
const DAYS = ['1958-06-01', '1959-06-01'] as const;

/** The first of several: the officer of the case, number 1, the payload as it stands. */
const first = <T>(items: readonly T[]): T | undefined => items[0];

class Exploration {
  readonly nodes: Node[] = [];
  readonly findings: Finding[] = [];
  steps = 0;
  readonly #known = new Map<string, number>();
  readonly #options: ExploreOptions;
  readonly #types: readonly string[];

  constructor(options: ExploreOptions) {
    this.#options = options;
    this.#types = Object.keys(options.procedure.vocabulary);
    this.#node(openRun(options.procedure, openedIn(options.slice, options.procedure)), DAYS[0]);
  }

  /** Tries everything in every node, in order. */
  run(): void {
    const { statesMax, onState } = this.#options;
    for (let at = 0; at < this.nodes.length && at < statesMax; at += 1) {
      // One fault is enough: what comes after it stands on wrong ground.
      if (this.findings.length > 0) return;
      this.#expand(at);
      onState?.(this.nodes.length);
    }
  }

  #expand(at: number): void {
    const node = this.nodes[at];
    const { run } = node ?? {};
    if (node === undefined || run === undefined) return;
    if (run.at.open) {
      for (const type of this.#types) {
        for (const payload of variantsOf(type, run)) {
          if (belongs(this.#options.slice, type, payload)) this.#try(at, run, type, payload);
        }
      }
      if (run.ledger.consent?.validUntil !== undefined && node.day === DAYS[0]) {
        node.next.add(this.#node(run, DAYS[1], { node: at }));
      }
    }
    node.expanded = true;
    // The first one names how the case was opened.
    if (at > 0) node.run = undefined;
  }

  #try(at: number, run: Run, type: string, payload: JsonObject): void {
    const said = this.#said(at, run, type, payload);
    const answer = answerTo(run, said);
    const { reach, officers } = this.#options;
    if (answer.kind === 'refused') {
      reach.refused(run, type, answer.code);
      const lonely = officers.satisfy(run, said, answer.code);
      if (lonely !== undefined) this.#find('four eyes that nobody satisfies', lonely, at);
      return;
    }
    if (answer.kind === 'recorded' && !answer.keep) return;
    this.steps += 1;
    const { entry, run: after } = take(run, said);
    reach.answered(run, entry);
    officers.probe(run, said, reach);
    this.#judge(at, run, entry);
    const other = officers.substituted(run, said);
    if (other !== undefined && answerTo(run, other).kind === 'taken') {
      this.#judge(at, run, take(run, other).entry);
    }
    const to = this.#node(after, said.event.at, { node: at, entry });
    this.nodes[at]?.next.add(to);
  }

  #said(at: number, { procedure, at: { facts } }: Run, type: string, payload: JsonObject): Said {
    const row = procedure.vocabulary[type];
    if (row === undefined) throw new Error(`no event ${type}`);
    const { depth = 0, day = DAYS[0] } = this.nodes[at] ?? {};
    return wellFormed({ procedure, facts, count: depth + 1, day }, type, row, payload, first);
  }

  #judge(at: number, before: Run, entry: Entry): void {
    const moment = {
      opened: before.opened,
      before: before.standing,
      entry,
      ledger: before.ledger,
    };
    const fault = faultAt(this.#options.invariants, moment, this.nodes[at]?.depth ?? 0);
    if (fault === undefined) return;
    const log = logTo(this.nodes, at, entry);
    this.findings.push({ kind: fault.no, what: `${fault.says} But: ${fault.what}.`, log });
  }

  #find(kind: string, what: string, at: number): void {
    this.findings.push({ kind, what, log: logTo(this.nodes, at) });
  }

  #node(run: Run, day: string, from?: NonNullable<Node['from']>): number {
    const key = keyOf(run, day);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { tasks, exchanges } = run.state;
    const depth = from === undefined ? 0 : (this.nodes[from.node]?.depth ?? 0);
    this.#known.set(key, this.nodes.length);
    this.#options.reach.seen(run);
    this.nodes.push({
      run,
      day,
      standing: run.standing,
      asks: [...tasks, ...exchanges].map((asked) => asked.key),
      ...(from !== undefined && { from }),
      depth: depth + (from?.entry === undefined ? 0 : 1),
      next: new Set(),
      expanded: false,
    });
    return this.nodes.length - 1;
  }
}

/** Explores a slice to its end, to the first fault, or to the bound. */
export function explore(options: ExploreOptions): Explored {
  const exploration = new Exploration(options);
  exploration.run();
  const { nodes, steps, findings } = exploration;
  const isSound = findings.length === 0;
  return {
    slice: options.slice.name,
    states: nodes.length,
    steps,
    depth: nodes.at(-1)?.depth ?? 0,
    complete: nodes.every(({ expanded }) => expanded),
    ways: waysIn(nodes),
    findings: [
      ...findings,
      ...(isSound ? [...deadEnds(nodes), ...endlessWaits(options.procedure, nodes)] : []),
    ],
  };
}

function waysIn(nodes: readonly Node[]): readonly Way[] {
  const seen = new Set<string>();
  return nodes.flatMap(({ standing }, at) => {
    if (!standing.open) return [];
    return Object.entries(standing.regions).flatMap(([region, state]) => {
      const leadsTo = `${region}.${state}`;
      if (seen.has(leadsTo)) return [];
      seen.add(leadsTo);
      return [{ leadsTo, log: logTo(nodes, at) }];
    });
  });
}
