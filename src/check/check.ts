/**
 * The model checker: walks and exhaustive slices of every procedure, and what they never reached. The
 * charts of duties are small: the exhaustive part comes to their end and leaves nothing for walks.
 */
import { duties, procedureOrDutyOf, procedures } from '../../machines/registry.ts';
import { CHART_CODES } from './codes.ts';
import { unreached } from './findings.ts';
import type { Pool } from './pool.ts';
import { Reach } from './reach.ts';
import { isMainLine, slicesOf } from './slices.ts';
import { shown, type Done, type Shown, type Task } from './tasks.ts';

/** What to check. */
export interface CheckOptions {
  readonly walks: number;
  readonly seed: number;
  /** One procedure or kind of duty; absent: all. */
  readonly procedure?: string;
  /** Cases that count as different, at most, in each slice (ten times as many in the main line); 0: none. */
  readonly statesMax: number;
  /** Slices with two asides too. */
  readonly pairs: boolean;
  readonly onProgress: (progress: Progress) => void;
}

/** How far a check is. */
export interface Progress {
  readonly walks: number;
  readonly states: number;
  readonly what: string;
}

/** What a check came to. */
export interface Checked {
  readonly seed: number;
  readonly walks: number;
  readonly events: number;
  readonly slices: readonly Done[];
  /** The shortest case file first. */
  readonly findings: readonly Shown[];
  /** What was not reached where too little was walked to say that it cannot be. */
  readonly notReached: readonly Shown[];
  readonly reach: ReadonlyMap<string, Reach>;
}

/** Walks of one task: small enough for progress, and for looking what is still wanted. */
const CHUNK = 250;

/** From so many walks, with the exhaustive part, what was never reached counts as a fault. */
const THOROUGH = 3_000;

/** Transitions of shared parts that one procedure has no use for. */
export const NEVER_TAKEN: Readonly<Record<string, string>> = {
  'exit instructions.none | internal.instructions-awaited | 0':
    'the region is shared with the crossings; in an exit case only a request awaits instructions',
};

class Check {
  readonly reach: ReadonlyMap<string, Reach>;
  readonly #options: CheckOptions;
  readonly #pool: Pool;
  readonly #all: Done[] = [];
  /** Those that are walked, and all that are explored. */
  readonly #walked: readonly string[];
  readonly #names: readonly string[];
  #walks = 0;
  #states = 0;

  constructor(options: CheckOptions, pool: Pool) {
    this.#options = options;
    this.#pool = pool;
    const { procedure, statesMax } = options;
    this.#walked = procedure === undefined ? Object.keys(procedures) : [procedure];
    const explored = procedure === undefined && statesMax > 0 ? Object.keys(duties) : [];
    this.#names = [...this.#walked, ...explored];
    this.reach = new Map(
      this.#names.flatMap((name) => {
        const found = procedureOrDutyOf(name);
        return found === undefined ? [] : [[name, new Reach(found)] as const];
      }),
    );
  }

  async run(): Promise<Checked> {
    await this.#do(this.#slices());
    const perName = Math.ceil(this.#options.walks / this.#walked.length);
    let seed = this.#options.seed;
    for (let left = perName; left > 0 && this.#findings().length === 0;) {
      // Several chunks at once keep all workers busy; what is wanted is looked at between.
      const round: Task[] = [];
      for (let chunk = 0; chunk < 2 && left > 0; chunk += 1) {
        const count = Math.min(CHUNK, left);
        left -= count;
        round.push(...this.#walked.map((name) => this.#walking(name, seed++, count)));
      }
      await this.#do(round);
    }
    return this.#checked();
  }

  #slices(): readonly Task[] {
    const { statesMax, pairs } = this.#options;
    if (statesMax === 0) return [];
    return this.#names.flatMap((name) => {
      const procedure = procedureOrDutyOf(name);
      if (procedure === undefined) return [];
      return slicesOf(procedure, pairs).map((slice): Task => ({
        kind: 'slice',
        procedure: name,
        slice,
        // The main line is what all others stand on: it is explored to its end.
        statesMax: isMainLine(slice) ? statesMax * 10 : statesMax,
      }));
    });
  }

  #walking(procedure: string, seed: number, count: number): Task {
    const wanted =
      this.reach
        .get(procedure)
        ?.untaken()
        .map(({ key }) => key) ?? [];
    const ways = this.#all.flatMap((done) => (done.procedure === procedure ? done.ways : []));
    return { kind: 'walks', procedure, seed, count, wanted, ways };
  }

  async #do(tasks: readonly Task[]): Promise<void> {
    const { onProgress } = this.#options;
    const under = new Map<Task, number>();
    const tell = (task: Task): void => {
      const sum = (kind: Task['kind']): number =>
        [...under].reduce((total, [one, done]) => total + (one.kind === kind ? done : 0), 0);
      const name = task.kind === 'slice' ? task.slice.name : 'walks';
      onProgress({
        walks: this.#walks + sum('walks'),
        states: this.#states + sum('slice'),
        what: `${task.procedure}, ${name}`,
      });
    };
    const all = await this.#pool.all(tasks, {
      progress: (task, done) => {
        under.set(task, done);
        tell(task);
      },
      done: ({ procedure, reached }) => this.reach.get(procedure)?.add(reached),
      isEnough: ({ findings }) => findings.length > 0,
    });
    this.#all.push(...all);
    this.#walks = this.#sum('walks');
    this.#states = this.#sum('slice');
  }

  #sum(kind: Task['kind']): number {
    return this.#all.reduce((sum, done) => sum + (done.kind === kind ? done.count : 0), 0);
  }

  #findings(): readonly Shown[] {
    return this.#all.flatMap(({ findings }) => findings);
  }

  #checked(): Checked {
    const { seed, statesMax } = this.#options;
    const found = this.#findings().toSorted((one, other) => lengthOf(one) - lengthOf(other));
    const never = found.length > 0 ? [] : this.#never();
    const isThorough = statesMax > 0 && this.#walks >= THOROUGH * this.#walked.length * 0.3;
    return {
      seed,
      walks: this.#walks,
      events: this.#all.reduce((sum, { events }) => sum + events, 0),
      slices: this.#all.filter(({ kind }) => kind === 'slice'),
      findings: isThorough ? [...found, ...never] : found,
      notReached: isThorough ? [] : never,
      reach: this.reach,
    };
  }

  #never(): readonly Shown[] {
    const all = [...this.reach].flatMap(([name, reach]) => {
      const procedure = procedureOrDutyOf(name);
      if (procedure === undefined) return [];
      return unreached(procedure, reach).map((finding) => shown(name, finding));
    });
    return [...all.filter(({ what }) => !isExplained(what)), ...this.#codes()];
  }

  /** Codes are looked for in all procedures together: each has its own. */
  #codes(): readonly Shown[] {
    if (this.#options.procedure !== undefined) return [];
    const codes = new Set([...this.reach.values()].flatMap((reach) => reach.reached().codes));
    return CHART_CODES.filter((code) => !codes.has(code)).map((code) => ({
      procedure: '',
      kind: 'code never reached',
      what: code,
    }));
  }
}

function isExplained(what: string): boolean {
  return what.replace(': ', ' ') in NEVER_TAKEN;
}

function lengthOf({ caseFile }: Shown): number {
  const events: unknown = caseFile?.['events'];
  return Array.isArray(events) ? events.length : Number.MAX_SAFE_INTEGER;
}

/** Checks the charts. */
export function check(options: CheckOptions, pool: Pool): Promise<Checked> {
  return new Check(options, pool).run();
}
