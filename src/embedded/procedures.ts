/**
 * What the edges ask of the procedures that are registered.
 */
import { KernelError } from '../../machines/kernel/errors.ts';
import { faultOfLive } from '../../machines/kernel/opening.ts';
import { start } from '../../machines/kernel/step.ts';
import type { Opening } from '../../machines/kernel/types.ts';
import { duties, dutyOf, procedureOf, procedures } from '../../machines/registry.ts';
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

/**
 * The first word of a scope that stands for no event and no procedure, in words: a slip there would give
 * a substitution that covers nothing.
 */
export function faultOfScope(scope: {
  readonly events?: readonly string[] | undefined;
  readonly procedures?: readonly string[] | undefined;
}): string | undefined {
  const all = { ...procedures, ...duties };
  const known = new Set(Object.values(all).flatMap(({ vocabulary }) => Object.keys(vocabulary)));
  const procedure = scope.procedures?.find((name) => !Object.hasOwn(all, name));
  if (procedure !== undefined) return `there is no procedure and no duty ${procedure}`;
  const event = scope.events?.find((type) => !known.has(type));
  return event === undefined ? undefined : `there is no event ${event}`;
}

/** True for procedures that can be opened. */
export function isKnown(procedure: string): boolean {
  return procedureOf(procedure) !== undefined;
}
