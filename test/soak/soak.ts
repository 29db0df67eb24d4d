/**
 * Nothing is lost, nothing happens twice, nothing is shown that did not happen: many cases, while what
 * they run on falls again and again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { openRegistry } from '../../src/registry/open.ts';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import { connectTemporal } from '../../src/temporal/client.ts';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import { startPostgres } from '../support/postgres.ts';
import { signersOf } from '../support/signers.ts';
import { check, isSettled } from './checks.ts';
import type { Checked } from './checks.ts';
import { messagesIn, sendAll } from './clients.ts';
import type { Sent } from './clients.ts';
import { Workers, fallsOf, letFall } from './falls.ts';
import type { FallDeps, Kind } from './falls.ts';
import type { SoakOptions } from './options.ts';
import { SIGNERS, scriptOf } from './script.ts';
import { devServer, productionServer } from './servers.ts';

/** What a soak tells on its way. */
export interface Told {
  phase(name: string, total: number): void;
  progress(done: number): void;
  fell(kind: Kind): void;
  found(fault: string): void;
}

export interface Soaked extends Checked {
  readonly cases: number;
  readonly messages: number;
  readonly fallen: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const NAMESPACE = 'default';
const SILENT = { say: () => undefined };

/** Runs a soak on servers of its own, of the workflows as they are or of a changed bundle. */
export async function soak(
  options: SoakOptions,
  told: Told,
  changed?: WorkflowBundle,
): Promise<Soaked> {
  const closers: (() => Promise<unknown>)[] = [];
  try {
    return await run(options, told, changed ?? (await workflowBundle()), closers);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

async function run(
  options: SoakOptions,
  told: Told,
  bundle: WorkflowBundle,
  closers: (() => Promise<unknown>)[],
): Promise<Soaked> {
  const started = Date.now();
  told.phase('servers', 1);
  const postgres = await startPostgres();
  closers.push(() => postgres.stop());
  const server = await (options.server === 'dev'
    ? devServer(NAMESPACE)
    : productionServer(postgres));
  closers.push(() => server.stop());
  const { address } = server;
  const temporal = await connectTemporal({ address, namespace: NAMESPACE });
  closers.push(() => temporal.close());
  const { connection, client } = temporal;
  await prepareNamespace(connection, { namespace: NAMESPACE, retentionDays: 1, voice: SILENT });
  const databaseUrl = await postgres.freshDatabase();
  const registry = await openRegistry({ databaseUrl, writeLog: true });
  closers.push(() => registry.close());
  const signers = signersOf(registry);
  await signers.enter(SIGNERS);
  const place = { address, namespace: NAMESPACE, databaseUrl, bundle };
  // A small cache: cases are put away and come back from their histories.
  const workers = new Workers({ ...place, cachedCases: 40 }, (ms) => pause(ms));
  closers.push(() => workers.stop());
  await workers.start(2);
  const deps = { workers, server, databaseUrl, pause: (ms: number) => pause(ms) };
  const scripts = Array.from({ length: options.cases }, (_, at) => scriptOf(options.seed, at));
  const end = started + options.minutes * 60_000;
  const { sent, fallen } = await sendUnderFalls(
    options,
    told,
    deps,
    (progress) =>
      eachOf(scripts, options.clients, (script) =>
        sendAll({ client, signers, pause: deps.pause, progress }, script),
      ),
    messagesIn(scripts),
  );
  told.phase('settling', 1);
  while (!(await isSettled(databaseUrl, sent)) && Date.now() < end) await pause(1_000);
  await workers.stop();
  const fresh = new Workers(place, (ms) => pause(ms));
  closers.push(() => fresh.stop());
  await fresh.start(1);
  told.phase('checking', sent.length);
  const checked = await check({ client, registry, databaseUrl }, bundle, sent, told);
  const seconds = Math.round((Date.now() - started) / 1_000);
  return { ...checked, cases: scripts.length, messages: messagesIn(scripts), fallen, seconds };
}

/** Sends, and lets things fall as the sending gets on. */
async function sendUnderFalls(
  options: SoakOptions,
  told: Told,
  deps: FallDeps,
  send: (progress: () => Promise<void>) => Promise<readonly Sent[]>,
  total: number,
): Promise<{ readonly sent: readonly Sent[]; readonly fallen: Record<string, number> }> {
  told.phase('sending', total);
  const falls = [...fallsOf(options)];
  const fallen: Record<string, number> = {};
  const falling = new Map<string, Promise<void>>();
  let done = 0;
  const progress = async (): Promise<void> => {
    done += 1;
    told.progress(done);
    for (;;) {
      const [next] = falls;
      if (next === undefined || done < next.at * total) return;
      falls.shift();
      const { kind } = next;
      fallen[kind] = (fallen[kind] ?? 0) + 1;
      // Of one place one after the other; whoever sends goes on meanwhile, as well as it can.
      const [place = ''] = kind.split(' ');
      const before = falling.get(place) ?? Promise.resolve();
      const after = before.then(() => {
        told.fell(kind);
        return letFall(deps, kind, options);
      });
      falling.set(place, after);
    }
  };
  const sent = await send(progress);
  await Promise.all(falling.values());
  return { sent, fallen };
}

/** Works through a list, so many at a time. */
async function eachOf<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const rest = [...items];
  const one = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      results.push(await work(item));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return results;
}
