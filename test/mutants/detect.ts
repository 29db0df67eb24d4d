/**
 * Everything that ought to see a fault of the charts, one after another until one does. Run in a copy of
 * the sources; prints what saw it and how, or nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { procedures } from '../../machines/registry.ts';
import { tryCaseFile } from '../../src/cases/try.ts';
import { slicesOf } from '../../src/check/slices.ts';
import { doTask, type Task } from '../../src/check/tasks.ts';
import { generateCase } from '../oracle/generate.ts';
import { runOracle } from '../oracle/oracle.ts';

/** What saw the fault, in words; `undefined` where it did not. */
type Detector = () => string | undefined;

/** The same walks each time: what a mutation does must not hang on the day. */
const SEED = 1957;
const WALKS = 200;
const STATES = 160;
const ORACLE_CASES = 300;

const SAMPLES = new URL('../../samples/', import.meta.url);

function byTask(task: Task): string | undefined {
  const [finding] = doTask(task, () => undefined).findings;
  if (finding === undefined) return undefined;
  const events: unknown = finding.caseFile?.['events'];
  const length = Array.isArray(events) ? `, ${events.length} events` : '';
  return `model checker (${task.kind}), ${finding.kind}${length}: ${finding.what}`;
}

const walks: Detector = () => {
  for (const procedure of Object.keys(procedures)) {
    const task = {
      kind: 'walks',
      procedure,
      seed: SEED,
      count: WALKS,
      wanted: [],
      ways: [],
    } as const;
    const seen = byTask(task);
    if (seen !== undefined) return seen;
  }
  return undefined;
};

const slices: Detector = () => {
  for (const procedure of Object.values(procedures)) {
    for (const slice of slicesOf(procedure, false)) {
      const seen = byTask({ kind: 'slice', procedure: procedure.name, slice, statesMax: STATES });
      if (seen !== undefined) return seen;
    }
  }
  return undefined;
};

const samples: Detector = () => {
  const names = readdirSync(SAMPLES).filter((name) => name.endsWith('.json'));
  const failed = names.filter((name) => {
    const file: unknown = JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8'));
    return !tryCaseFile(file).passed;
  });
  return failed.length === 0 ? undefined : `samples by try: ${failed.join(', ')}`;
};

const oracle: Detector = () => {
  for (let seed = SEED; seed < SEED + ORACLE_CASES; seed += 1) {
    const { caseNo, procedure, config, facts, events } = generateCase(seed);
    const { entries, expected } = runOracle({ procedure, config, facts, events });
    const file = { format: 'case-file/1', caseNo, procedure, config, facts, events: entries };
    const [first] = tryCaseFile({ ...file, expected }).differences;
    if (first !== undefined) return `oracle: ${first.type} of case ${seed}`;
  }
  return undefined;
};

const seen = walks() ?? slices() ?? samples() ?? oracle();
if (seen !== undefined) process.stdout.write(seen);
