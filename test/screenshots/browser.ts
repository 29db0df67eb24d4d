/**
 * A headless chromium over its debugging pipe: opens pages and takes pictures of them once a condition
 * holds. Pages that keep fetching never come to rest, so nothing else tells when they are ready.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
];
const SHOWN_MS_MAX = 60_000;
const PAINT_MS = 2_000;

export interface Browser {
  /** Opens `url`, waits until `shown` holds in the page, and writes a picture of it to `path`. */
  takePicture(url: string, shown: string, path: string): Promise<void>;
  close(): Promise<void>;
}

type Result = Readonly<Record<string, unknown>>;
interface Answer {
  readonly id?: number;
  readonly result?: Result;
  readonly error?: { readonly message: string };
}
type Call = (method: string, params?: object, sessionId?: string) => Promise<Result>;

/** Starts it with a profile of its own. */
export async function openBrowser(
  program: string,
  size: { readonly width: number; readonly height: number },
): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'crossing-chromium-'));
  const window = `--window-size=${size.width},${size.height}`;
  const child = spawn(program, [...FLAGS, window, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  const call = callOver(child.stdio[3] as Writable, child.stdio[4] as Readable);
  return {
    async takePicture(url, shown, path) {
      const { targetId } = await call('Target.createTarget', { url });
      const attached = await call('Target.attachToTarget', { targetId, flatten: true });
      const session = String(attached['sessionId']);
      await untilShown(call, session, shown);
      await paint();
      const picture = await call('Page.captureScreenshot', { format: 'png' }, session);
      await writeFile(path, Buffer.from(String(picture['data']), 'base64'));
      await call('Target.closeTarget', { targetId });
    },
    async close() {
      child.kill('SIGTERM');
      await gone;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** What has arrived is drawn a moment later; frames within the page do not tell when. */
async function paint(): Promise<void> {
  await new Promise((resume) => setTimeout(resume, PAINT_MS));
}

async function untilShown(call: Call, session: string, expression: string): Promise<void> {
  const until = Date.now() + SHOWN_MS_MAX;
  for (;;) {
    const { result } = await call('Runtime.evaluate', { expression }, session);
    if ((result as { value?: unknown } | undefined)?.value === true) return;
    if (Date.now() > until) throw new Error(`this never came to hold: ${expression}`);
    await new Promise((resume) => setTimeout(resume, 250));
  }
}

/** Requests and answers, each a JSON text that ends with NUL. */
function callOver(to: Writable, from: Readable): Call {
  const waiting = new Map<number, (answer: Answer) => void>();
  let text = '';
  let last = 0;
  from.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = `${text}${chunk}`.split('\0');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const answer = JSON.parse(part) as Answer;
      waiting.get(answer.id ?? 0)?.(answer);
      waiting.delete(answer.id ?? 0);
    }
  });
  return async (method, params = {}, sessionId) => {
    last += 1;
    const id = last;
    to.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    const { result, error } = await new Promise<Answer>((resolve) => waiting.set(id, resolve));
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  };
}
