/**
 * The outbound procedure, as the kernel drives it.
 */
import type { Procedure } from '../kernel/procedure.ts';
import { crossingProcedure } from '../shared/procedures.ts';
import { CROSSING_DELAYS } from '../shared/policy.ts';
import { outboundMachine } from './machine.ts';
import { OUTBOUND_EVENTS } from './vocabulary.ts';

/** Residents of the northeast who crossed into Korea (clauses 1, 3, 4). */
export const outbound: Procedure = crossingProcedure({
  name: 'outbound',
  version: 'outbound-1',
  machine: outboundMachine,
  vocabulary: OUTBOUND_EVENTS,
  delays: [
    ...CROSSING_DELAYS,
    'investigationReminder',
    'investigationEscalation',
    'educationReminder',
    'educationEscalation',
  ],
});
