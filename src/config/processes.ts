/**
 * Which process is which. A pid alone proves nothing: pids are used again.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * True while a process of this pid runs, whoever owns it. One that has ended and that its parent has not
 * asked about yet (a zombie: after a `kill -9` in a container, for a long time) runs no more.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return stateOf(pid) !== 'Z';
  } catch (error) {
    // EPERM: it exists, under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** One letter, field 3 of proc(5); `undefined` where the system does not tell. */
function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.charAt(stat.lastIndexOf(')') + 2);
  } catch {
    return undefined;
  }
}

/** When the process started, in the kernel's ticks; `undefined` where the system does not tell. */
export async function startTicks(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The command name, in brackets, may hold blanks: count from behind it. Field 22 of proc(5).
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** How the process was called, in one line; `undefined` where there is none of this pid. */
export async function commandLine(pid: number): Promise<string | undefined> {
  const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (raw !== undefined) return raw.replaceAll('\0', ' ');
  // No /proc on this system.
  return promisify(execFile)('ps', ['-p', String(pid), '-o', 'args=']).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}

/** Resolves once no such process is left, `false` after `ms`. */
export async function ended(pid: number, ms: number): Promise<boolean> {
  const until = Date.now() + ms;
  while (isAlive(pid)) {
    if (Date.now() > until) return false;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  return true;
}
