/**
 * Processor time of the processes of a run: unlike clock time, other work on the machine does not
 * change it much.
 */
import { readFile, readdir } from 'node:fs/promises';

/** Ticks a second, as on every Linux. */
const TICKS = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ms: number;
}

/** Milliseconds of processor time of all that runs below this process: servers, databases, sides. */
export async function cpuOfServing(): Promise<number> {
  const all = await processes();
  const ours = new Set([process.pid]);
  // Parents come before their children often, but not always: until nothing is added.
  for (let size = 0; size < ours.size;) {
    size = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  ours.delete(process.pid);
  return all.reduce((sum, { pid, ms }) => (ours.has(pid) ? sum + ms : sum), 0);
}

async function processes(): Promise<readonly Process[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = names.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined));
  return (await Promise.all(read)).flatMap((stat) => (stat === undefined ? [] : [parsed(stat)]));
}

function parsed(stat: string): Process {
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return {
    pid: Number.parseInt(stat, 10),
    parent: Number(fields[1]),
    ms: (ticks * 1000) / TICKS,
  };
}
