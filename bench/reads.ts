/**
 * What reading costs those who read: many clients that read through the API, at rest and while others
 * decide, on both sides in turns.
 */
import { signedPool, ratioOf } from './compare.ts';
import type { CompareOptions, Pair } from './compare.ts';
import { noSamples, playCase, runBlock } from './load/block.ts';
import { get } from './load/http.ts';
import { SIDES } from './sides/both.ts';
import type { Both, SideName } from './sides/both.ts';
import type { Side } from './sides/protocol.ts';

export interface ReadsOptions extends Pick<CompareOptions, 'rounds' | 'warmMs' | 'windowMs'> {
  /** Clients that read, each the next thing as soon as it has the one before. */
  readonly readers: number;
  /** Clients that decide. */
  readonly deciders: number;
}

/** What is read: the case with its tasks, and the first 50 tasks of a role. */
export const READ = ['case', 'list'] as const;
export type ReadKind = (typeof READ)[number];

/** Ratios of one kind of read. */
export interface ReadFigures {
  /** While others decide, to at rest. */
  readonly busy: Readonly<Record<SideName, Pair>>;
  /** Service to bare. */
  readonly atRest: Pair;
  readonly whileDeciding: Pair;
  /** Reads measured while others decide. */
  readonly reads: Readonly<Record<SideName, number>>;
}

export interface ReadsFigures {
  readonly readers: number;
  readonly deciders: number;
  readonly kinds: Readonly<Record<ReadKind, ReadFigures>>;
  /** Decision to reply of those who decide meanwhile, service to bare. */
  readonly reply: Pair;
}

type Times = Record<ReadKind, number[]>;

interface Found {
  readonly atRest: Times;
  readonly whileDeciding: Times;
  readonly replies: number[];
}

/** Measures; a case for each reader is opened before. */
export async function measureReads(
  both: Both,
  options: ReadsOptions,
  say: (text: string) => void,
): Promise<ReadsFigures> {
  const found = { service: empty(), bare: empty() };
  const cases = {
    service: await openCases(both, 'service', options.readers),
    bare: await openCases(both, 'bare', options.readers),
  };
  for (let round = 0; round < options.rounds; round += 1) {
    for (const name of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
      await readAtRest(both.sides[name], cases[name], options, found[name].atRest);
      await readWhileDeciding(both, name, cases[name], options, found[name]);
    }
    say(`${options.readers} clients read, round ${round + 1} of ${options.rounds}`);
  }
  const { service, bare } = found;
  const figuresOf = (kind: ReadKind): ReadFigures => ({
    busy: {
      service: ratioOf(service.whileDeciding[kind], service.atRest[kind]),
      bare: ratioOf(bare.whileDeciding[kind], bare.atRest[kind]),
    },
    atRest: ratioOf(service.atRest[kind], bare.atRest[kind]),
    whileDeciding: ratioOf(service.whileDeciding[kind], bare.whileDeciding[kind]),
    reads: {
      service: service.whileDeciding[kind].length,
      bare: bare.whileDeciding[kind].length,
    },
  });
  return {
    readers: options.readers,
    deciders: options.deciders,
    kinds: { case: figuresOf('case'), list: figuresOf('list') },
    reply: ratioOf(service.replies, bare.replies),
  };
}

function empty(): Found {
  const times = (): Times => ({ case: [], list: [] });
  return { atRest: times(), whileDeciding: times(), replies: [] };
}

async function openCases(both: Both, name: SideName, count: number): Promise<readonly string[]> {
  const scripts = await signedPool(both, name, count);
  const stage = { side: both.sides[name], watch: both.watch };
  const waiting = [...scripts];
  const opener = async (): Promise<void> => {
    for (let script = waiting.pop(); script !== undefined; script = waiting.pop()) {
      const some = { ...script, decisions: script.decisions.slice(0, 1) };
      await playCase(stage, some, () => undefined);
    }
  };
  await Promise.all(Array.from({ length: 8 }, opener));
  return scripts.map(({ caseNo }) => caseNo);
}

type Window = Pick<ReadsOptions, 'warmMs' | 'windowMs'>;

async function readAtRest(
  side: Side,
  cases: readonly string[],
  { warmMs, windowMs }: Window,
  times: Times,
): Promise<void> {
  const from = performance.now() + warmMs;
  await Promise.all(cases.map((no) => reader(side, no, from, from + windowMs, times)));
}

async function readWhileDeciding(
  both: Both,
  name: SideName,
  cases: readonly string[],
  { deciders, warmMs, windowMs }: ReadsOptions,
  found: Found,
): Promise<void> {
  const signed = await signedPool(both, name, deciders + Math.ceil((warmMs + windowMs) / 40));
  const samples = noSamples();
  const side = both.sides[name];
  const from = performance.now() + warmMs;
  await Promise.all([
    runBlock(
      {
        side,
        watch: both.watch,
        clients: deciders,
        warmMs,
        windowMs,
        script: async () => signed.pop() ?? both.script(name),
      },
      samples,
    ),
    ...cases.map((no) => reader(side, no, from, from + windowMs, found.whileDeciding)),
  ]);
  found.replies.push(...samples.reply);
}

/** Reads the case and the list in turns, without a pause. */
async function reader(
  { url, token, name }: Side,
  caseNo: string,
  from: number,
  until: number,
  times: Times,
): Promise<void> {
  const urls = {
    case: `${url}/v1/cases/${caseNo}`,
    list: `${url}/v1/tasks?role=EMB-CO&limit=50`,
  };
  for (let n = 0; performance.now() < until; n += 1) {
    const kind = READ[n % READ.length] ?? 'case';
    const begun = performance.now();
    const { status } = await get(urls[kind], token);
    const ended = performance.now();
    if (status !== 200) throw new Error(`${name}: ${urls[kind]}: ${status}`);
    if (begun >= from && ended <= until) times[kind].push(ended - begun);
  }
}
