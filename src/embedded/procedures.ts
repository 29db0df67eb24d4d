/**
 * What the edges ask of the procedures that are registered.
 */
import { KernelError } from '../../machines/kernel/errors.ts';
import { start } from '../../machines/kernel/step.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { procedureOf } from '../../machines/registry.ts';

/** Why a case cannot be opened like this: what its workflow would answer, before it begins. */
export function faultOfOpening(opening: Opening): string | undefined {
  const procedure = procedureOf(opening.procedure);
  if (procedure === undefined) return `There is no procedure ${opening.procedure}`;
  try {
    start(procedure, opening, new Date().toISOString());
    return undefined;
  } catch (error) {
    if (error instanceof KernelError) return error.message;
    throw error;
  }
}

/** True for procedures that can be opened. */
export function isKnown(procedure: string): boolean {
  return procedureOf(procedure) !== undefined;
}

/** First field of a wrong type or value, by the vocabulary of the procedure. */
export function formOf(procedure: string, event: JsonObject): string | undefined {
  void procedure;
  void event;
  return undefined;
}
