/**
 * The whole service in one process: data folder, keys, Temporal, registry, worker, API. What comes up
 * is taken down in the opposite order, also when something fails half way.
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CaseActivities } from '../../activities/contract.ts';
import type { Channel } from '../../activities/ports.ts';
import { createApp } from '../api/app.ts';
import type { CaseWorkflows } from '../api/deps.ts';
import { problemOf } from '../api/problems.ts';
import { apiToken, DATA_FILES, takeDataFolder } from '../config/data-folder.ts';
import type { Settings } from '../config/settings.ts';
import { gatewayOf, letterSigner } from '../officers/gateway.ts';
import type { Gateway } from '../officers/gateway.ts';
import { openPersons } from '../persons/open.ts';
import { GATEWAY, letterKey, loadPrivateKey, syntheticRegisters } from '../officers/keys.ts';
import { createAttest } from '../officers/attest.ts';
import { createSignFor } from '../officers/sign.ts';
import { openRegistry } from '../registry/open.ts';
import { createIdentify } from '../sign-in/identify.ts';
import type { Registry } from '../registry/types.ts';
import type { WorkflowBundle } from '../temporal/bundle.ts';
import { workflowBundle } from '../temporal/bundle.ts';
import { createCaseWorkflows } from '../temporal/cases.ts';
import { createCaseRuns } from '../temporal/runs.ts';
import { clientOptions, connectTemporal } from '../temporal/client.ts';
import type { TemporalConnections } from '../temporal/client.ts';
import { findTemporalProgram } from '../temporal/find-server.ts';
import type { Voice } from '../temporal/voice.ts';
import { keepDevServer } from '../temporal/kept-server.ts';
import type { KeptServer } from '../temporal/kept-server.ts';
import { prepareNamespace } from '../temporal/namespace.ts';
import { prepareReportSchedule } from '../temporal/report-schedule.ts';
import { untilServing } from '../temporal/serving.ts';
import { startSweep } from '../temporal/sweep.ts';
import { installTemporalLogger, startWorker } from '../temporal/worker.ts';
import type { RunningWorker } from '../temporal/worker.ts';
import { callable } from '../webhooks/addresses.ts';
import { openWebhooks } from '../webhooks/open.ts';
import type { Webhooks } from '../webhooks/open.ts';
import { createPost } from '../webhooks/post.ts';
import { createCaseActivities } from './activities.ts';
import { channelsOf } from './channels.ts';
import { listen } from './listener.ts';
import type { Listener } from './listener.ts';
import { CHANNELS, startOtherSide } from './other-side.ts';
import { faultOfOpening, faultOfScope } from './procedures.ts';
import { registryOptions } from './registry.ts';
import { prepareSignIn } from './sign-in.ts';
import { startSampleTool, subscribeSampleTool } from './sample-tool.ts';

/** How long a server that was named may take to answer. */
const SERVING_MS_MAX = 30_000;

export interface StackOptions {
  readonly settings: Settings;
  readonly voice: Voice;
  readonly log: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Without one here, another process must run one. */
  readonly worker: boolean;
  /** The embedded Temporal server without its Web UI. */
  readonly headless?: boolean;
  /** Milliseconds until the simulated other side answers; default 15,000. */
  readonly answerMs?: number;
}

export interface Stack {
  /** Address of the API. */
  readonly url: string;
  readonly token: string;
  /** File that holds the token. */
  readonly tokenFile: string;
  readonly dataDir: string;
  readonly registry: Registry;
  readonly temporal: TemporalConnections;
  /** host:port of the Temporal server. */
  readonly temporalAddress: string;
  /** Web UI of the embedded server; absent for another server, or headless. */
  readonly uiUrl?: string;
  /** Absent where TEMPORAL_ADDRESS names another server. */
  readonly devServer?: KeptServer;
  readonly worker?: RunningWorker;
  /** Resolves with a reason when something vital is gone for good; never otherwise. */
  readonly lost: Promise<string>;
  /** Takes everything down. Harmless twice. */
  stop(): Promise<void>;
}

/** What was brought up so far, to be taken down from the end. */
class Closers {
  readonly #closers: (() => Promise<void> | void)[] = [];
  #closed: Promise<void> | undefined;

  add(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  /** Every one gets its turn, whatever the others do; the first failure is thrown at the end. */
  close(): Promise<void> {
    this.#closed ??= this.#closeAll();
    return this.#closed;
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.toReversed()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/**
 * Brings everything up.
 * @throws DataFolderTaken, PortTaken, NoDevServer, NamespaceRefused, or what the registry says.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closers = new Closers();
  try {
    return await bringUp(options, closers);
  } catch (error) {
    await closers.close().catch(() => {});
    throw error;
  }
}

async function bringUp(options: StackOptions, closers: Closers): Promise<Stack> {
  const { settings, log } = options;
  const { dataDir } = settings;
  const lock = await takeDataFolder(dataDir);
  closers.add(() => lock.release());
  const api = await takePort(settings);
  closers.add(() => api.close());
  // Slow ones side by side: the bundle, the database, the server.
  const bundling = options.worker ? workflowBundle(options.voice) : undefined;
  bundling?.catch(() => {});
  const ground = await bringUpGround(options, closers);
  const { registry, temporal, server } = ground;
  const workflows = createCaseWorkflows(temporal.client);
  await letterKey(settings.letterKeyFile);
  const letters = letterSigner(settings.letterKeyFile);
  const beside = { registry, workflows, gateway: letters };
  const channels = await startChannels(options, beside, closers);
  const webhooks = await startWebhooks(options, registry, closers);
  const activities = createCaseActivities({ registry, channels, send: webhooks.send });
  const worker =
    bundling && (await work(options, closers, { ...ground, activities, bundle: await bundling }));
  sweepEvery(options, ground, closers);
  const token = await apiToken(dataDir);
  const signIn = await prepareSignIn(settings, registry, api.url);
  const persons = await openPersons(registry, settings);
  const app = createApp({
    registry,
    workflows,
    runs: createCaseRuns(temporal.client),
    admit: (input) => activities.admit(input),
    attest: createAttest(registry),
    signFor: createSignFor(await loadPrivateKey(dataDir, GATEWAY), () => new Date()),
    faultOfOpening,
    faultOfScope,
    webhooks,
    identify: createIdentify({ token, registry, now: () => new Date(), ...signIn.proving }),
    gateway: gatewayOf(dataDir),
    letters,
    ...(settings.ratePerMinute === 0 ? {} : { ratePerMinute: settings.ratePerMinute }),
    persons,
    log,
  });
  api.answerBy(signIn.beside((request, connection) => app.fetch(request, connection)));
  // Closed before what it stands on.
  closers.add(() => api.close());
  await lock.announce(api.url);
  return {
    url: api.url,
    token,
    tokenFile: join(dataDir, DATA_FILES.token),
    dataDir,
    registry,
    temporal,
    temporalAddress: server.address,
    ...(server.kept?.uiUrl === undefined ? {} : { uiUrl: server.kept.uiUrl }),
    ...(server.kept === undefined ? {} : { devServer: server.kept }),
    ...(worker === undefined ? {} : { worker }),
    lost: lostOf(server.kept, worker),
    stop: () => closers.close(),
  };
}

type Answer = Parameters<typeof listen>[0]['fetch'];

/**
 * Has the port before anything slow: one in use is told at once, and nobody takes it meanwhile. Until
 * there is somebody to answer, every request may be sent again.
 */
async function takePort({
  host,
  port,
}: Settings): Promise<Listener & { answerBy(to: Answer): void }> {
  let answer: Answer = () => problemOf('UNAVAILABLE', 'The service is starting; send it again.');
  const fetch: Answer = (request, connection) => answer(request, connection);
  const listener = await listen({ fetch, host, port, setting: 'CROSSING_PORT' });
  return {
    ...listener,
    answerBy: (to) => {
      answer = to;
    },
  };
}

interface Ground {
  readonly registry: Registry;
  readonly temporal: TemporalConnections;
  readonly server: FoundServer;
}

/** Registry and Temporal server, both ready for cases. */
async function bringUpGround(options: StackOptions, closers: Closers): Promise<Ground> {
  const { settings, voice } = options;
  const { namespace, retentionDays, connect } = settings.temporal;
  const { dataDir } = settings;
  const [opened, served] = await Promise.allSettled([
    openRegistry(registryOptions(settings, options.log)),
    findServer(options),
  ]);
  // Both are noted before either failure is thrown: what came up has to be taken down.
  if (served.status === 'fulfilled') closers.add(() => served.value.kept?.stop());
  if (opened.status === 'fulfilled') closers.add(() => opened.value.close());
  if (served.status === 'rejected') throw served.reason;
  if (opened.status === 'rejected') throw opened.reason;
  const [registry, server] = [opened.value, served.value];
  const { address, kept } = server;
  installTemporalLogger(options.log);
  const temporal = await connectTemporal({
    address,
    namespace,
    ...(kept === undefined ? { connect } : {}),
  });
  closers.add(() => temporal.close());
  await prepareNamespace(temporal.connection, { namespace, retentionDays, voice });
  await prepareReportSchedule(temporal.client);
  await registry.defaultRegisters(await syntheticRegisters(dataDir));
  return { registry, temporal, server };
}

interface FoundServer {
  readonly address: string;
  /** Absent where TEMPORAL_ADDRESS names another server. */
  readonly kept?: KeptServer;
}

/** The first step of the search for a server: the one that was named. */
async function findServer({ settings, voice, env, headless }: StackOptions): Promise<FoundServer> {
  const { address, connect, cliPath, namespace, port, uiPort } = settings.temporal;
  if (address !== undefined) {
    voice.say(`Temporal server: ${address} (TEMPORAL_ADDRESS)`);
    await untilServing(address, SERVING_MS_MAX, clientOptions(address, connect));
    return { address };
  }
  voice.say('Temporal server: TEMPORAL_ADDRESS is not set, so an embedded dev server is started');
  const program = await findTemporalProgram({
    voice,
    env,
    ...(cliPath === undefined ? {} : { cliPath }),
  });
  const kept = await keepDevServer({
    program,
    dataDir: settings.dataDir,
    port,
    uiPort,
    namespace,
    voice,
    ...(headless === undefined ? {} : { headless }),
  });
  return { address: kept.address, kept };
}

/** Who is told by webhook: whoever subscribed, and a sample tool where there is a worker that tells it. */
async function startWebhooks(
  { settings, voice, worker }: StackOptions,
  registry: Registry,
  closers: Closers,
): Promise<Webhooks> {
  if (!worker) return openWebhooks(settings, { makesKeys: true });
  const tool = await startSampleTool((text) => voice.say(text));
  closers.add(() => tool.close());
  const webhooks = await openWebhooks(settings, { makesKeys: true, own: [tool.url] });
  await subscribeSampleTool(registry, tool, webhooks.keys);
  return webhooks;
}

/** Who takes letters: a simulated other side, and the cases themselves. */
async function startChannels(
  { settings, answerMs }: StackOptions,
  deps: {
    readonly registry: Registry;
    readonly workflows: CaseWorkflows;
    readonly gateway: Gateway;
  },
  closers: Closers,
): Promise<ReadonlyMap<string, Channel>> {
  const { registry } = deps;
  await registry.defaultChannels(CHANNELS);
  const otherSide = await startOtherSide({
    ...deps,
    dataDir: settings.dataDir,
    ...(answerMs === undefined ? {} : { answerMs }),
  });
  closers.add(() => otherSide.stop());
  const post = createPost({ mayCall: callable(settings.webhooks.allow) });
  return channelsOf({ ...deps, post, simulated: otherSide });
}

async function work(
  { settings }: StackOptions,
  closers: Closers,
  parts: Ground & { readonly activities: CaseActivities; readonly bundle: WorkflowBundle },
): Promise<RunningWorker> {
  const worker = await startWorker({
    connection: parts.temporal.native,
    namespace: settings.temporal.namespace,
    activities: parts.activities,
    bundle: parts.bundle,
    workflowTasks: settings.temporal.workflowTasks,
  });
  closers.add(() => worker.stop());
  return worker;
}

/** Cases that no workflow runs for are found wherever the API is, with a worker or without. */
function sweepEvery(
  { settings, log }: StackOptions,
  { registry, temporal }: Ground,
  closers: Closers,
): void {
  const { sweepS } = settings.temporal;
  if (sweepS === 0) return;
  const sweeping = startSweep(
    { registry, client: temporal.client },
    { everyMs: sweepS * 1_000, log },
  );
  closers.add(() => sweeping.stop());
}

function lostOf(kept: KeptServer | undefined, worker: RunningWorker | undefined): Promise<string> {
  return new Promise((resolve) => {
    void kept?.lost.then((why) => resolve(`The Temporal dev server is gone: ${why}.`));
    worker?.done.catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      resolve(`The worker ended: ${why}.`);
    });
  });
}
