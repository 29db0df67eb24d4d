/**
 * The bare side, as a process: worker and a small HTTP server in front.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { listen } from '../../src/embedded/listener.ts';
import { connectTemporal } from '../../src/temporal/client.ts';
import { installTemporalLogger } from '../../src/temporal/worker.ts';
import { BARE } from '../bare/contract.ts';
import type { BareEvent, BareOpening, BareOutcome } from '../bare/contract.ts';
import { bareActivities, embeddedStore, postgresStore } from '../bare/rows.ts';
import type { BareStore } from '../bare/rows.ts';
import { bareReads } from '../bare/reads.ts';
import type { BareReads } from '../bare/reads.ts';
import { countingLog } from './errors.ts';
import { serveSide, tellTask } from './protocol.ts';
import type { SideOptions, Started } from './protocol.ts';
import { TASK_CHANNEL, caseOfTask, triggerOn } from './task-channel.ts';

/** Cached workflows: as many as the service keeps. */
const CACHED = 500;

await serveSide(start);

async function start(options: SideOptions): Promise<Started> {
  const { log, errors } = countingLog();
  installTemporalLogger(log);
  const address = options.temporalAddress;
  const temporal = await connectTemporal({ address, namespace: 'default' });
  const store = await storeOf(options);
  for (const statement of triggerOn('bare.tasks')) await store.run(statement);
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../bare/workflow.ts', import.meta.url)),
    webpackConfigHook: (config) => ({ ...config, mode: 'production' }),
    logger: new DefaultLogger('ERROR'),
  });
  const worker = await Worker.create({
    connection: temporal.native,
    namespace: 'default',
    taskQueue: BARE.queue,
    workflowBundle: { code },
    activities: bareActivities(store),
    maxCachedWorkflows: options.cached ?? CACHED,
    ...(options.workflowTasks !== undefined && {
      maxConcurrentWorkflowTaskExecutions: options.workflowTasks,
    }),
  });
  const running = worker.run();
  const answer = answering(temporal.client, bareReads(store));
  const api = await listen({ fetch: answer, host: '127.0.0.1', port: 0, setting: 'the bench' });
  return {
    url: api.url,
    token: '',
    report: () => ({ errors, marks: [] }),
    async stop() {
      await api.close();
      worker.shutdown();
      await running;
      await temporal.close();
      await store.close();
    },
  };
}

function storeOf({ databaseUrl, dataDir }: SideOptions): Promise<BareStore> {
  if (databaseUrl !== undefined) return postgresStore(databaseUrl);
  return embeddedStore(join(dataDir, 'rows'), TASK_CHANNEL, (payload) => {
    const caseNo = caseOfTask(payload);
    if (caseNo !== undefined) tellTask(caseNo);
  });
}

/** `POST /v1/cases`, `POST /v1/cases/{no}/events` and what is read: the surface that the driver uses. */
function answering(client: Client, reads: BareReads): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const [, , , caseNo, what] = pathname.split('/');
    if (request.method === 'GET') {
      return caseNo === undefined
        ? reads.tasks(searchParams)
        : reads.case(caseNo, request.headers.get('if-none-match'));
    }
    if (caseNo === undefined) {
      const opening = (await request.json()) as BareOpening;
      await client.workflow.start(BARE.workflow, {
        taskQueue: BARE.queue,
        workflowId: `bare/${opening.caseNo}`,
        args: [opening],
      });
      return Response.json({ caseNo: opening.caseNo }, { status: 201 });
    }
    if (what !== 'events') return new Response(undefined, { status: 404 });
    const { event } = (await request.json()) as { readonly event: BareEvent };
    const handle = client.workflow.getHandle(`bare/${caseNo}`);
    const outcome = await handle.executeUpdate<BareOutcome, [BareEvent]>(BARE.decide, {
      args: [event],
    });
    return Response.json(outcome);
  };
}
