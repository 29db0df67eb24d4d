/**
 * A duty of the service beside the cases: `serviceDuty` (contract §1). On the host that drives the
 * cases, with its own file, tasks and signatures; no case waits for it (A43).
 */
import type { JsonObject, Opening } from '../machines/kernel/types.ts';
import { dutyOf } from '../machines/registry.ts';
import type { ResumeOrder } from '../activities/contract.ts';
import type { Carried } from './host/host.ts';
import { runHosted, type Hosted } from './host/hosted.ts';
import { DUTY_NO, MESSAGES, dutyWorkflowId } from './messages.ts';
import { chartVersionFor, refusesOpening } from './patches.ts';
import { teller } from './telling.ts';

const DUTY: Hosted = {
  procedureOf: dutyOf,
  versionFor: chartVersionFor,
  faultOf,
  refusesOpening,
  names: { submit: MESSAGES.submit, view: MESSAGES.case, file: MESSAGES.file },
  teller,
};

/**
 * A duty. The start argument is that of a case: `caseNo` is `<kind>/<no>`, `procedure` the kind,
 * `subjectRef` what it is about, opaque. `carried` is what an earlier run hands over.
 */
export function serviceDuty(
  opening: Opening,
  carried?: Carried | ResumeOrder,
): Promise<JsonObject> {
  return runHosted(DUTY, opening, carried);
}

/** What is wrong with a start argument, in words. */
function faultOf(opening: Opening, workflowId: string): string | undefined {
  const { caseNo, procedure, subjectRef, facts, clock } = opening;
  if (typeof caseNo !== 'string' || !DUTY_NO.test(caseNo)) return 'caseNo is no number of a duty';
  if (dutyWorkflowId(caseNo) !== workflowId) return 'caseNo is not of this workflow id';
  if (!caseNo.startsWith(`${procedure}/`)) return 'caseNo is not of this kind of duty';
  if (typeof subjectRef !== 'string' || subjectRef === '') return 'subjectRef is no text';
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts))
    return 'facts is no object';
  return clock === undefined || clock === 'live' || clock === 'recorded'
    ? undefined
    : 'no such clock';
}
