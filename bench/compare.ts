/**
 * Side by side: blocks of load on the service and on the bare workflow, in turns, in one run.
 */
import { cpuOfServing } from './cpu.ts';
import { median, quantile } from './figures.ts';
import { noSamples, runBlock } from './load/block.ts';
import type { Samples } from './load/block.ts';
import type { Script } from './load/decisions.ts';
import { SIDES } from './sides/both.ts';
import type { Both, SideName } from './sides/both.ts';

export interface CompareOptions {
  readonly clients: readonly number[];
  /** Pairs of blocks for each number of clients. */
  readonly rounds: number;
  readonly warmMs: number;
  readonly windowMs: number;
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
  { warmMs, windowMs }: CompareOptions,
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
      script: async () => {
        samples.begun += 1;
        return signed.pop() ?? both.script(name);
      },
    },
    samples,
  );
  samples.cpuMs += (await cpuOfServing()) - before;
}

/** Signing takes its time outside of what is measured. */
async function signedPool(both: Both, name: SideName, size: number): Promise<Script[]> {
  return Promise.all(Array.from({ length: size }, () => both.script(name)));
}

/** Ratios of the service to the bare workflow. */
export interface Ratios {
  readonly reply: readonly [p50: number, p99: number];
  readonly nextTask: readonly [p50: number, p99: number];
  readonly firstTask: readonly [p50: number, p99: number];
  readonly casesASecond: number;
  readonly cpu: number;
}

export function ratiosOf({ service, bare }: Compared['samples']): Ratios {
  const of = (kind: 'reply' | 'nextTask' | 'firstTask'): readonly [number, number] => [
    median(service[kind]) / median(bare[kind]),
    quantile(service[kind], 0.99) / quantile(bare[kind], 0.99),
  ];
  return {
    reply: of('reply'),
    nextTask: of('nextTask'),
    firstTask: of('firstTask'),
    casesASecond: service.cases / service.windowMs / (bare.cases / bare.windowMs),
    cpu: service.cpuMs / service.begun / (bare.cpuMs / bare.begun),
  };
}
