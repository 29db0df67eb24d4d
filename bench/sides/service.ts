/**
 * The service as a process, put together as `src/embedded/stack.ts` does it, with the moments of each
 * decision marked at its seams.
 */
import { createApp } from '../../src/api/app.ts';
import type { CaseActivities } from '../../activities/contract.ts';
import { createCaseActivities } from '../../src/embedded/activities.ts';
import { listen } from '../../src/embedded/listener.ts';
import { faultOfOpening, faultOfScope } from '../../src/embedded/procedures.ts';
import type { CaseWorkflows } from '../../src/api/deps.ts';
import { gatewayOf } from '../../src/officers/gateway.ts';
import { GATEWAY, loadPrivateKey, syntheticRegisters } from '../../src/officers/keys.ts';
import { createSignFor } from '../../src/officers/sign.ts';
import { createIdentify } from '../../src/sign-in/identify.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { openPersons } from '../../src/persons/open.ts';
import { openLink, registryOver } from '../../src/registry/open.ts';
import type { Link } from '../../src/registry/link.ts';
import type { Registry } from '../../src/registry/types.ts';
import { openWebhooks } from '../../src/webhooks/open.ts';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import { createCaseWorkflows } from '../../src/temporal/cases.ts';
import { createCaseRuns } from '../../src/temporal/runs.ts';
import { connectTemporal } from '../../src/temporal/client.ts';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import { installTemporalLogger, startWorker } from '../../src/temporal/worker.ts';
import { sql } from 'kysely';
import { countingLog } from './errors.ts';
import { Marks } from './marks.ts';
import { serveSide, tellTask } from './protocol.ts';
import type { SideOptions, Started } from './protocol.ts';
import { caseOfTask, triggerOn } from './task-channel.ts';

const TOKEN = 'bench';
const RETENTION_DAYS = 90;

await serveSide(start);

async function start(options: SideOptions): Promise<Started> {
  const { log, errors } = countingLog();
  installTemporalLogger(log);
  const namespace = 'default';
  const address = options.temporalAddress;
  const temporal = await connectTemporal({ address, namespace });
  const voice = { say: () => undefined };
  await prepareNamespace(temporal.connection, { namespace, retentionDays: RETENTION_DAYS, voice });
  const link = await openLink({ databaseUrl: options.databaseUrl, dataDir: options.dataDir });
  await watchTasks(link, options.databaseUrl === undefined);
  const registry = registryOver(link);
  const { officers, issuers } = await syntheticRegisters(options.dataDir);
  await registry.putOfficers(officers);
  await registry.putIssuers(issuers);
  const marks = new Marks();
  const workflows = markedWorkflows(createCaseWorkflows(temporal.client), marks);
  const activities = markedActivities(
    createCaseActivities({ registry, channels: new Map() }),
    marks,
  );
  const worker = await startWorker({
    connection: temporal.native,
    namespace,
    activities,
    bundle: await workflowBundle(),
    ...(options.workflowTasks !== undefined && { workflowTasks: options.workflowTasks }),
    ...(options.cached !== undefined && { cachedCases: options.cached }),
  });
  const closed = { dataDir: options.dataDir, webhooks: { allow: [] } };
  const webhooks = await openWebhooks(closed, { makesKeys: true });
  const app = createApp({
    registry: markedRegistry(registry, marks),
    workflows,
    runs: createCaseRuns(temporal.client),
    admit: (input) => activities.admit(input),
    attest: createAttest(registry),
    signFor: createSignFor(await loadPrivateKey(options.dataDir, GATEWAY), () => new Date()),
    faultOfOpening,
    faultOfScope,
    webhooks,
    identify: createIdentify({ token: TOKEN, registry, now: () => new Date() }),
    gateway: gatewayOf(options.dataDir),
    letters: gatewayOf(options.dataDir),
    persons: await openPersons(registry, { ...options, personsKeptDays: 0 }),
    log,
  });
  const api = await listen({ fetch: app.fetch, host: '127.0.0.1', port: 0, setting: 'the bench' });
  return {
    url: api.url,
    token: TOKEN,
    report: () => ({ errors, marks: marks.take() }),
    async stop() {
      await api.close();
      await worker.stop();
      await temporal.close();
      await registry.close();
    },
  };
}

/** On PGlite there is no second connection for the driver: what the first one hears is passed on. */
async function watchTasks(link: Link, embedded: boolean): Promise<void> {
  for (const statement of triggerOn('tasks')) await sql.raw(statement).execute(link.db);
  if (!embedded) return;
  const { waiters } = link;
  const heard = waiters.notified.bind(waiters);
  waiters.notified = (payload) => {
    const caseNo = caseOfTask(payload);
    if (caseNo === undefined) heard(payload);
    else tellTask(caseNo);
  };
}

function markedWorkflows(workflows: CaseWorkflows, marks: Marks): CaseWorkflows {
  return {
    ...workflows,
    async signal(caseNo, name, payload) {
      marks.set(caseNo, 'signal sent');
      const sent = await workflows.signal(caseNo, name, payload);
      marks.set(caseNo, 'signal taken');
      return sent;
    },
  };
}

function markedActivities(activities: CaseActivities, marks: Marks): CaseActivities {
  return {
    ...activities,
    async admit(input) {
      marks.set(input.run.caseNo, 'admit begun');
      const admitted = await activities.admit(input);
      marks.set(input.run.caseNo, 'admit done');
      return admitted;
    },
    async record(input) {
      marks.set(input.run.caseNo, 'record begun');
      const recorded = await activities.record(input);
      marks.set(input.run.caseNo, 'record done');
      return recorded;
    },
  };
}

function markedRegistry(registry: Registry, marks: Marks): Registry {
  return {
    ...registry,
    async changed(caseNo, ms) {
      await registry.changed(caseNo, ms);
      marks.set(caseNo, 'heard');
    },
  };
}
