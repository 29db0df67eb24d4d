/**
 * One run: both sides on one server, everything that is measured there.
 */
import { Client, Connection } from '@temporalio/client';
import { compare, ratioOf, ratiosOf } from './compare.ts';
import type { Compared, CompareOptions } from './compare.ts';
import { growthOf } from './growth.ts';
import { historyOf } from './histories.ts';
import type { Samples } from './load/block.ts';
import { playVisible } from './load/visible.ts';
import { partsOf } from './parts.ts';
import { measureReads } from './reads.ts';
import type { ReadsOptions } from './reads.ts';
import type { RunFigures, VisibleFigures } from './report/figures-file.ts';
import type { Servers } from './servers.ts';
import { startBoth } from './sides/both.ts';

export interface RunOptions extends CompareOptions {
  /** Cases that are taken apart. */
  readonly parts: number;
  /** Cases that grow, and how many decisions they get. */
  readonly growth: { readonly cases: number; readonly depth: number };
  /** Clients that read, and that decide meanwhile. */
  readonly reads: Pick<ReadsOptions, 'readers' | 'deciders'>;
  readonly workflowTasks?: number;
  readonly bareShowsState?: boolean;
}

/** Runs all of it. */
export async function run(
  servers: Servers,
  options: RunOptions,
  say: (text: string) => void,
): Promise<RunFigures> {
  const { workflowTasks, bareShowsState = false } = options;
  const both = await startBoth(servers, {
    bareShowsState,
    ...(workflowTasks !== undefined && { workflowTasks }),
  });
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const client = new Client({ connection });
  try {
    say('what a decision leaves …');
    const left = {
      service: await historyOf(both, 'service', client),
      bare: await historyOf(both, 'bare', client),
    };
    say('where its time goes …');
    await partsOf(both, Math.ceil(options.parts / 4));
    const parts = await partsOf(both, options.parts);
    say('side by side …');
    const compared = await compare(both, options, say);
    say('until a task is seen through the API …');
    const seen = await compare(both, { ...options, play: playVisible }, say);
    say('reads …');
    const reads = await measureReads(both, { ...options, ...options.reads }, say);
    say('the hundredth decision …');
    const growth = await growthOf(both, options.growth.cases, options.growth.depth);
    const errors = await both.errors();
    for (const line of errors.slice(0, 5)) say(line);
    return {
      compared: compared.map((one) => ({
        clients: one.clients,
        ...ratiosOf(one.samples),
        decisions: [one.samples.service.reply.length, one.samples.bare.reply.length],
      })),
      visible: seen.map(({ clients, samples }) => visibleOf(clients, samples)),
      reads,
      parts,
      left,
      growth,
      errors: errors.length,
    };
  } finally {
    await connection.close();
    await both.stop();
  }
}

function visibleOf(clients: number, { service, bare }: Compared['samples']): VisibleFigures {
  const readsATask = (one: Samples): number => one.reads / one.visible.length;
  return {
    clients,
    visible: ratioOf(service.visible, bare.visible),
    reads: [readsATask(service), readsATask(bare)],
    decisions: [service.visible.length, bare.visible.length],
  };
}
