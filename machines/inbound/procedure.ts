/**
 * The inbound procedure, as the kernel drives it.
 */
import type { Procedure } from '../kernel/procedure.ts';
import { CROSSING_DELAYS } from '../shared/policy.ts';
import { crossingProcedure } from '../shared/procedures.ts';
import { inboundMachine } from './machine.ts';
import { INBOUND_EVENTS } from './vocabulary.ts';

/** Citizens of the other side who crossed into China (clauses 2, 3). */
export const inbound: Procedure = crossingProcedure({
  name: 'inbound',
  version: 'inbound-1',
  machine: inboundMachine,
  vocabulary: INBOUND_EVENTS,
  delays: [...CROSSING_DELAYS, 'residenceYearly'],
});
