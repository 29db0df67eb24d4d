/**
 * Time that is skipped: a stage on a Temporal 1.32.1 whose workflows' time can be wound forward, and a
 * worker whose clock goes along.
 */
import { randomUUID } from 'node:crypto';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { temporal } from '@temporalio/proto';
import { createOutbox } from '../../src/counterpart/outbox.ts';
import { createCaseActivities } from '../../src/embedded/activities.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import { startWorker } from '../../src/temporal/worker.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { startTemporal } from './temporal-1.32.ts';

const { FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED: COMPLETED } =
  temporal.api.enums.v1.FastForwardPollingResult;
const { FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_FAILED: FAILED } =
  temporal.api.enums.v1.FastForwardPollingResult;

/** Skips of one go before the server stops: more than any of these tests needs. */
const SKIPS_MAX = 1_000;

export interface SkippingStage extends Stage {
  /** The clock of the worker: the machine's own, until it is set. */
  now(): Date;
  /** From now on the clock shows this instant, and goes on from there. */
  setClock(instant: Date): void;
  /**
   * Lets so many milliseconds of a workflow's own time pass: every timer on the way rings. Returns once
   * they have passed and nothing of the workflow is under way, with the instant that its time came to.
   * The clock of the worker stays as it is.
   */
  skip(workflowId: string, ms: number): Promise<Date>;
}

/** Sets the stage, with one worker; call `close` at the end. */
export async function openSkippingStage(bundle: WorkflowBundle): Promise<SkippingStage> {
  const stage = await openStage(startTemporal);
  const { registry, temporal: connections } = stage;
  let aheadMs = 0;
  const now = (): Date => new Date(Date.now() + aheadMs);
  await registry.putChannels([{ body: 'counterpart', channel: 'outbox' }]);
  const channels = new Map([['outbox', createOutbox()]]);
  const worker = await startWorker({
    connection: connections.native,
    namespace: connections.namespace,
    activities: createCaseActivities({ registry, channels, now }),
    bundle,
    graceMs: 1_000,
  });
  return {
    ...stage,
    now,
    setClock(instant) {
      aheadMs = instant.getTime() - Date.now();
    },
    skip: (workflowId, ms) => skip(stage, workflowId, ms),
    async close() {
      await worker.stop();
      await stage.close();
    },
  };
}

async function skip(stage: Stage, workflowId: string, ms: number): Promise<Date> {
  const { connection, namespace } = stage.temporal;
  const where = { namespace, workflowExecution: { workflowId } };
  const id = randomUUID();
  const fastForwardConfig = { id, duration: msToTs(ms) };
  await connection.workflowService.updateWorkflowExecutionOptions({
    ...where,
    workflowExecutionOptions: {
      timeSkippingConfig: { enabled: true, fastForwardConfig, maxSessionSkipCount: SKIPS_MAX },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  for (;;) {
    const polled = await connection.workflowService.pollWorkflowExecutionTimeSkipping({
      ...where,
      fastForwardId: id,
    });
    const { fastForwardPollingResult: result, fastForwardInfo: info, failedReason } = polled;
    if (result === COMPLETED) return new Date(tsToMs(info?.targetTime));
    if (result === FAILED) throw new Error(`time was not skipped: ${failedReason}`);
  }
}
