/**
 * All procedures by name. To add one: a folder beside these and one line here.
 */
import type { Procedure } from './kernel/procedure.ts';
import { registered } from './kernel/register.ts';
import { exit } from './exit/procedure.ts';
import { inbound } from './inbound/procedure.ts';
import { outbound } from './outbound/procedure.ts';

/** Every procedure, registered: a fault of a chart shows here and not years later. */
export const procedures: Readonly<Record<string, Procedure>> = Object.fromEntries(
  [outbound, inbound, exit].map((procedure) => [procedure.name, registered(procedure)]),
);

/** The procedure of a name; `undefined` where there is none. */
export function procedureOf(name: string): Procedure | undefined {
  return Object.hasOwn(procedures, name) ? procedures[name] : undefined;
}
