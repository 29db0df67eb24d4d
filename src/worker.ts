/**
 * A worker of its own, for production: `node --import tsx src/worker.ts`. Needs TEMPORAL_ADDRESS and
 * DATABASE_URL; any number of them may run.
 */
import pino from 'pino';
import { readSettings, SettingsError } from './config/settings.ts';
import type { Settings } from './config/settings.ts';
import { createCaseActivities } from './embedded/activities.ts';
import { channelsOf } from './embedded/channels.ts';
import { registryOptions } from './embedded/registry.ts';
import { letterSigner } from './officers/gateway.ts';
import { openRegistry } from './registry/open.ts';
import { workflowBundle } from './temporal/bundle.ts';
import { createCaseWorkflows } from './temporal/cases.ts';
import { connectTemporal } from './temporal/client.ts';
import { installTemporalLogger, startWorker } from './temporal/worker.ts';
import { callable } from './webhooks/addresses.ts';
import { openWebhooks } from './webhooks/open.ts';
import { createPost } from './webhooks/post.ts';

/** Settings that a worker cannot do without. @throws SettingsError naming those that are missing. */
export function workerNeeds(settings: Settings): { readonly address: string } {
  const { databaseUrl } = settings;
  const { address } = settings.temporal;
  if (address !== undefined && databaseUrl !== undefined) return { address };
  const missing = Object.entries({ TEMPORAL_ADDRESS: address, DATABASE_URL: databaseUrl });
  throw new SettingsError(
    missing
      .filter(([, value]) => value === undefined)
      .map(([name]) => `${name}: a worker of its own needs it; \`start\` runs one by itself`),
  );
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { address } = workerNeeds(settings);
  const { namespace, connect, workflowTasks } = settings.temporal;
  const log = pino({ level: settings.logLevel }, pino.destination(2));
  installTemporalLogger(log);
  // The service makes the file of keys, a worker reads it.
  const { send } = await openWebhooks(settings, { makesKeys: false });
  const [bundle, registry, temporal] = await Promise.all([
    workflowBundle(),
    openRegistry(registryOptions(settings, log)),
    connectTemporal({ address, namespace, connect }),
  ]);
  // The simulated other side lives in the service's process and reads the outbox there.
  const channels = channelsOf({
    registry,
    workflows: createCaseWorkflows(temporal.client),
    gateway: letterSigner(settings.letterKeyFile),
    post: createPost({ mayCall: callable(settings.webhooks.allow) }),
  });
  const worker = await startWorker({
    connection: temporal.native,
    namespace,
    activities: createCaseActivities({ registry, channels, send }),
    bundle,
    workflowTasks,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void worker.stop());
  try {
    await worker.done;
  } finally {
    await temporal.close();
    await registry.close();
  }
}

if (import.meta.filename === process.argv[1]) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof SettingsError ? 2 : 3;
  });
}
