/**
 * The toy's workflow: the whole of its registration with the host.
 */
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import type { Carried } from '../../workflows/host/host.ts';
import { runHosted, type Hosted } from '../../workflows/host/hosted.ts';
import { toy } from './procedure.ts';

const TOY: Hosted = {
  procedureOf: (name) => (name === toy.name ? toy : undefined),
  faultOf: () => undefined,
  names: { submit: 'submit', view: 'view', file: 'file' },
  teller: () => () => undefined,
};

/** A book's loan, run by the host that runs the cases. */
export function toyLoan(opening: Opening, carried?: Carried): Promise<JsonObject> {
  return runHosted(TOY, opening, carried);
}
