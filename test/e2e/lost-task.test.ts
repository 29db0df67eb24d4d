/**
 * A task is lost at the worst moment: the file is right, or the case halts with its code. Workers are
 * processes that die by `kill -9` or freeze, on a real Temporal server and a real PostgreSQL.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import type { Fault } from '../support/faults.ts';
import { findingsOf } from '../support/findings.ts';
import { OFFICERS, openLiveCase, say } from '../support/live-case.ts';
import type { LiveCase, LiveOptions } from '../support/live-case.ts';
import { signersOf } from '../support/signers.ts';
import type { Signers } from '../support/signers.ts';
import { openStage } from '../support/stage.ts';
import type { Stage } from '../support/stage.ts';
import type { WorkerProcess } from '../support/worker-processes.ts';

/** Kinds of history events, as Temporal counts them. */
const TIMER_FIRED = '18';
const POLL = { timeout: 60_000, interval: 100 } as const;

let stage: Stage;
let signers: Signers;
let bundle: WorkflowBundle;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  [stage, bundle] = await Promise.all([openStage(), workflowBundle()]);
  signers = signersOf(stage.registry);
  await signers.enter(Object.values(OFFICERS));
});
afterAll(() => stage.close());
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.kill())));

async function worker(fault?: Fault): Promise<WorkerProcess> {
  const started = await stage.worker(bundle, fault && { fault });
  workers.push(started);
  return started;
}

/** A worker that dies once `record` has written the given text, before its result returns. */
const dying = (holding: string): Promise<WorkerProcess> =>
  worker({ activity: 'record', moment: 'after', act: 'kill', holding });

const open = (options: LiveOptions = {}): Promise<LiveCase> =>
  openLiveCase(stage, signers, options);

async function faultsOf({ caseNo, sent }: LiveCase): Promise<readonly string[]> {
  const { client } = stage.temporal;
  const { registry, databaseUrl } = stage;
  return (await findingsOf({ client, registry, databaseUrl }, { caseNo, sent })).faults;
}

/** Places of the file that a worker wrote again, and so found. */
async function foundAgain({ caseNo }: LiveCase): Promise<readonly number[]> {
  return (await stage.writes(caseNo)).flatMap(({ op, kind, seq }) =>
    op === 'found' && kind === 'entry' ? [seq] : [],
  );
}

test('signals whose record was written by a lost task stand once, and later ones follow', async () => {
  const live = await open();
  const first = await dying('"S-2"');
  await live.send(say.identity('S-1'));
  await live.send(say.screening('S-2'));
  await first.gone;
  await live.send(say.round('S-3', 1));
  await worker();
  await expect.poll(live.file, POLL).toEqual(['S-1 accepted', 'S-2 accepted', 'S-3 accepted']);
  expect(await foundAgain(live)).toContain(2);
  expect(await faultsOf(live)).toEqual([]);
});

test('four kinds of signal before the first task keep their order through a lost task', async () => {
  const live = await open();
  const [first, second] = [say.closing('D-1'), say.closing('D-2')];
  await live.send(say.countersign(first));
  await live.send(say.identity('S-1'));
  await live.send(first);
  await live.send(say.withdraw('D-1'));
  await live.send(say.screening('S-2'));
  await live.send(second);
  const dead = await dying('"D-2"');
  await dead.gone;
  await live.send(say.countersign(second));
  await worker();
  await expect
    .poll(live.file, POLL)
    .toEqual([
      'D-1 DRAFT_UNKNOWN',
      'S-1 accepted',
      'D-1 accepted',
      'D-1 accepted',
      'S-2 accepted',
      'D-2 accepted',
      'D-2 accepted',
    ]);
  expect(await foundAgain(live)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await faultsOf(live)).toEqual([]);
});
