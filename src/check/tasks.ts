/**
 * The work of a check, in pieces that a worker can take. What goes in and comes out is plain data.
 */
import { procedureOrDutyOf } from '../../machines/registry.ts';
import { beginningsOf, type Beginning } from './beginnings.ts';
import { caseFileOf } from './case-file.ts';
import { explore, type Way } from './explore.ts';
import type { Finding } from './findings.ts';
import { INVARIANTS } from './invariants.ts';
import { Officers } from './officers.ts';
import { Reach, type Reached } from './reach.ts';
import { isMainLine, type Slice } from './slices.ts';
import { walks } from './walks.ts';

/** One piece of work. */
export type Task =
  | {
      readonly kind: 'walks';
      readonly procedure: string;
      readonly seed: number;
      readonly count: number;
      /** Transitions to try for: nobody took them yet. */
      readonly wanted: readonly string[];
      /** Ways that the exhaustive part found: walks can begin with one. */
      readonly ways: readonly Beginning[];
    }
  | {
      readonly kind: 'slice';
      readonly procedure: string;
      readonly slice: Slice;
      readonly statesMax: number;
    };

/** A finding with its case file, where it has one. */
export interface Shown {
  readonly procedure: string;
  readonly kind: string;
  readonly what: string;
  /** `case-file/1`; absent where the finding is that something never happens. */
  readonly caseFile?: Record<string, unknown>;
}

/** What a piece of work came to. */
export interface Done {
  readonly procedure: string;
  readonly kind: Task['kind'];
  /** Name of the slice; empty for walks. */
  readonly name: string;
  /** Walks, or cases that count as different. */
  readonly count: number;
  /** Events that were sent. */
  readonly events: number;
  /** False where a bound ended it. */
  readonly complete: boolean;
  readonly findings: readonly Shown[];
  readonly reached: Reached;
  /** Ways into the procedure, for walks to begin with. */
  readonly ways: readonly Beginning[];
}

/** A finding as it is handed over. */
export function shown(procedure: string, { kind, what, log }: Finding): Shown {
  const acting = log?.entries.some(
    ({ by, second }) => (by.actsFor ?? second?.actsFor) !== undefined,
  );
  const note = acting === true ? ' (Number 7 acts for others, which `try` cannot know.)' : '';
  const title = `${kind}: ${what}${note}`;
  return { procedure, kind, what, ...(log && { caseFile: caseFileOf(log, title) }) };
}

/** Does a piece of work. `onProgress` is told how much of it is done, from time to time. */
export function doTask(task: Task, onProgress: (done: number) => void): Done {
  const procedure = procedureOrDutyOf(task.procedure);
  if (procedure === undefined) throw new Error(`no procedure ${task.procedure}`);
  const reach = new Reach(procedure);
  const common = { procedure, invariants: INVARIANTS, reach };
  const done = { procedure: task.procedure, kind: task.kind };
  if (task.kind === 'walks') {
    const { seed, count, wanted } = task;
    const beginnings = [...beginningsOf(task.procedure), ...task.ways];
    const onWalk = (walk: number): void => {
      if (walk % 50 === 0) onProgress(walk);
    };
    const {
      walks: gone,
      events,
      findings,
    } = walks({
      ...common,
      seed,
      count,
      wanted,
      beginnings,
      onWalk,
    });
    return {
      ...done,
      name: '',
      count: gone,
      events,
      complete: true,
      findings: findings.map((finding) => shown(task.procedure, finding)),
      reached: reach.reached(),
      ways: [],
    };
  }
  const { slice, statesMax } = task;
  const onState = (states: number): void => {
    if (states % 100 === 0) onProgress(states);
  };
  const explored = explore({ ...common, slice, statesMax, officers: new Officers(), onState });
  return {
    ...done,
    name: slice.name,
    count: explored.states,
    events: explored.steps,
    complete: explored.complete,
    findings: explored.findings.map((finding) => shown(task.procedure, finding)),
    reached: reach.reached(),
    // Where the main line leads to, it leads without detours.
    ways: explored.ways
      .filter(({ leadsTo }) => isMainLine(slice) || !leadsTo.startsWith('main.'))
      .map(beginningOf),
  };
}

function beginningOf({ leadsTo, log: { opened, entries } }: Way): Beginning {
  return { opened, events: entries.map(({ event }) => event), leadsTo };
}
