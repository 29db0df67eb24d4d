/**
 * The shortest log that still shows a fault: events are left out one by one, and in runs, as long as the
 * same rule is broken.
 */
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { saidOf, type Said } from './events.ts';
import { faultAt, type Fault, type Invariant } from './invariant.ts';
import type { CaseLog, Entry } from './log.ts';
import { openRun, take } from './run.ts';

/** A log with the fault that it ends in. */
export interface Shown {
  readonly log: CaseLog;
  readonly fault: Fault;
}

function saidIn(procedure: Procedure, { event, code }: Entry): Said {
  const said = saidOf(procedure, event);
  return code === 'NOT_ATTESTED' ? { ...said, attested: false } : said;
}

/** Runs the events once more, up to the first fault of the rule. */
export function again(
  procedure: Procedure,
  invariants: readonly Invariant[],
  { opened, entries }: CaseLog,
): { readonly log: CaseLog; readonly fault?: Fault } {
  let run = openRun(procedure, opened);
  const start = run.standing;
  const taken: Entry[] = [];
  for (const entry of entries) {
    const before = run;
    const next = take(before, saidIn(procedure, entry));
    const { ledger, standing } = before;
    const moment = { opened, before: standing, entry: next.entry, ledger };
    taken.push(next.entry);
    run = next.run;
    const fault = faultAt(invariants, moment, taken.length - 1);
    if (fault !== undefined) return { log: { opened, start, entries: taken }, fault };
  }
  return { log: { opened, start, entries: taken } };
}

/** Leaves out what the fault does not need. */
export function shortened(
  procedure: Procedure,
  invariants: readonly Invariant[],
  shown: Shown,
): Shown {
  const broken = invariants.filter(
    ({ no, says }) => no === shown.fault.no && says === shown.fault.says,
  );
  let best = shown;
  for (let size = Math.max(1, best.log.entries.length >> 1); size >= 1; size >>= 1) {
    for (let from = best.log.entries.length - size; from >= 0; from -= 1) {
      const entries = best.log.entries.filter((_, at) => at < from || at >= from + size);
      const tried = again(procedure, broken, { ...best.log, entries });
      if (tried.fault !== undefined) best = { log: tried.log, fault: tried.fault };
    }
  }
  return best;
}
