/**
 * The names that clients of the workflows use, once. API, command line and tests import these.
 */
import { CASE_NO } from '../machines/shared/case-no.ts';

export { CASE_NO };

/** Task queue that every worker of this service polls. */
export const TASK_QUEUE = 'crossing-cases';

/** Workflow types. */
export const WORKFLOW_TYPES = {
  case: 'crossingCase',
  duty: 'serviceDuty',
  report: 'periodicReport',
  letter: 'letterSending',
  webhook: 'webhookSending',
} as const;

/** The Temporal Schedule that starts the monthly report; its runs begin with this id. */
export const REPORT_SCHEDULE = 'crossing-report';

/** Signals, updates and queries of `crossingCase` (contract §1). */
export const MESSAGES = {
  /** Signal and update. */
  submit: 'submit',
  /** Signals. */
  propose: 'propose',
  countersign: 'countersign',
  withdrawDraft: 'withdrawDraft',
  /** Queries. */
  case: 'case',
  file: 'file',
  /** Query: `{ version, at }` → what a move to that policy would change. */
  policyMove: 'policyMove',
} as const;

/** Search attributes and their Temporal types. */
export const SEARCH_ATTRIBUTES = {
  CrossingState: 'KEYWORD',
  CrossingProcedure: 'KEYWORD',
  CrossingProvince: 'KEYWORD',
  CrossingAwaits: 'KEYWORD_LIST',
  CrossingSince: 'DATETIME',
  CrossingDue: 'DATETIME',
} as const;

const PREFIX = 'crossing-case/';

/** The workflow id of a case. */
export function caseWorkflowId(caseNo: string): string {
  return `${PREFIX}${caseNo}`;
}

/** The case number of a workflow id; `undefined` where it is not one of ours. */
export function caseNoOf(workflowId: string): string | undefined {
  const no = workflowId.startsWith(PREFIX) ? workflowId.slice(PREFIX.length) : '';
  return CASE_NO.test(no) ? no : undefined;
}

/** The workflow id of one more sending of a letter. */
export function sendingWorkflowId(caseNo: string, id: string): string {
  return `crossing-letter/${caseNo}/${id}`;
}

/** The workflow id of a dead letter that goes again, by the number of the delivery. */
export function webhookWorkflowId(id: string): string {
  return `crossing-webhook/${id}`;
}

/** A kind of duty. */
export const DUTY_KIND = /^[a-z][a-z-]{0,63}$/;

/** Number of a duty, `<kind>/<no>`: no case has one like it. */
export const DUTY_NO = /^[a-z][a-z-]{0,63}\/[A-Z0-9][A-Za-z0-9.-]{0,63}$/;

/** The workflow id of a duty. */
export function dutyWorkflowId(dutyNo: string): string {
  return `crossing-duty/${dutyNo}`;
}

/** Whether a number is shaped like that of a duty, not like that of a case. */
export function isDutyNo(number: string): boolean {
  return DUTY_NO.test(number);
}

/** The workflow id of a case or a duty, by its number. */
export function workflowIdOf(number: string): string {
  return isDutyNo(number) ? dutyWorkflowId(number) : caseWorkflowId(number);
}

/** The number of the case or the duty that a workflow id is of; `undefined` where it is of neither. */
export function numberOf(workflowId: string): string | undefined {
  const number = caseNoOf(workflowId) ?? workflowId.replace(/^crossing-duty\//, '');
  return workflowIdOf(number) === workflowId ? number : undefined;
}
