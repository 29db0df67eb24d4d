/**
 * What the runs of a case said to the registry, by their histories: each is replayed by Temporal itself
 * with the workflows of now, and what the activities were asked and answered is listened to.
 */
import type { Client } from '@temporalio/client';
import type { google, temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import type { InjectedSinks } from '@temporalio/worker';
import type {
  AdmitInput,
  AdmitResult,
  RecordInput,
  RecordResult,
} from '../../activities/contract.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import type { WorkflowBundle } from './bundle.ts';
import type { Overheard } from './overhear.ts';
import { unlessGone } from './gone.ts';

type History = temporal.api.history.v1.IHistory;

/** One thing that a run said, in order. */
export type Heard =
  /** How it began; `given` is what an earlier run handed over, or the order to go on from the file. */
  | { readonly kind: 'begun'; readonly opening: Opening; readonly given?: JsonObject }
  /** It goes on from the file. */
  | { readonly kind: 'tookUp'; readonly carried: JsonObject }
  | { readonly kind: 'admitted'; readonly input: AdmitInput; readonly answer: AdmitResult }
  /** The registry had it all then. */
  | { readonly kind: 'recorded'; readonly input: RecordInput; readonly answer: RecordResult };

/** One run of a case. */
export interface HeardRun {
  readonly runId: string;
  readonly heard: readonly Heard[];
  /** Why it does not replay; absent where it does. What was heard before counts all the same. */
  readonly fault?: string;
}

/** Reads histories, one case at a time. */
export interface Histories {
  /** The runs of a case that the server still has, the oldest first; none where it knows none. */
  heard(caseNo: string): Promise<readonly HeardRun[]>;
  close(): Promise<void>;
}

/** Opens what replays; it needs no worker of the service, and sends nothing to the server. */
export function openHistories(client: Client, bundle: WorkflowBundle): Histories {
  const replays = new Replays(bundle);
  return {
    async heard(caseNo) {
      const workflowId = workflowIdOf(caseNo);
      const runs: HeardRun[] = [];
      for (const { runId, history } of await runsOf(client, workflowId)) {
        runs.push({ runId, ...(await replays.replay(workflowId, history)) });
      }
      return runs;
    },
    close: () => replays.close(),
  };
}

interface Run {
  readonly runId: string;
  readonly history: History;
}

/** Every run that is kept, the oldest first. The list may lag behind: what runs continue is asked for. */
async function runsOf(client: Client, workflowId: string): Promise<readonly Run[]> {
  const found = new Map<string, Found>();
  const add = async (latestOf: string): Promise<void> => {
    for (let runId = latestOf; runId !== '' && !found.has(runId);) {
      const history = await unlessGone<History | undefined>(
        () => client.workflow.getHandle(workflowId, runId).fetchHistory(),
        undefined,
      );
      const first = history?.events?.[0];
      if (history === undefined || !first) return;
      found.set(runId, { runId, history, at: timeOf(first.eventTime ?? {}) });
      runId = first.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
    }
  };
  const latest = await unlessGone<string>(
    async () => (await client.workflow.getHandle(workflowId).describe()).runId,
    '',
  );
  await add(latest);
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    await add(runId);
  }
  return inOrder([...found.values()]);
}

type Found = Run & { readonly at: number };

/**
 * By when they began. A run that came about by a reset began with its original, and stands before it:
 * the registry refuses what it decides by itself.
 */
function inOrder(runs: readonly Found[]): readonly Run[] {
  return runs.toSorted((a, b) => a.at - b.at || Number(isReset(b)) - Number(isReset(a)));
}

function isReset({ runId, history }: Run): boolean {
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  return started?.originalExecutionRunId !== runId;
}

/** Milliseconds. */
function timeOf({ seconds, nanos }: google.protobuf.ITimestamp): number {
  return Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1_000_000;
}

interface Asked {
  readonly workflowId: string;
  readonly history: History;
}

/** One replayer for all histories, since each would cost a sandbox of its own; it starts when asked. */
class Replays {
  readonly #bundle: WorkflowBundle;
  #heard: Heard[] = [];
  #give: ((next: Asked | undefined) => void) | undefined;
  #next: Promise<Asked | undefined> = Promise.resolve(undefined);
  #results: ReturnType<typeof Worker.runReplayHistories> | undefined;

  constructor(bundle: WorkflowBundle) {
    this.#bundle = bundle;
  }

  /** One at a time. */
  async replay(workflowId: string, history: History): Promise<Omit<HeardRun, 'runId'>> {
    this.#heard = [];
    this.#results ??= this.#start();
    this.#give?.({ workflowId, history });
    const { value, done } = await this.#results.next();
    if (done === true) throw new Error('The replay of histories ended by itself.');
    const { error } = value;
    return { heard: this.#heard, ...(error && { fault: `${error.name}: ${error.message}` }) };
  }

  async close(): Promise<void> {
    this.#give?.(undefined);
    await this.#results?.next();
  }

  #start(): ReturnType<typeof Worker.runReplayHistories> {
    this.#wait();
    const sinks: InjectedSinks<Overheard> = {
      overheard: {
        begun: { fn: (_, args) => void this.#heard.push(begun(args)), callDuringReplay: true },
        answered: {
          fn: (_, ...what) => void this.#heard.push(...answered(...what)),
          callDuringReplay: true,
        },
      },
    };
    return Worker.runReplayHistories({ workflowBundle: this.#bundle, sinks }, this.#asked());
  }

  #wait(): void {
    this.#next = new Promise((resolve) => {
      this.#give = resolve;
    });
  }

  async *#asked(): AsyncGenerator<Asked, void> {
    for (;;) {
      const next = await this.#next;
      if (next === undefined) return;
      this.#wait();
      yield next;
    }
  }
}

function begun([opening, given]: readonly unknown[]): Heard {
  const order = given === undefined || given === null ? {} : { given: given as JsonObject };
  return { kind: 'begun', opening: opening as Opening, ...order };
}

/** What the activities of a case are asked and answer is of their contract: our own worker wrote it. */
function answered(activity: string, ...said: readonly unknown[]): readonly Heard[] {
  // As it went over the wire.
  const [input, answer] = JSON.parse(JSON.stringify(said)) as readonly unknown[];
  if (activity === 'admit') {
    return [{ kind: 'admitted', input: input as AdmitInput, answer: answer as AdmitResult }];
  }
  if (activity === 'record') {
    return [{ kind: 'recorded', input: input as RecordInput, answer: answer as RecordResult }];
  }
  return [{ kind: 'tookUp', carried: (answer as { carried: JsonObject }).carried }];
}
