/**
 * The toy's workflow after the second version of its chart came in: new loans begin under it, those that
 * began under the first go on, and go over when they give way to a new run.
 */
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import type { Carried } from '../../workflows/host/host.ts';
import { runHosted, type Hosted } from '../../workflows/host/hosted.ts';
import { chartVersionFor, type ChartPatch } from '../../workflows/patches.ts';
import { toy } from './procedure.ts';
import { secondToy } from './second.ts';

const PATCH: ChartPatch = {
  id: 'toy-2',
  procedure: toy.name,
  before: toy.version,
  after: secondToy.version,
  since: '2026-12-01',
  removable: 'no history is older',
};

const TOY: Hosted = {
  procedureOf: (name, version = secondToy.version) =>
    [toy, secondToy].find((known) => known.name === name && known.version === version),
  versionFor: (name) => chartVersionFor(name, [PATCH]),
  faultOf: () => undefined,
  names: { submit: 'submit', view: 'view', file: 'file' },
  teller: () => () => undefined,
};

/** A book's loan, under the name it always had. */
export function toyLoan(opening: Opening, carried?: Carried): Promise<JsonObject> {
  return runHosted(TOY, opening, carried);
}
