/**
 * One block of load on one side: so many clients, each working one case after the other.
 */
import type { Side } from '../sides/protocol.ts';
import type { Script } from './decisions.ts';
import { post } from './http.ts';
import type { TaskWatch } from './watch.ts';

/** What was measured, in milliseconds. */
export interface Samples {
  readonly reply: number[];
  readonly nextTask: number[];
  readonly firstTask: number[];
  /** Until the API shows the task, and how many reads that took in all. */
  readonly visible: number[];
  reads: number;
  /** Cases that ended within the window. */
  cases: number;
  /** Length of the windows. */
  windowMs: number;
  /** Cases that were begun, within the windows or not, and the processor time that they took. */
  begun: number;
  cpuMs: number;
}

export function noSamples(): Samples {
  return {
    reply: [],
    nextTask: [],
    firstTask: [],
    visible: [],
    reads: 0,
    cases: 0,
    windowMs: 0,
    begun: 0,
    cpuMs: 0,
  };
}

export interface BlockOptions {
  readonly side: Side;
  readonly watch: TaskWatch;
  readonly clients: number;
  /** Not counted. */
  readonly warmMs: number;
  readonly windowMs: number;
  /** The next case; signed before. */
  readonly script: () => Promise<Script>;
  /** How a case is played; absent: `playCase`. */
  readonly play?: Play;
}

/** Runs the block; what fell into its window is added to `samples`. */
export async function runBlock(options: BlockOptions, samples: Samples): Promise<void> {
  const from = performance.now() + options.warmMs;
  const until = from + options.windowMs;
  const within = (at: number): boolean => at >= from && at <= until;
  const play = options.play ?? playCase;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const script = await options.script();
      await play(options, script, (kind, begun, ended) => {
        if (!within(ended)) return;
        if (kind === 'case') samples.cases += 1;
        else if (kind === 'read') samples.reads += 1;
        else samples[kind].push(ended - begun);
      });
    }
  };
  await Promise.all(Array.from({ length: options.clients }, client));
  samples.windowMs += options.windowMs;
}

type Measured = 'reply' | 'nextTask' | 'firstTask' | 'visible' | 'read' | 'case';

/** Hears of each thing that was measured: from when to when, as `performance.now()` has it. */
export type Heard = (kind: Measured, begun: number, ended: number) => void;

/** A way to play a case. */
export type Play = (stage: Stage, script: Script, measured: Heard) => Promise<void>;

/** Where a case is played. */
export interface Stage extends Pick<BlockOptions, 'side' | 'watch'> {
  /** The case is there already. */
  readonly opened?: boolean;
}

/**
 * Opens a case and takes its decisions as people do: the next one as soon as its task can be read, which
 * may be before the reply to the one before; where nobody is asked next, after the reply.
 */
export async function playCase(
  stage: Stage,
  { caseNo, opening, decisions }: Script,
  measured: Heard,
): Promise<void> {
  const { side, watch } = stage;
  const started = performance.now();
  const replies: Promise<unknown>[] = [];
  if (stage.opened !== true) {
    const first = watch.next(caseNo);
    const opens = send(201, `${side.url}/v1/cases`, opening, side.token);
    replies.push(opens);
    measured('firstTask', started, await either(first, opens));
  }
  for (const { body, asks } of decisions) {
    const begun = performance.now();
    const task = asks ? watch.next(caseNo) : undefined;
    const url = `${side.url}/v1/cases/${caseNo}/events`;
    const reply = send(200, url, body, side.token).then((text) => {
      measured('reply', begun, performance.now());
      if (!text.includes('"accepted"')) throw new Error(`${side.name}: ${caseNo}: ${text}`);
    });
    replies.push(reply);
    if (task === undefined) await reply;
    else measured('nextTask', begun, await either(task, reply));
  }
  await Promise.all(replies);
  measured('case', started, performance.now());
}

/** What comes, unless the reply says that it never will. */
async function either(task: Promise<number>, reply: Promise<unknown>): Promise<number> {
  return Promise.race([task, reply.then(() => task)]);
}

/** Posts, and throws for any answer of another status. */
export async function send(
  status: number,
  url: string,
  body: string,
  token: string,
): Promise<string> {
  const answer = await post(url, body, token);
  if (answer.status !== status) throw new Error(`${url}: ${answer.status} ${answer.text}`);
  return answer.text;
}
