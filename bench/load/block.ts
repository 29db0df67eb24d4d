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
  /** Cases that ended within the window. */
  cases: number;
  /** Length of the windows. */
  windowMs: number;
  /** Cases that were begun, within the windows or not, and the processor time that they took. */
  begun: number;
  cpuMs: number;
}

export function noSamples(): Samples {
  return { reply: [], nextTask: [], firstTask: [], cases: 0, windowMs: 0, begun: 0, cpuMs: 0 };
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
}

/** Runs the block; what fell into its window is added to `samples`. */
export async function runBlock(options: BlockOptions, samples: Samples): Promise<void> {
  const from = performance.now() + options.warmMs;
  const until = from + options.windowMs;
  const within = (at: number): boolean => at >= from && at <= until;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const script = await options.script();
      await playCase(options, script, (kind, begun, ended) => {
        if (!within(ended)) return;
        if (kind === 'case') samples.cases += 1;
        else samples[kind].push(ended - begun);
      });
    }
  };
  await Promise.all(Array.from({ length: options.clients }, client));
  samples.windowMs += options.windowMs;
}

type Measured = 'reply' | 'nextTask' | 'firstTask' | 'case';

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
  measured: (kind: Measured, begun: number, ended: number) => void,
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

async function send(status: number, url: string, body: string, token: string): Promise<string> {
  const answer = await post(url, body, token);
  if (answer.status !== status) throw new Error(`${url}: ${answer.status} ${answer.text}`);
  return answer.text;
}
