/**
 * What a worker takes for the cases that wait.
 */
import { readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { caseWorkflowId, TASK_QUEUE, WORKFLOW_TYPES } from '../workflows/messages.ts';
import type { Opening } from '../machines/kernel/types.ts';
import { query } from '../test/support/postgres.ts';
import type { Servers } from './servers.ts';
import { startSide } from './sides/protocol.ts';

export interface MemoryFigures {
  /** kB a case that waits in the cache takes more. */
  readonly kBaCase: number;
  readonly cached: number;
  /** Cases that wait when the second figure is read. */
  readonly cases: number;
  /** MB of the worker's process then. */
  readonly residentMB: number;
  readonly errors: number;
}

/** The cache that a worker has by itself. */
const CACHED = 500;
const FEW = 100;
/** Starts under way at a time. */
const STARTS = 16;
const QUIET_MS = 3_000;

/** Opens cases on a worker of its own and reads what its process takes, from `/proc`. */
export async function measureMemory(
  servers: Servers,
  cases: number,
  say: (text: string) => void,
): Promise<MemoryFigures> {
  const { temporalAddress, databaseUrl } = servers;
  if (databaseUrl === undefined) throw new Error('memory is measured with PostgreSQL');
  const script = new URL('./sides/worker.ts', import.meta.url);
  const options = { temporalAddress, databaseUrl, dataDir: await servers.folder() };
  const worker = await startSide('worker', script, options, () => undefined);
  const connection = await Connection.connect({ address: temporalAddress });
  const client = new Client({ connection });
  let opened = 0;
  const waiting = async (count: number): Promise<number> => {
    await openUntil(client, opened, count);
    opened = count;
    await registered(databaseUrl, count);
    await new Promise((resume) => setTimeout(resume, QUIET_MS));
    const kB = await residentKB(worker.pid);
    say(`${count} cases wait: ${Math.round(kB / 1024)} MB`);
    return kB;
  };
  try {
    const few = await waiting(FEW);
    const full = await waiting(CACHED);
    const all = await waiting(cases);
    const { errors } = await worker.report();
    return {
      kBaCase: Math.round((full - few) / (CACHED - FEW)),
      cached: CACHED,
      cases,
      residentMB: Math.round(all / 1024),
      errors: errors.length,
    };
  } finally {
    await worker.stop();
    await connection.close();
  }
}

async function openUntil(client: Client, from: number, to: number): Promise<void> {
  let next = from;
  const opener = async (): Promise<void> => {
    while (next < to) {
      next += 1;
      await open(client, `MEM-${next}`);
    }
  };
  await Promise.all(Array.from({ length: STARTS }, opener));
}

async function open(client: Client, caseNo: string): Promise<void> {
  const opening: Opening = {
    caseNo,
    procedure: 'outbound',
    subjectRef: `synthetic/${caseNo}`,
    facts: { province: 'Jilin', adult: true },
  };
  await client.workflow.start(WORKFLOW_TYPES.case, {
    taskQueue: TASK_QUEUE,
    workflowId: caseWorkflowId(caseNo),
    args: [opening],
  });
}

async function registered(databaseUrl: string, count: number): Promise<void> {
  for (;;) {
    const [row] = await query(databaseUrl, 'select count(*)::int as n from cases');
    if (row?.['n'] === count) return;
    await new Promise((resume) => setTimeout(resume, 250));
  }
}

async function residentKB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN);
}
