/**
 * Side by side: blocks of load on the service and on the bare workflow, in turns, in one run.
 */
import { cpuOfServing } from './cpu.ts';
import { median, quantile } from './figures.ts';
import { noSamples, runBlock } from './load/block.ts';
import type { Play, Samples } from './load/block.ts';
import type { Script } from './load/decisions.ts';
import { SIDES } from './sides/both.ts';
import type { Both, SideName } from './sides/both.ts';

export interface CompareOptions {
  readonly clients: readonly number[];
  /** Pairs of blocks for each number of clients. */
  readonly rounds: number;
  readonly warmMs: number;
  readonly windowMs: number;
  /** How cases are played; absent: the next decision as soon as its task can be read. */
  readonly play?: Play;
}

/** What one number of clients came to. */
export interface Compared {
  readonly clients: number;
  readonly samples: Readonly<Record<SideName, Samples>>;
}

/** Runs all blocks. Which side comes first changes from round to round. */
export async function compare(
  both: Both,
  options: CompareOptions,
  say: (text: string) => void,
): Promise<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const clients of options.clients) {
    const samples = { service: noSamples(), bare: noSamples() };
    for (let round = 0; round < options.rounds; round += 1) {
      const order = round % 2 === 0 ? SIDES : SIDES.toReversed();
      for (const name of order) await block(both, name, clients, options, samples[name]);
      say(`${clients} clients, round ${round + 1} of ${options.rounds}`);
    }
    compared.push({ clients, samples });
  }
  return compared;
}

async function block(
  both: Both,
  name: SideName,
  clients: number,
  { warmMs, windowMs, play }: CompareOptions,
  samples: Samples,
): Promise<void> {
  const signed = await signedPool(both, name, clients + Math.ceil((warmMs + windowMs) / 40));
  const before = await cpuOfServing();
  await runBlock(
    {
      side: both.sides[name],
      watch: both.watch,
      clients,
      warmMs,
      windowMs,
      ...(play !== undefined && { play }),
      script: async () => {
        samples.begun += 1;
        return signed.pop() ?? both.script(name);
      },
    },
    samples,
  );
  samples.cpuMs += (await cpuOfServing()) - before;
}

/** Scripts of cases; signing takes its time outside of what is measured. */
export async function signedPool(both: Both, name: SideName, size: number): Promise<Script[]> {
  return Promise.all(Array.from({ length: size }, () => both.script(name)));
}

/** Two quantiles. */
export type Pair = readonly [p50: number, p99: number];

/** Ratios of the service to the bare workflow. */
export interface Ratios {
  readonly reply: Pair;
  readonly nextTask: Pair;
  readonly firstTask: Pair;
  readonly casesASecond: number;
  readonly cpu: number;
}

/** Service to bare: p50 and p99. */
export function ratioOf(service: readonly number[], bare: readonly number[]): Pair {
  return [median(service) / median(bare), quantile(service, 0.99) / quantile(bare, 0.99)];
}

export function ratiosOf({ service, bare }: Compared['samples']): Ratios {
  const of = (kind: 'reply' | 'nextTask' | 'firstTask'): Pair => ratioOf(service[kind], bare[kind]);
  return {
    reply: of('reply'),
    nextTask: of('nextTask'),
    firstTask: of('firstTask'),
    casesASecond: service.cases / service.windowMs / (bare.cases / bare.windowMs),
    cpu: service.cpuMs / service.begun / (bare.cpuMs / bare.begun),
  };
}
