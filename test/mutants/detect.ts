/**
 * Everything that ought to see a fault of the charts, one after another until one does. Run in a copy of
 * the sources; prints what saw it and how, or nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { procedures } from '../../machines/registry.ts';
import { tryCaseFile } from '../../src/cases/try.ts';
import { Reach } from '../../src/check/reach.ts';
import { isMainLine, mainLine, slicesOf } from '../../src/check/slices.ts';
import { doTask, type Done, type Task } from '../../src/check/tasks.ts';
import { generateCase } from '../oracle/generate.ts';
import { runOracle } from '../oracle/oracle.ts';

/** What saw the fault, in words; `undefined` where it did not. */
type Detector = () => string | undefined;

/** The same walks each time: what a mutation does must not hang on the day. */
const SEED = 1957;
const WALKS = 300;
const STATES = 100;
const ORACLE_CASES = 300;

const SAMPLES = new URL('../../samples/', import.meta.url);

function seenBy({ kind, findings }: Done): string | undefined {
  const [finding] = findings;
  if (finding === undefined) return undefined;
  const events: unknown = finding.caseFile?.['events'];
  const length = Array.isArray(events) ? `, ${events.length} events` : '';
  return `model checker (${kind}), ${finding.kind}${length}: ${finding.what}`;
}

const done = (task: Task): Done => doTask(task, () => undefined);

/** The main line to its end, and walks that begin with the ways it found. */
function mainLineAndWalks(procedure: Procedure): string | undefined {
  const { name } = procedure;
  const slice = mainLine(procedure);
  const line = done({ kind: 'slice', procedure: name, slice, statesMax: 10 * STATES });
  const { ways } = line;
  const seen = seenBy(line);
  if (seen !== undefined) return seen;
  const reach = new Reach(procedure);
  reach.add(line.reached);
  const wanted = reach.untaken().map(({ key }) => key);
  return seenBy(done({ kind: 'walks', procedure: name, seed: SEED, count: WALKS, wanted, ways }));
}

function asideSlices(procedure: Procedure): string | undefined {
  for (const slice of slicesOf(procedure, false).filter((one) => !isMainLine(one))) {
    const task = { kind: 'slice', procedure: procedure.name, slice, statesMax: STATES } as const;
    const seen = seenBy(done(task));
    if (seen !== undefined) return seen;
  }
  return undefined;
}

/** The first procedure in which something is seen. */
function inAny(look: (procedure: Procedure) => string | undefined): string | undefined {
  for (const procedure of Object.values(procedures)) {
    const seen = look(procedure);
    if (seen !== undefined) return seen;
  }
  return undefined;
}

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

const seen = inAny(mainLineAndWalks) ?? inAny(asideSlices) ?? samples() ?? oracle();
if (seen !== undefined) process.stdout.write(seen);
