/**
 * The sweep: open cases of the registry whose workflow somebody ended, or that the server does not know.
 * It decides nothing: their tasks are withdrawn, and their views say so, until two officers resume them.
 */
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { workflowIdOf } from '../../workflows/messages.ts';
import type { Interruption, InterruptionStore, OpenRun } from '../registry/interruptions.ts';
import { createCaseWorkflows } from './cases.ts';
import { createCaseRuns } from './runs.ts';

const PAGE = 200;
/** Milliseconds that the server has to answer for one case. */
const ANSWER_MS = 5_000;

/** What a sweep works on. */
export interface SweepDeps {
  readonly registry: InterruptionStore;
  readonly client: Client;
}

/**
 * Looks at every open case once.
 * @throws where the server or the registry is away: what was not looked at is left as it is.
 */
export async function sweep({ registry, client }: SweepDeps): Promise<void> {
  const runs = createCaseRuns(client);
  for (let after = ''; ;) {
    const page = await registry.openRuns(after, PAGE);
    for (const one of page) {
      const interruption = await interruptionOf(client, one.caseNo);
      if (interruption !== undefined) await registry.interrupt(one, interruption);
      else if (one.interrupted) await continued({ registry, runs }, one);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = last.caseNo;
  }
  await tell({ registry, client });
}

/** Subscribers hear of what was withdrawn by a workflow of its own: the case has none. Harmless twice. */
async function tell({ registry, client }: SweepDeps): Promise<void> {
  const workflows = createCaseWorkflows(client);
  for (const one of await registry.untold(PAGE)) await workflows.tellAgain(one);
}

/** A server that was away without an error, such as one put back from a copy, has the run again. */
async function continued(
  { registry, runs }: Pick<SweepDeps, 'registry'> & { runs: ReturnType<typeof createCaseRuns> },
  run: OpenRun,
): Promise<void> {
  const standing = await runs.standing(run.caseNo);
  if (standing.kind === 'running' && standing.firstExecutionRunId === run.firstExecutionRunId) {
    await registry.continues(run);
  }
}

/** `undefined` while a workflow runs. Only what the server says counts, not that it says nothing. */
async function interruptionOf(client: Client, caseNo: string): Promise<Interruption | undefined> {
  const handle = client.workflow.getHandle(workflowIdOf(caseNo));
  const now = new Date().toISOString();
  try {
    const { status, closeTime } = await client.withDeadline(Date.now() + ANSWER_MS, () =>
      handle.describe(),
    );
    // A run that another one continues is not the latest for long.
    if (status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW') return undefined;
    const since = closeTime?.toISOString() ?? now;
    return { since, reason: `the workflow of the case ended: ${status.name}` };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return { since: now, reason: 'the server knows no workflow of the case' };
  }
}

/** Sweeps every so many milliseconds, one sweep at a time, until `stop`; a sweep that fails is logged. */
export function startSweep(
  deps: SweepDeps,
  { everyMs, log }: { readonly everyMs: number; readonly log: Logger },
): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const again = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = sweep(deps)
        .catch((error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          log.warn({ sweep: true, why }, 'A sweep of open cases was given up; it is tried again.');
        })
        .then(again);
    }, everyMs);
    timer.unref();
  };
  again();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
