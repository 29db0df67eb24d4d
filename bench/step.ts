/**
 * A step of the kernel against a bare transition of the same chart, in turns.
 */
import { transition } from 'xstate';
import { position } from '../machines/kernel/position.ts';
import { chartEvent } from '../machines/kernel/refusals.ts';
import { start, step } from '../machines/kernel/step.ts';
import type { CaseState, Message } from '../machines/kernel/types.ts';
import { officerOf } from '../machines/shared/officers.ts';
import { procedureOf } from '../machines/registry.ts';
import { median } from './figures.ts';
import { DECISIONS, OFFICER } from './load/decisions.ts';

/** What it came to. */
export interface StepFigures {
  /** Median of the step to the median of the transition. */
  readonly ratio: number;
  /** Median of the step, in milliseconds. */
  readonly stepMs: number;
}

const WARM = 300;

/** Steps through the decisions of a case again and again. */
export function measureStep(times: number): StepFigures {
  const outbound = procedureOf('outbound');
  if (outbound === undefined) throw new Error('there is no outbound procedure');
  const opening = {
    caseNo: 'STEP-1',
    procedure: 'outbound',
    subjectRef: 'synthetic/STEP-1',
    facts: { province: 'Jilin', adult: true },
    clock: 'recorded',
  } as const;
  const at = '1958-01-01T00:00:00.000Z';
  const first = start(outbound, opening, at).state;
  const lengths = { step: [] as number[], bare: [] as number[] };
  for (let turn = 0; turn < times + WARM; turn += 1) {
    let state: CaseState = first;
    DECISIONS.forEach(({ event }, index) => {
      const message: Message = {
        event: { id: `STEP-1-${index}`, ...event },
        attested: true,
        by: officerOf(OFFICER),
        receivedAt: at,
        effectiveAt: event.at,
      };
      // A copy, as it comes from the history: what was asked before is not known for it.
      const stored = JSON.parse(JSON.stringify(state)) as CaseState;
      const began = performance.now();
      const result = step(outbound, stored, message);
      const stepped = performance.now();
      if (result.outcome !== 'accepted') throw new Error(`${event.type}: ${result.code}`);
      const { snapshot } = position(outbound, state);
      const told = chartEvent(message);
      const ready = performance.now();
      transition(outbound.machine, snapshot, told);
      const moved = performance.now();
      ({ state } = result);
      if (turn < WARM) return;
      lengths.step.push(stepped - began);
      lengths.bare.push(moved - ready);
    });
  }
  return { ratio: median(lengths.step) / median(lengths.bare), stepMs: median(lengths.step) };
}
