/**
 * The exit procedure, as the kernel drives it.
 */
import type { Procedure } from '../kernel/procedure.ts';
import { plainProcedure } from '../shared/procedures.ts';
import { exitMachine } from './machine.ts';
import { EXIT_EVENTS } from './vocabulary.ts';

/** Applications of ethnic Koreans in China to go to Korea (4d, 4e). */
export const exit: Procedure = plainProcedure({
  name: 'exit',
  version: 'exit-1',
  machine: exitMachine,
  vocabulary: EXIT_EVENTS,
  delays: [
    'decisionReminder',
    'decisionEscalation',
    'reviewWindow',
    'instructionsReminder',
    'exitDocumentsWarning',
    'exitDocumentsExpiry',
  ],
});
