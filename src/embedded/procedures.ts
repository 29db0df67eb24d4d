/**
 * What the edges ask of the procedures that are registered.
 */
import { KernelError } from '../../machines/kernel/errors.ts';
import { faultOfLive } from '../../machines/kernel/opening.ts';
import { start } from '../../machines/kernel/step.ts';
import type { Opening } from '../../machines/kernel/types.ts';
import { dutyOf, procedureOf } from '../../machines/registry.ts';
import { turnoverOf } from '../../workflows/host/turnover.ts';
import { isDutyNo } from '../../workflows/messages.ts';

/**
 * Why a case, or a duty, cannot be opened like this: what its workflow would answer, before it begins.
 */
export function faultOfOpening(opening: Opening): string | undefined {
  const { caseNo, procedure: name } = opening;
  const isDuty = isDutyNo(caseNo);
  const procedure = isDuty ? dutyOf(name) : procedureOf(name);
  if (procedure === undefined) return `There is no ${isDuty ? 'duty' : 'procedure'} ${name}`;
  try {
    turnoverOf(opening.config);
    start(procedure, opening, new Date().toISOString());
    return faultOfLive(procedure, opening);
  } catch (error) {
    if (error instanceof KernelError) return error.message;
    throw error;
  }
}

/** True for procedures that can be opened. */
export function isKnown(procedure: string): boolean {
  return procedureOf(procedure) !== undefined;
}
