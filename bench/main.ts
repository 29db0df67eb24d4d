/**
 * `npm run bench`: measures this service beside a bare Temporal workflow.
 */
import { parseArgs } from 'node:util';
import { writeFile } from 'node:fs/promises';
import { measureMemory } from './memory.ts';
import { docsPath, keepFigures, readFigures, writeFormatted } from './report/figures-file.ts';
import type { Figures } from './report/figures-file.ts';
import { pageOf, pictureName } from './report/page.ts';
import { pictureOf } from './report/picture.ts';
import { STEP } from './report/targets.ts';
import { run } from './run.ts';
import type { RunOptions } from './run.ts';
import { startServers } from './servers.ts';
import type { ServerName } from './servers.ts';
import { measureStep } from './step.ts';
import { measureTaskList } from './task-list.ts';

const HELP = `npm run bench -- [all | side-by-side | memory | step | tasks] [options]

  all            everything on this page, with both servers, part by part
  side-by-side   the service beside a bare workflow, over HTTP (default)
  memory         what a worker takes for waiting cases
  step           a pure step beside a bare XState transition
  tasks          the task list of an officer with 100,000 open tasks, on PostgreSQL alone

  --server 1.32.1|dev    Temporal 1.32.1 with PostgreSQL (default), or the dev server with PGlite
  --quick                a few seconds, to see that it runs; its figures mean nothing
  --clients 1,16,64      clients
  --rounds N             pairs of blocks for each number of clients (default 4)
  --workflow-tasks N     workflow tasks at a time of the service's worker
  --bare-shows-state     the bare workflow sets the search attribute of its state, as the service does
  --cases N              waiting cases of memory (default 5000)
  --write                keep the figures and write docs/bench.md with its picture
`;

const FULL: RunOptions = {
  clients: [1, 16, 64],
  rounds: 4,
  warmMs: 5_000,
  windowMs: 10_000,
  parts: 60,
  growth: { cases: 4, depth: 100 },
  reads: { readers: 64, deciders: 16 },
};

/** Enough to see that everything runs. */
const QUICK: RunOptions = {
  clients: [1, 4],
  rounds: 1,
  warmMs: 500,
  windowMs: 1_500,
  parts: 2,
  growth: { cases: 1, depth: 10 },
  reads: { readers: 4, deciders: 2 },
};

const PARTS = ['side-by-side', 'memory', 'step', 'tasks'] as const;

/** What is measured, with which server where there is one. */
type Part = readonly [what: string, server: ServerName];

const ALL: readonly Part[] = [
  ['step', 'dev'],
  ['tasks', '1.32.1'],
  ['side-by-side', '1.32.1'],
  ['side-by-side', 'dev'],
  ['memory', '1.32.1'],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string', default: '1.32.1' },
    quick: { type: 'boolean', default: false },
    clients: { type: 'string' },
    rounds: { type: 'string' },
    'workflow-tasks': { type: 'string' },
    'bare-shows-state': { type: 'boolean', default: false },
    cases: { type: 'string', default: '5000' },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => void process.stderr.write(`${text}\n`);

await main();
// Kept connections of the driver would hold the process for a while.
process.exit(process.exitCode ?? 0);

async function main(): Promise<void> {
  const [what = 'side-by-side'] = positionals;
  const { server } = values;
  if (values.help || (server !== '1.32.1' && server !== 'dev')) {
    process.stdout.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const parts: readonly Part[] = what === 'all' ? ALL : [[what, server]];
  if (!parts.every(([name]) => (PARTS as readonly string[]).includes(name))) {
    process.stdout.write(HELP);
    process.exitCode = 2;
    return;
  }
  for (const part of parts) await measureAndSay(part);
}

/** One part; of several, one that fails does not keep the others from being measured. */
async function measureAndSay([what, server]: Part): Promise<void> {
  try {
    const found = await measured(what, server);
    process.stdout.write(`${values.json ? JSON.stringify(found) : pageOf(found)}\n`);
    if (values.write) await write(found);
  } catch (error) {
    process.exitCode = 1;
    say(
      `${what} on ${server}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}

async function measured(what: string, server: ServerName): Promise<Figures> {
  if (what === 'step') {
    const { ratio, stepMs } = measureStep(values.quick ? 50 : 2_000);
    return { runs: {}, step: { ratio, under: stepMs < STEP.ms } };
  }
  if (what === 'tasks') {
    const [tasks, times] = values.quick ? [2_000, 10] : [100_000, 300];
    return { runs: {}, tasks: await measureTaskList(tasks, times, say) };
  }
  const servers = await startServers(server, say);
  try {
    if (what === 'memory') {
      return {
        runs: {},
        memory: await measureMemory(servers, values.quick ? 600 : Number(values.cases), say),
      };
    }
    return { runs: { [server]: await run(servers, optionsOf(), say) } };
  } finally {
    await servers.stop();
  }
}

function optionsOf(): RunOptions {
  const { clients, rounds, 'workflow-tasks': tasks } = values;
  return {
    ...(values.quick ? QUICK : FULL),
    ...(clients !== undefined && { clients: clients.split(',').map(Number) }),
    ...(rounds !== undefined && { rounds: Number(rounds) }),
    ...(tasks !== undefined && { workflowTasks: Number(tasks) }),
    bareShowsState: values['bare-shows-state'],
  };
}

/** Keeps what was measured beside what was kept of other commands. */
async function write(found: Figures): Promise<void> {
  const kept = await readFigures();
  const figures: Figures = { ...kept, ...found, runs: { ...kept.runs, ...found.runs } };
  await keepFigures(figures);
  for (const server of ['1.32.1', 'dev'] as const) {
    const shares = figures.runs[server]?.parts;
    if (shares === undefined) continue;
    const picture = pictureOf('Where the time of a decision goes, at one client', shares);
    await writeFile(docsPath(pictureName(server)), picture);
  }
  await writeFormatted(docsPath('bench.md'), pageOf(figures));
}
