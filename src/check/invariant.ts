/**
 * An invariant: a rule of `domain/procedures` 3.8 that every log must keep.
 */
import type { CaseLog, Entry, Opened, Standing } from './log.ts';
import { ledgerAfter, openLedger, type Ledger } from './ledger.ts';

/** One entry of a log, with how the case stood and what the log had said before it. */
export interface Moment {
  readonly opened: Opened;
  readonly before: Standing;
  readonly entry: Entry;
  /** Of everything before the entry. */
  readonly ledger: Ledger;
}

/** One rule. */
export interface Invariant {
  /** `I1` to `I30`. */
  readonly no: string;
  readonly says: string;
  /** What is wrong with the entry, in words; `undefined` where the rule holds. */
  readonly at: (moment: Moment) => string | undefined;
}

/** A rule that does not hold. */
export interface Fault {
  readonly no: string;
  readonly says: string;
  readonly what: string;
  /** Index of the entry. */
  readonly at: number;
}

/** What an invariant says to one moment. */
export function faultAt(
  invariants: readonly Invariant[],
  moment: Moment,
  at: number,
): Fault | undefined {
  for (const { no, says, at: judge } of invariants) {
    const what = judge(moment);
    if (what !== undefined) return { no, says, what, at };
  }
  return undefined;
}

/** All faults of a log, entry by entry. */
export function faultsOf(invariants: readonly Invariant[], log: CaseLog): readonly Fault[] {
  const faults: Fault[] = [];
  let ledger = openLedger(log.opened);
  let before = log.start;
  for (const [at, entry] of log.entries.entries()) {
    const moment: Moment = { opened: log.opened, before, entry, ledger };
    for (const { no, says, at: judge } of invariants) {
      const what = judge(moment);
      if (what !== undefined) faults.push({ no, says, what, at });
    }
    ledger = ledgerAfter(ledger, entry, before);
    before = entry;
  }
  return faults;
}

/** Whether an entry is the accepted event of a type. */
export function isAccepted({ entry }: Moment, ...types: readonly string[]): boolean {
  return entry.outcome === 'accepted' && types.includes(entry.event.type);
}

/** Whether the case ended in an outcome with this entry. */
export function endsIn({ before, entry }: Moment, ...outcomes: readonly string[]): boolean {
  return before.open && outcomes.includes(entry.state);
}

/** The first sentence whose condition fails. */
export function firstOf(
  ...rules: readonly (readonly [holds: boolean, otherwise: string])[]
): string | undefined {
  return rules.find(([holds]) => !holds)?.[1];
}
