/**
 * A log as a case file (`case-file/1`), which `try` runs: it expects what came, so that `try` passes as
 * long as the fault is there.
 */
import type { CaseLog } from './log.ts';

/** The log as a case file, with what is wrong as its title. */
export function caseFileOf({ opened, entries }: CaseLog, title: string): Record<string, unknown> {
  const last = entries.at(-1);
  return {
    format: 'case-file/1',
    caseNo: opened.caseNo,
    procedure: opened.procedure,
    title,
    rules: [],
    config: opened.config,
    facts: opened.facts,
    events: entries.map(({ event, outcome, code, state }) => ({
      event,
      expect: outcome,
      ...(code !== undefined && { code }),
      state,
    })),
    ...(last !== undefined && { expected: { state: last.state, open: last.open } }),
    cableReading: '',
  };
}
