/**
 * Logs made by hand, for the invariants: a case as it would never be answered.
 */
import { officer } from '../../src/check/events.ts';
import { faultsOf } from '../../src/check/invariant.ts';
import { INVARIANTS } from '../../src/check/invariants.ts';
import type { CaseLog, Entry, Standing } from '../../src/check/log.ts';
import type { DocumentEntry, Effect, JsonObject } from '../../machines/kernel/types.ts';

/** One entry: what was said, and all that differs from a plain accepted one. */
export interface Line {
  readonly type: string;
  readonly event?: JsonObject;
  readonly by?: string;
  readonly second?: string;
  readonly outcome?: Entry['outcome'];
  readonly code?: string;
  /** State of the main region afterwards. */
  readonly main?: string;
  readonly regions?: Readonly<Record<string, string>>;
  /** Documents afterwards; absent: as before. */
  readonly documents?: readonly DocumentEntry[];
  readonly effects?: readonly Effect[];
  readonly facts?: JsonObject;
  readonly rule?: string;
}

/** A valid document. */
export function valid(kind: string, number = '1', eventId = ''): DocumentEntry {
  return { kind, number, status: 'valid', eventId };
}

const START: Standing = {
  state: 'mobilization',
  open: true,
  regions: { main: 'mobilization', clause3: 'unchecked', safeguard: 'clear', presence: 'present' },
  documents: [],
  facts: {},
};

function entryOf(line: Line, at: number, before: Standing): Entry {
  const regions = {
    ...before.regions,
    ...line.regions,
    main: line.main ?? before.regions['main'] ?? '',
  };
  const { main } = regions;
  const second = line.second === undefined ? {} : { second: line.second };
  return {
    event: { id: `E-${at}`, type: line.type, at: '1958-06-01', ...second, ...line.event },
    by: officer(line.by ?? 'EMB-CO-1'),
    ...(line.second !== undefined && { second: officer(line.second) }),
    outcome: line.outcome ?? 'accepted',
    ...(line.code !== undefined && { code: line.code }),
    rule: line.rule ?? '1a',
    effects: line.effects ?? [],
    state: main,
    open: !main.startsWith('outcome.'),
    regions,
    documents: line.documents ?? before.documents,
    facts: line.facts ?? before.facts,
  };
}

/** The log of some lines. */
export function logOf(procedure: string, lines: readonly Line[], facts: JsonObject = {}): CaseLog {
  const entries: Entry[] = [];
  let before = START;
  for (const [at, line] of lines.entries()) {
    before = entryOf(line, at + 1, before);
    entries.push(before as Entry);
  }
  return { opened: { caseNo: 'BAD-1', procedure, facts, config: {} }, start: START, entries };
}

/** Numbers of the invariants that a log breaks; I25 is asked of whole cases elsewhere. */
export function broken(log: CaseLog): readonly string[] {
  const asked = INVARIANTS.filter(({ no }) => no !== 'I25');
  return [...new Set(faultsOf(asked, log).map(({ no }) => no))];
}
