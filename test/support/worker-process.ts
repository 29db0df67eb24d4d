/**
 * A worker in a process of its own, to be killed and frozen: `node --import tsx worker-process.ts`.
 * Told by environment variables (see `Env`), tells its parent by messages when it runs and when its
 * fault strikes. Ends with its parent.
 */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import pino from 'pino';
import { z } from 'zod';
import { createCaseActivities } from '../../src/embedded/activities.ts';
import { CASES, createCaseChannel } from '../../src/embedded/case-channel.ts';
import { openRegistry } from '../../src/registry/open.ts';
import { createCaseWorkflows } from '../../src/temporal/cases.ts';
import { installTemporalLogger, startWorker } from '../../src/temporal/worker.ts';
import { Fault, channelWithFault, withFault } from './faults.ts';

const Env = z.object({
  WORKER_ADDRESS: z.string(),
  WORKER_NAMESPACE: z.string(),
  WORKER_DATABASE_URL: z.string(),
  WORKER_BUNDLE: z.string(),
  WORKER_CACHE: z.coerce.number().int().min(2),
  WORKER_FAULT: z
    .string()
    .transform((text) => Fault.parse(JSON.parse(text)))
    .optional(),
});

const env = Env.parse(process.env);

function tell(what: 'running' | 'strikes'): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(what, undefined, {}, () => resolve());
  });
}

process.once('disconnect', () => process.exit(1));
installTemporalLogger(pino({ level: 'warn' }, pino.destination(2)));
const connection = await NativeConnection.connect({ address: env.WORKER_ADDRESS });
const registry = await openRegistry({ databaseUrl: env.WORKER_DATABASE_URL, connections: 6 });
const outward = await Connection.connect({ address: env.WORKER_ADDRESS });
const client = new Client({ connection: outward, namespace: env.WORKER_NAMESPACE });
const toCases = createCaseChannel({ registry, workflows: createCaseWorkflows(client) });
const fault = env.WORKER_FAULT;
const activities = createCaseActivities({
  registry,
  channels: new Map([
    [
      CASES,
      fault === undefined ? toCases : channelWithFault(toCases, fault, () => tell('strikes')),
    ],
  ]),
});
const worker = await startWorker({
  connection,
  namespace: env.WORKER_NAMESPACE,
  bundle: { codePath: env.WORKER_BUNDLE },
  cachedCases: env.WORKER_CACHE,
  activities:
    fault === undefined ? activities : withFault(activities, fault, () => tell('strikes')),
});
process.once('SIGTERM', () => void worker.stop());
await tell('running');
await worker.done;
await registry.close();
await outward.close();
await connection.close();
process.exit(0);
