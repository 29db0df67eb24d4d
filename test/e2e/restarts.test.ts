/**
 * Every sample case with a new worker between any two of its events: the cases are played side by side,
 * step by step, and between two steps the worker ends gracefully and another one starts, which knows of
 * no case but what Temporal and the registry have.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCaseFile } from '../../src/cases/case-file.ts';
import type { CaseFile } from '../../src/cases/case-file.ts';
import { playCaseFile } from '../../src/cli/play.ts';
import type { PlayResult } from '../../src/cli/play.ts';
import type { Service } from '../../src/cli/service.ts';
import type { RunningWorker } from '../../src/temporal/worker.ts';
import { openDesk, startTestWorker } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';
import { Lockstep } from '../support/lockstep.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/cases/', import.meta.url));
const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).toSorted();

let desk: Desk;
let worker: RunningWorker;
let workers = 0;
const files = new Map<string, CaseFile>();
const results = new Map<string, PlayResult>();

beforeAll(async () => {
  desk = await openDesk({ worker: false });
  for (const name of names) {
    files.set(name, readCaseFile(JSON.parse(await readFile(join(FOLDER, name), 'utf8'))));
  }
  await start();
  const steps = new Lockstep(files.size, async () => {
    await worker.stop();
    await start();
  });
  await Promise.all([...files].map(([name, file]) => play(name, file, steps)));
});

afterAll(async () => {
  await worker.stop();
  await desk.stop();
});

async function start(): Promise<void> {
  worker = await startTestWorker(desk);
  workers += 1;
}

async function play(name: string, file: CaseFile, steps: Lockstep): Promise<void> {
  const { dataDir } = desk.stack;
  const service: Service = {
    ...desk.service,
    async post(path, body, waitS) {
      if (path !== '/v1/cases') await steps.step();
      return desk.service.post(path, body, waitS);
    },
  };
  try {
    results.set(name, await playCaseFile(file, { service, dataDir, playedNo: file.caseNo }));
  } finally {
    steps.leave();
  }
}

test('there was a new worker for each event of the longest case', () => {
  const longest = Math.max(...[...files.values()].map(({ events }) => events.length));
  expect(workers).toBe(1 + longest);
});

describe.each(names)('%s', (name) => {
  test('comes out as its file says, event by event and at the end', async () => {
    const { differences, entries } = results.get(name) ?? {};
    expect(differences).toEqual([]);
    const { caseNo, events } = files.get(name) ?? {};
    expect(entries).toHaveLength(events?.length ?? 0);
    // Nothing stands twice: each event took one place.
    expect(await desk.file(caseNo ?? '')).toHaveLength(events?.length ?? 0);
  });
});
