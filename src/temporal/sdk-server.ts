/**
 * The dev server that the Temporal SDK downloads.
 */
import { spawn } from 'node:child_process';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Voice } from './voice.ts';

const sdk = createRequire(import.meta.url)('@temporalio/testing/package.json') as {
  readonly version: string;
};

/** File name under which the SDK keeps its download. */
export const SDK_PROGRAM = `temporal-cli-sdk-typescript-${sdk.version}`;

/** Nothing arriving for so long means that there is no network. */
const STALL_MS = 12_000;
const DOWNLOAD_MS_MAX = 10 * 60_000;

/**
 * Lets the SDK download its server into `dir` and gives the path. In a process of its own: the SDK
 * cannot be told to give up, and a machine without network would wait for minutes.
 * @throws Error when nothing arrives for 12 s, or the SDK says why not.
 */
export async function downloadWithSdk(dir: string, voice: Voice): Promise<string> {
  voice.say(
    `Downloading it by the Temporal SDK (given up after ${STALL_MS / 1000} s of silence) …`,
  );
  await mkdir(dir, { recursive: true });
  const script = fileURLToPath(new URL('./sdk-download.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, dir], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = `${said}${chunk}`.slice(-2_000);
  });
  const stopWatching = killWhenSilent(dir, voice, () => child.kill('SIGKILL'));
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`SDK download: ${signal === null ? lastLine(said) : 'no network'}`));
      });
    });
    return join(dir, SDK_PROGRAM);
  } finally {
    stopWatching();
    // A left-over of an unfinished download would make the SDK wait for its end for ever.
    await rm(join(dir, `${SDK_PROGRAM}.downloading`), { force: true });
  }
}

function killWhenSilent(dir: string, voice: Voice, kill: () => void): () => void {
  const started = Date.now();
  let lastGrowth = started;
  let lastSize = 0;
  const timer = setInterval(() => {
    void sizeOf(dir).then((size) => {
      if (size !== lastSize) lastGrowth = Date.now();
      lastSize = size;
      voice.tick?.(`${Math.round((Date.now() - started) / 1000)} s, ${Math.round(size / 1e6)} MB`);
      if (Date.now() - lastGrowth > STALL_MS || Date.now() - started > DOWNLOAD_MS_MAX) kill();
    });
  }, 500);
  return () => {
    clearInterval(timer);
    voice.tick?.('');
  };
}

async function sizeOf(dir: string): Promise<number> {
  const names = await readdir(dir).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(dir, name)).then(
        (s) => s.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The end of the SDK's error: its beginning is the same whatever happened. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => /\S/.test(line) && !/^\s+at /.test(line));
  const line = lines.find((one) => /error/i.test(one)) ?? lines.at(-1) ?? 'it failed';
  return line.split(': ').slice(-2).join(': ').replace(/\]$/, '');
}
