/**
 * Found by a walk: a proposer who acts for another counts as both, also when the other one decides.
 */
import { expect, it } from 'vitest';
import { officer, saidOf, type Said } from '../../src/check/events.ts';
import { openRun, take, type Run } from '../../src/check/run.ts';
import type { CaseEvent } from '../../machines/kernel/types.ts';
import { procedureOf } from '../../machines/registry.ts';

const REASONS = 'synthetic reasons, recorded in full';

function opened(): Run {
  const inbound = procedureOf('inbound');
  if (inbound === undefined) throw new Error('no procedure inbound');
  return openRun(inbound, { caseNo: 'SUB-1', procedure: 'inbound', facts: {}, config: {} });
}

function said(run: Run, type: string, fields: Partial<CaseEvent>): Said {
  const event = { id: type, type, at: '1958-06-01', ...fields };
  return saidOf(run.procedure, event);
}

/** A later crosser, and a referral that this officer proposes. */
function proposedBy(by: string): Run {
  const events: readonly (readonly [string, Partial<CaseEvent>])[] = [
    ['identity.verified', { evidenceRef: 'ID-1' }],
    [
      'screening.completed',
      { nationality: 'DPRK', illegalCrossing: true, crossedOn: '1958-04-11' },
    ],
    ['penalty.referral-proposed', { by, reasons: REASONS }],
  ];
  let run = opened();
  for (const [type, fields] of events) run = take(run, said(run, type, fields)).run;
  return run;
}

it.each([
  ['EMB-CO-7', 'FOUR_EYES_SAME_PERSON'],
  ['EMB-CO-2', undefined],
])('who proposed as %s may not be followed by whom he acts for', (by, code) => {
  expect(officer('EMB-CO-7').actsFor).toContain('PSO-DR-1');
  const run = proposedBy(by);
  const referral = { by: 'PSO-DR-1', second: 'MPS-CD-1', reasons: REASONS };
  expect(take(run, said(run, 'penalty.referred', referral)).entry.code).toBe(code);
});
