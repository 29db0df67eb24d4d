/**
 * What histories and exported files have of one case, put together place by place. What two of them have
 * must be the same; what none has is named. Nothing is proven here: that is `refile`.
 */
import type { FileEntry, RejectedMessage, SubmissionVerdict } from '../../activities/contract.ts';
import { digestOf } from '../../activities/digest.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import type { Json, Opening } from '../../machines/kernel/types.ts';
import type { Carried, Head } from '../../workflows/host/host.ts';
import { entryHash } from '../file/chain.ts';
import type { ChainedEntry } from '../registry/types.ts';
import type { Heard, HeardRun } from '../temporal/histories.ts';
import type { KeptFile, Pending, Rejected, Repeat } from './refile.ts';

/** What came of putting together. */
export type Joined =
  /** Nobody recorded anything under the number. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'disagrees'; readonly says: string }
  /** Places are known, but not the first one; `says` names those that are missing. */
  | { readonly kind: 'headless'; readonly says: string }
  | {
      readonly kind: 'file';
      readonly kept: KeptFile;
      /** What none of them has, in words. */
      readonly missing: readonly string[];
      /** Whether every place that was spoken of is there, and every run was heard to its end. */
      readonly whole: boolean;
      /** Where it is from, in words. */
      readonly source: string;
    };

interface Piece {
  readonly entry: FileEntry;
  readonly source: string;
}

interface Begun {
  readonly opening: Opening;
  readonly source: string;
}

type Admitted = Extract<Heard, { kind: 'admitted' }>;

/** The source that histories are, in words. */
export const HISTORIES = 'histories';

/** The pieces of one case. Runs are added first, the oldest first, then files. */
export class Pieces {
  readonly #entries = new Map<number, Piece>();
  readonly #hashes = new Map<number, string>();
  readonly #verdicts = new Map<number, SubmissionVerdict>();
  readonly #rejected = new Map<number, Rejected>();
  #repeats: Repeat[] = [];
  /** Of the latest run: what was judged and not recorded yet. */
  #pending: readonly Pending[] = [];
  #opening: Begun | undefined;
  #openedAt: string | undefined;
  #chartVersion: string | undefined;
  #disagrees: string | undefined;
  /** The last place, and the last rejected message, that anybody spoke of. */
  #end = 0;
  #lastRejected = 0;
  /** Whether histories tell all from the first record on. */
  #told = false;
  /** Runs that do not replay. */
  readonly #faults: string[] = [];

  addRun({ runId, heard, fault }: HeardRun): void {
    if (fault !== undefined) this.#faults.push(`the rest of run ${runId}: ${fault}`);
    let admitted: Admitted | undefined;
    for (const one of heard) {
      if (one.kind === 'begun') this.#begin(one);
      else if (one.kind === 'tookUp') this.#takeUp(one.carried as unknown as Carried);
      else if (one.kind === 'admitted') admitted = one;
      else {
        this.#record(one, admitted);
        admitted = undefined;
      }
    }
    this.#pending = pendingIn(admitted);
  }

  addFile(name: string, { opening, openedAt, chartVersion, entries, besides }: KeptFile): void {
    this.#open(opening, name);
    this.#openedAt ??= openedAt;
    this.#chartVersion ??= chartVersion;
    for (const { prev: _prev, hash, ...entry } of entries) {
      this.#add(entry, name);
      this.#hash(entry.seq, hash);
    }
    for (const one of besides?.rejected ?? []) this.#reject(one);
  }

  joined(): Joined {
    if (this.#opening === undefined || this.#openedAt === undefined) return { kind: 'nothing' };
    const entries = this.#chain();
    if (this.#disagrees !== undefined) return { kind: 'disagrees', says: this.#disagrees };
    const absent = this.#absent();
    if (entries.length === 0 && absent !== undefined) return { kind: 'headless', says: absent };
    const rejected = this.#rejectedInOrder();
    const { opening } = this.#opening;
    const kept: KeptFile = {
      opening,
      openedAt: this.#openedAt,
      ...(this.#chartVersion !== undefined && { chartVersion: this.#chartVersion }),
      entries,
      besides: {
        verdicts: this.#verdicts,
        rejected,
        repeats: this.#repeats.filter(({ after }) => after <= entries.length),
        pending: this.#pending,
      },
    };
    const missing = [
      ...this.#faults,
      ...(absent === undefined ? [] : [absent]),
      ...(rejected.length < this.#lastRejected
        ? [`rejected messages ${range(rejected.length + 1, this.#lastRejected)}`]
        : []),
      ...(this.#told
        ? []
        : [
            'messages that were rejected without a place in the file, and answers to repeated ones',
          ]),
    ];
    const whole = absent === undefined && this.#faults.length === 0;
    return { kind: 'file', kept, missing, whole, source: this.#source() };
  }

  #begin({ opening, given }: Extract<Heard, { kind: 'begun' }>): void {
    if (given === undefined || 'resume' in given) return;
    const carried = given as unknown as Carried;
    this.#open(opening, HISTORIES);
    this.#carry(carried);
  }

  /** The case went on from its file under another chain of runs: what an older one had more is void. */
  #takeUp(carried: Carried): void {
    const { seq, rejected } = carried.head;
    for (const places of [this.#entries, this.#hashes, this.#verdicts]) {
      for (const place of places.keys()) if (place > seq) places.delete(place);
    }
    for (const ordinal of this.#rejected.keys()) {
      if (ordinal > rejected) this.#rejected.delete(ordinal);
    }
    this.#repeats = this.#repeats.filter(({ after }) => after <= seq);
    this.#end = Math.min(this.#end, seq);
    this.#lastRejected = Math.min(this.#lastRejected, rejected);
    this.#carry(carried);
  }

  #carry({ standing, head, chartVersion, openedAt }: Carried): void {
    for (const { entry } of standing.tail) this.#add(entry, HISTORIES);
    this.#head(head);
    this.#openedAt ??= openedAt;
    this.#chartVersion = chartVersion;
  }

  #record({ input, answer }: Extract<Heard, { kind: 'recorded' }>, admitted?: Admitted): void {
    const { opening, after, rows, repeats, view } = input;
    if (opening !== undefined) {
      this.#open(opening.start, HISTORIES);
      this.#openedAt ??= opening.at;
      this.#told = true;
    }
    const { chartVersion } = view;
    if (typeof chartVersion === 'string') this.#chartVersion = chartVersion;
    const verdicts = admitted?.answer.verdicts ?? [];
    let place = after.seq;
    for (const row of rows) {
      if (row.kind === 'rejected') {
        this.#reject({ after: place, ordinal: row.ordinal, rejected: row.rejected });
        continue;
      }
      place = row.entry.seq;
      this.#add(row.entry, HISTORIES);
      const verdict = verdicts.find(
        (one) => one.kind === 'submission' && one.digest === row.digest,
      );
      if (verdict?.kind === 'submission') this.#verdicts.set(place, verdict);
    }
    for (const { digest, seq } of repeats) {
      const at = verdicts.findIndex((one) => one.kind === 'submission' && one.digest === digest);
      const [verdict, message] = [verdicts[at], admitted?.input.messages[at]];
      if (verdict?.kind !== 'submission' || message === undefined) continue;
      this.#repeats.push({ after: place, digest, seq, message, verdict });
    }
    this.#head(answer.head);
  }

  #head({ seq, hash, rejected }: Head): void {
    this.#hash(seq, hash);
    this.#lastRejected = Math.max(this.#lastRejected, rejected);
  }

  #hash(seq: number, hash: string): void {
    this.#end = Math.max(this.#end, seq);
    if (seq === 0) return;
    const there = this.#hashes.get(seq);
    if (there === undefined) this.#hashes.set(seq, hash);
    else if (there !== hash) this.#differ(`place ${seq} has one hash here and another one there`);
  }

  #open(opening: Opening, source: string): void {
    if (this.#opening === undefined) this.#opening = { opening, source };
    else if (digestOf(spelled(opening)) !== digestOf(spelled(this.#opening.opening))) {
      this.#differ(`the opening is not the same in ${this.#opening.source} and in ${source}`);
    }
  }

  #add(entry: FileEntry, source: string): void {
    const there = this.#entries.get(entry.seq);
    if (there === undefined) this.#entries.set(entry.seq, { entry, source });
    else if (digestOf(jsonOf(there.entry)) !== digestOf(jsonOf(entry))) {
      this.#differ(`place ${entry.seq} is not the same in ${there.source} and in ${source}`);
    }
    this.#end = Math.max(this.#end, entry.seq);
  }

  #reject(one: Rejected): void {
    const there = this.#rejected.get(one.ordinal);
    this.#lastRejected = Math.max(this.#lastRejected, one.ordinal);
    if (there === undefined) this.#rejected.set(one.ordinal, one);
    else if (keyOf(there.rejected) !== keyOf(one.rejected)) {
      this.#differ(`rejected message ${one.ordinal} is one here and another one there`);
    }
  }

  #differ(says: string): void {
    this.#disagrees ??= says;
  }

  /** From the first place on, as far as there is no gap. */
  #chain(): readonly ChainedEntry[] {
    const entries: ChainedEntry[] = [];
    let prev: string = BOUNDS.zeroHash;
    for (let seq = 1; ; seq += 1) {
      const entry = this.#entries.get(seq)?.entry;
      if (entry === undefined) return entries;
      const hash = entryHash(entry, prev);
      const said = this.#hashes.get(seq);
      if (said !== undefined && said !== hash) {
        this.#differ(`place ${seq} has not the hash that the registry gave it`);
      }
      entries.push({ ...entry, prev, hash });
      prev = hash;
    }
  }

  /** Places that nobody has; `undefined` where there are none. */
  #absent(): string | undefined {
    const gaps: string[] = [];
    for (let seq = 1; seq <= this.#end; seq += 1) {
      if (this.#entries.has(seq)) continue;
      const from = seq;
      while (seq < this.#end && !this.#entries.has(seq + 1)) seq += 1;
      gaps.push(range(from, seq));
    }
    if (gaps.length === 0) return undefined;
    return `places ${gaps.join(', ')} of ${this.#end} are in no history and no file`;
  }

  #rejectedInOrder(): readonly Rejected[] {
    const found: Rejected[] = [];
    for (let ordinal = 1; ; ordinal += 1) {
      const one = this.#rejected.get(ordinal);
      if (one === undefined) return found;
      found.push(one);
    }
  }

  #source(): string {
    const sources = [...this.#entries.values()].map(({ source }) => source);
    if (sources.length === 0) return this.#opening?.source ?? '';
    return [...new Set(sources)].toSorted().join(' and ');
  }
}

function pendingIn(admitted?: Admitted): readonly Pending[] {
  return (admitted?.answer.verdicts ?? []).flatMap((verdict, at) => {
    const message = admitted?.input.messages[at];
    return message === undefined || message.via === 'timer' ? [] : [{ message, verdict }];
  });
}

function range(from: number, to: number): string {
  return from === to ? `${from}` : `${from} to ${to}`;
}

/** An opening as exports spell it: what is absent says the same as what is there by default. */
function spelled({ config, clock, openedBy, ...rest }: Opening): Json {
  const { caseNo, procedure, subjectRef, facts } = rest;
  const said = { caseNo, procedure, subjectRef, facts, openedBy: openedBy ?? null };
  return jsonOf({ ...said, config: config ?? {}, clock: clock ?? 'live' });
}

function keyOf({ code, digest }: RejectedMessage): string {
  return `${code} ${digest}`;
}

function jsonOf(value: object): Json {
  return value as Json;
}
