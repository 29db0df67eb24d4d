/** Histories that were kept replay with the workflows of today. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import { installTemporalLogger } from '../../src/temporal/worker.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { SCENARIOS, numberOf } from '../replay/scenarios.ts';
import { changedBundle } from '../support/bundles.ts';
import type { Change, TestBundle } from '../support/bundles.ts';

const FOLDER = fileURLToPath(new URL('../replay/histories', import.meta.url));
const FILES = readdirSync(FOLDER).toSorted();

beforeAll(() => installTemporalLogger(pino({ level: 'silent' })));

/** What does not replay, by file. */
async function failuresWith(bundle: WorkflowBundle): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const file of FILES) {
    const history: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    const [procedure = '', name = ''] = file.split('.');
    const workflowId = workflowIdOf(numberOf({ procedure, name }));
    await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId).catch(
      (error: unknown) => failures.push(`${file}: ${String(error)}`),
    );
  }
  return failures;
}

test('every scenario has its histories, one of them in several runs', () => {
  const named = FILES.map((file) => file.split('.').slice(0, 2).join('.'));
  expect(new Set(named)).toEqual(
    new Set(SCENARIOS.map(({ procedure = 'outbound', name }) => `${procedure}.${name}`)),
  );
  expect(FILES).toContain('outbound.passport-continued-as-new.3.json');
});

test('every recorded history replays', async () => {
  expect(await failuresWith(await workflowBundle())).toEqual([]);
});

/** What makes a workflow of the same source another one. */
const BREAKS: Readonly<Record<string, Change>> = {
  'a chart that goes elsewhere': {
    file: 'machines/outbound/machine.ts',
    from: "{ guard: 'isChinese', target: '#mobilization'",
    to: "{ guard: 'isChinese', target: '#outcome.out-of-scope'",
  },
  'a host that admits at another door': {
    file: 'workflows/host/doors.ts',
    from: '(committed ? ordinary.admit : admit)',
    to: '(committed ? admit : ordinary.admit)',
  },
  'a duty of before under the chart of today': {
    file: 'workflows/patches.ts',
    from: "before: 'policy-notice-1'",
    to: "before: 'policy-notice-2'",
  },
};

describe.for(Object.entries(BREAKS))('%s', ([, change]) => {
  let broken: TestBundle;
  beforeAll(async () => {
    broken = await changedBundle([change]);
  });
  afterAll(() => broken.remove());

  test('makes the replay fail', async () => {
    const failures = await failuresWith(broken);
    expect(failures.join('\n')).toMatch(/nondeterminis/i);
  });
});
