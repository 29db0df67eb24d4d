/** The clients of a soak: they send whatever the state of the servers, until Temporal has taken it. */
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { MESSAGES, TASK_QUEUE, WORKFLOW_TYPES, caseWorkflowId } from '../../workflows/messages.ts';
import type { Signers } from '../support/signers.ts';
import type { Script } from './script.ts';

const SIGNAL_OF = {
  submit: MESSAGES.submit,
  propose: MESSAGES.propose,
  countersign: MESSAGES.countersign,
  withdraw: MESSAGES.withdrawDraft,
} as const;

/** What became of a script. */
export interface Sent {
  readonly script: Script;
  /** Event ids that Temporal took. */
  readonly ids: ReadonlySet<string>;
  /** What updates were answered. */
  readonly shown: readonly JsonObject[];
  /** Requests to cancel that may have been taken, those counted too whose answer was lost. */
  readonly cancels: number;
  /** What no client should be told. */
  readonly faults: readonly string[];
}

export interface ClientDeps {
  readonly client: Client;
  readonly signers: Signers;
  /** Resolves after `ms`. */
  readonly pause: (ms: number) => Promise<void>;
  /** Called after every message. */
  readonly progress: () => Promise<void>;
}

/** Opens a case and sends all of its script; each signal twice. */
export async function sendAll(deps: ClientDeps, script: Script): Promise<Sent> {
  const { client, signers } = deps;
  const ids = new Set<string>();
  const shown: JsonObject[] = [];
  const faults: string[] = [];
  let cancels = 0;
  const late: (() => Promise<void>)[] = [];
  const answers: Promise<void>[] = [];
  await start(deps, script);
  const handle = client.workflow.getHandle(caseWorkflowId(script.caseNo));
  for (const [at, sending] of script.sendings.entries()) {
    if (at === script.cancelAt) {
      await taken(deps, () => {
        cancels += 1;
        return handle.cancel();
      });
    }
    const message = await signers.sign(script.caseNo, sending.signed);
    const { id } = sending.signed.event;
    if (sending.via === 'update') {
      answers.push(
        update(deps, script, message, id).then((answer) => {
          if (answer === undefined) return;
          ids.add(id);
          if ('fault' in answer) faults.push(`update ${id}: ${answer.fault}`);
          else shown.push(answer.outcome);
        }),
      );
      // The next message may overtake it: its place is where history has it.
      if (at % 3 === 0) await answers.at(-1);
    } else {
      const signal = async (): Promise<void> => {
        const done = await taken(deps, () => handle.signal(SIGNAL_OF[sending.act], message));
        if (done) ids.add(id);
      };
      await signal();
      if (sending.again === 'at once') await signal();
      else late.push(signal);
    }
    await deps.progress();
  }
  for (const signal of late) await signal();
  await Promise.all(answers);
  return { script, ids, shown, cancels, faults };
}

async function start(deps: ClientDeps, { caseNo, config }: Script): Promise<void> {
  const facts = { province: 'Jilin', adult: true };
  const subjectRef = `synthetic/${caseNo}`;
  await taken(deps, async () => {
    try {
      await deps.client.workflow.start(WORKFLOW_TYPES.case, {
        taskQueue: TASK_QUEUE,
        workflowId: caseWorkflowId(caseNo),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        args: [{ caseNo, procedure: 'outbound', subjectRef, facts, config }],
      });
    } catch (error) {
      // It was taken at an attempt whose answer was lost.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  });
}

type Answer = { readonly outcome: JsonObject } | { readonly fault: string };

/** Asks until there is an answer; `undefined` where the case had ended before. */
async function update(
  deps: ClientDeps,
  { caseNo }: Script,
  message: JsonObject,
  id: string,
): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  await taken(deps, async () => {
    const handle = deps.client.workflow.getHandle(caseWorkflowId(caseNo));
    try {
      const outcome = await handle.executeUpdate<JsonObject, [JsonObject]>(MESSAGES.submit, {
        args: [message],
        updateId: `update-of-${id}`,
      });
      answer = { outcome };
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      const { cause } = error;
      // The workflow ended with the outcome of the case before it had heard this.
      if (/AcceptedUpdateCompletedWorkflow|completed/.test(`${cause?.name} ${cause?.message}`))
        return;
      answer = { fault: cause?.message ?? error.message };
    }
  });
  return answer;
}

/** Tries until Temporal has taken it; false where there is no such workflow any more. */
async function taken(deps: ClientDeps, attempt: () => Promise<unknown>): Promise<boolean> {
  for (;;) {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      await deps.pause(300);
    }
  }
}

/** How often a message of this script is counted. */
export function messagesIn(scripts: readonly Script[]): number {
  return scripts.reduce((sum, { sendings }) => sum + sendings.length, 0);
}
