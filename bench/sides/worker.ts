/**
 * A worker alone, as a process: what it holds is measured from outside.
 */
import { createCaseActivities } from '../../src/embedded/activities.ts';
import { openRegistry } from '../../src/registry/open.ts';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import { connectTemporal } from '../../src/temporal/client.ts';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import { installTemporalLogger, startWorker } from '../../src/temporal/worker.ts';
import { countingLog } from './errors.ts';
import { serveSide } from './protocol.ts';
import type { SideOptions, Started } from './protocol.ts';

await serveSide(start);

async function start(options: SideOptions): Promise<Started> {
  const { log, errors } = countingLog();
  installTemporalLogger(log);
  const { temporalAddress: address, databaseUrl, dataDir } = options;
  const namespace = 'default';
  const temporal = await connectTemporal({ address, namespace });
  const voice = { say: () => undefined };
  await prepareNamespace(temporal.connection, { namespace, retentionDays: 90, voice });
  const registry = await openRegistry({ databaseUrl, dataDir });
  const worker = await startWorker({
    connection: temporal.native,
    namespace,
    activities: createCaseActivities({ registry, channels: new Map() }),
    bundle: await workflowBundle(),
    ...(options.cached !== undefined && { cachedCases: options.cached }),
  });
  return {
    url: '',
    token: '',
    report: () => ({ errors, marks: [] }),
    async stop() {
      await worker.stop();
      await temporal.close();
      await registry.close();
    },
  };
}
