/**
 * One case, from its opening to its outcome, for years if it must: `crossingCase` (contract §1).
 */
import type { JsonObject, Opening } from '../machines/kernel/types.ts';
import { procedureOf } from '../machines/registry.ts';
import type { ResumeOrder } from '../activities/contract.ts';
import type { Carried } from './host/host.ts';
import { runHosted, type Hosted } from './host/hosted.ts';
import { CASE_NO, MESSAGES, caseWorkflowId } from './messages.ts';
import { chartVersionFor, refusesOpening } from './patches.ts';
import { teller } from './telling.ts';

const CASE: Hosted = {
  procedureOf,
  versionFor: chartVersionFor,
  faultOf,
  refusesOpening,
  names: {
    submit: MESSAGES.submit,
    view: MESSAGES.case,
    file: MESSAGES.file,
    policyMove: MESSAGES.policyMove,
  },
  teller,
};

/**
 * A case. Starts with plain JSON (contract §1), takes signed submissions, ends with its outcome.
 * `carried` is what an earlier run of the same case hands over, or the order to go on from the file.
 */
export function crossingCase(
  opening: Opening,
  carried?: Carried | ResumeOrder,
): Promise<JsonObject> {
  return runHosted(CASE, opening, carried);
}

/** What is wrong with a start argument, in words. */
function faultOf(opening: Opening, workflowId: string): string | undefined {
  const { caseNo, procedure, subjectRef, facts, clock } = opening;
  if (typeof caseNo !== 'string' || !CASE_NO.test(caseNo)) return 'caseNo is no case number';
  if (caseWorkflowId(caseNo) !== workflowId) return 'caseNo is not of this workflow id';
  if (typeof procedure !== 'string') return 'procedure is no text';
  if (typeof subjectRef !== 'string' || subjectRef === '') return 'subjectRef is no text';
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts))
    return 'facts is no object';
  return clock === undefined || clock === 'live' || clock === 'recorded'
    ? undefined
    : 'no such clock';
}
