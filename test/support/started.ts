/**
 * `npm start` as a stranger runs it: a process tree with its output.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const UP_MS_MAX = 240_000;

export interface Started {
  /** All that it has said so far, standard output and standard error. */
  said(): string;
  /** Resolves once it has said this. @throws with all that it said where it ends before. */
  until(text: string): Promise<void>;
  /** Exit code, once it has ended; `null` where a signal ended it. */
  readonly ended: Promise<number | null>;
  isUp(): boolean;
  /** `kill -9` of npm and all its processes but the Temporal server, which has a group of its own. */
  killAll(): Promise<void>;
}

/** Runs it with these settings and no others of this machine's. */
export function npmStart(settings: Readonly<Record<string, string>>): Started {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(CROSSING|TEMPORAL)_|^DATABASE_URL$|^npm_/.test(name),
  );
  const env = { ...Object.fromEntries(inherited), ...settings };
  // A group of its own, so that nothing of it can be left behind.
  const child = spawn('npm', ['start'], { cwd: ROOT, env, detached: true });
  return startedOf(child);
}

function startedOf(child: ChildProcess): Started {
  let text = '';
  const keep = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const isUp = (): boolean => child.exitCode === null && child.signalCode === null;
  // Once its output is read to the end.
  const ended = once(child, 'close').then(() => child.exitCode);
  const killGroup = (): void => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  process.once('exit', killGroup);
  void ended.then(() => process.removeListener('exit', killGroup));
  return {
    said: () => text,
    async until(wanted) {
      const isThere = (): boolean => text.includes(wanted);
      const soon = { timeout: UP_MS_MAX, interval: 50 };
      await vi.waitUntil(() => isThere() || !isUp(), soon).catch(() => undefined);
      if (isThere()) return;
      throw new Error(`${isUp() ? 'not yet' : 'it ended'}, waiting for: ${wanted}\n${text}`);
    },
    ended,
    isUp,
    async killAll() {
      killGroup();
      await ended;
    },
  };
}
