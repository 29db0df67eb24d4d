/**
 * All procedures by name. To add one: a folder beside these and one line here.
 */
import { DUTIES, OLDER_DUTIES } from './duties/procedures.ts';
import type { Procedure } from './kernel/procedure.ts';
import { registered } from './kernel/register.ts';
import { exit } from './exit/procedure.ts';
import { inbound } from './inbound/procedure.ts';
import { outbound } from './outbound/procedure.ts';

/** Every procedure, registered: a fault of a chart shows here and not years later. */
export const procedures: Readonly<Record<string, Procedure>> = Object.fromEntries(
  [outbound, inbound, exit].map((procedure) => [procedure.name, registered(procedure)]),
);

/** Every kind of duty (contract §1, `serviceDuty`), registered. No case is opened under these. */
export const duties: Readonly<Record<string, Procedure>> = Object.fromEntries(
  DUTIES.map((procedure) => [procedure.name, registered(procedure)]),
);

/** The duty of a kind, at a chart version or, without one, the newest; `undefined` where there is none. */
export function dutyOf(kind: string, version?: string): Procedure | undefined {
  return knownOf(duties, kind, version);
}

/** What is opened under a name, of a case or of a duty; `undefined` where there is neither. */
export function procedureOrDutyOf(name: string, version?: string): Procedure | undefined {
  return procedureOf(name, version) ?? dutyOf(name, version);
}

/**
 * Charts of before that open cases are still under (`npx crossing-cases versions` tells which). Policies
 * stay as long as any file names them.
 */
const OLDER: readonly Procedure[] = OLDER_DUTIES.map(registered);

/**
 * The procedure of a name, at a chart version or, without one, the newest; `undefined` where there is
 * none.
 */
export function procedureOf(name: string, version?: string): Procedure | undefined {
  return knownOf(procedures, name, version);
}

function knownOf(
  all: Readonly<Record<string, Procedure>>,
  name: string,
  version: string | undefined,
): Procedure | undefined {
  const newest = Object.hasOwn(all, name) ? all[name] : undefined;
  if (newest === undefined || version === undefined || newest.version === version) return newest;
  return OLDER.find((older) => older.name === name && older.version === version);
}
