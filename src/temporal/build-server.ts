/**
 * Building the `temporal` program from its published source, once for every user of the machine.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Voice } from './voice.ts';

/** Newer tags of the program cannot be installed this way: their go.mod has a `replace`. */
export const GO_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

const BUILD_MS_MAX = 30 * 60_000;
/** Where the output is no terminal, a line every so often shows that it is not stuck. */
const QUIET_LINE_EVERY_S = 15;

/**
 * Builds `<binDir>/temporal` and gives its path. Takes about three minutes, the first time only; an
 * interrupted build leaves nothing behind that looks finished.
 * @throws Error with what the Go toolchain said.
 */
export async function buildWithGo(
  binDir: string,
  env: Readonly<Record<string, string | undefined>>,
  voice: Voice,
): Promise<string> {
  voice.say(`Building it with Go: ${GO_PACKAGE} (about 3 minutes, this once) …`);
  await mkdir(binDir, { recursive: true });
  const workDir = await mkdtemp(join(binDir, '.build-'));
  try {
    await goInstall({ ...env, GOBIN: workDir }, voice);
    const path = join(binDir, 'temporal');
    await rename(join(workDir, 'temporal'), path);
    return path;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function goInstall(
  env: Readonly<Record<string, string | undefined>>,
  voice: Voice,
): Promise<void> {
  const started = Date.now();
  const child = spawn('go', ['install', '-v', GO_PACKAGE], {
    env: { ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: BUILD_MS_MAX,
  });
  const lines: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    lines.push(...chunk.split('\n').filter((line) => line !== ''));
  });
  const stopTelling = tellProgress(voice, started, lines);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', () => reject(new Error('Go: the program `go` is not on the PATH')));
      child.once('close', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`Go: ${signal ?? lines.slice(-3).join(' · ')}`));
      });
    });
  } finally {
    stopTelling();
  }
}

function tellProgress(voice: Voice, started: number, lines: readonly string[]): () => void {
  const frames = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇'];
  let beats = 0;
  const timer = setInterval(() => {
    beats += 1;
    const seconds = Math.round((Date.now() - started) / 1000);
    const line = `${seconds} s, ${lines.length} packages: ${lines.at(-1) ?? 'downloading'}`;
    if (voice.tick !== undefined) voice.tick(`${frames[beats % frames.length] ?? ''} ${line}`);
    else if (beats % (QUIET_LINE_EVERY_S * 4) === 0) voice.say(`  … ${line}`);
  }, 250);
  return () => {
    clearInterval(timer);
    voice.tick?.('');
  };
}
