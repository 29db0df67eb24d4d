/**
 * Many random walks of one procedure, drawn and shrunk by fast-check.
 */
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { Beginning } from './beginnings.ts';
import type { Finding } from './findings.ts';
import type { Fault, Invariant } from './invariant.ts';
import type { CaseLog } from './log.ts';
import type { Reach } from './reach.ts';
import { again, shortened } from './shorten.ts';
import { follow, walk } from './walk.ts';

/** How to walk. */
export interface WalksOptions {
  readonly procedure: Procedure;
  readonly invariants: readonly Invariant[];
  readonly reach: Reach;
  readonly seed: number;
  readonly count: number;
  /** Transitions to try for. */
  readonly wanted: readonly string[];
  /** Cases to begin as. */
  readonly beginnings: readonly Beginning[];
  readonly onWalk?: (done: number) => void;
}

/** What came of it. */
export interface WalksDone {
  readonly walks: number;
  readonly events: number;
  readonly findings: readonly Finding[];
}

/** Events of a walk after its beginning. */
const EVENTS_MIN = 10;
const EVENTS_MAX = 34;

/** Every so many walks the whole log is run again and must give the same (I25). */
const AGAIN_EVERY = 25;

// A smaller number is no simpler choice: only leaving choices out makes a walk simpler.
const CHOICE = fc.noShrink(fc.integer({ min: 0, max: 0xffff_ffff }));
const CHOICES = fc.array(CHOICE, { minLength: EVENTS_MIN, maxLength: EVENTS_MAX, size: 'max' });

/**
 * Walks until all are done or one breaks a rule; that one is shrunk. Before that each sample is followed
 * from end to end: what it shows does not wait for chance.
 */
export function walks(options: WalksOptions): WalksDone {
  const { procedure, invariants, reach, seed, count, wanted, beginnings } = options;
  for (const sample of beginnings.filter(({ leadsTo }) => leadsTo === undefined)) {
    const { log, fault } = follow(options, sample);
    if (fault === undefined) continue;
    const what = `${fault.says} But: ${fault.what}.`;
    return { walks: 0, events: log.entries.length, findings: [{ kind: fault.no, what, log }] };
  }
  let done = 0;
  let events = 0;
  let last: { log: CaseLog; fault: Fault } | undefined;
  const property = fc.property(CHOICE, CHOICES, (opening, choices) => {
    const { log, fault } = walk(
      { procedure, invariants, reach, wanted, beginnings },
      opening,
      choices,
    );
    if (last === undefined) {
      done += 1;
      events += log.entries.length;
      options.onWalk?.(done);
    }
    const broken = fault ?? (done % AGAIN_EVERY === 0 ? differs(procedure, log) : undefined);
    if (broken !== undefined) last = { log, fault: broken };
    return broken === undefined;
  });
  fc.check(property, { seed, numRuns: count });
  if (last === undefined) return { walks: done, events, findings: [] };
  const { log, fault } = last.fault.no === 'I25' ? last : shortened(procedure, invariants, last);
  const what = `${fault.says} But: ${fault.what}.`;
  return { walks: done, events, findings: [{ kind: fault.no, what, log }] };
}

/** I25 on a whole log: the same events once more give the same answers, states and documents. */
export function differs(procedure: Procedure, log: CaseLog): Fault | undefined {
  const { entries } = again(procedure, [], log).log;
  const at = entries.findIndex(
    (entry, index) => !isDeepStrictEqual(told(entry), told(log.entries[index])),
  );
  if (at < 0) return undefined;
  return { no: 'I25', says: 'Same log, same states, same documents.', what: 'it gave others', at };
}

function told(entry: CaseLog['entries'][number] | undefined): unknown {
  const { outcome, code, state, regions, documents } = entry ?? {};
  return { outcome, code, state, regions, documents };
}
