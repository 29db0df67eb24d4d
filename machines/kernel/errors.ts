/**
 * What a refusal means and what to do about it. The code is the contract, the words are for people.
 */

/** Words for one code. `{…}` is never filled with personal data. */
export interface CodeText {
  /** What went wrong. */
  readonly meaning: string;
  /** What to do now. */
  readonly remedy: string;
}

/** Every refusal code, in the order in which refusals are looked for. */
export const CODES = {
  NOT_ATTESTED: {
    meaning: 'no valid signature of a known officer for this case and this event',
    remedy: 'sign the event as the officer named in `by` (and `second`), for this case and act',
  },
  CASE_CLOSED: {
    meaning: 'the case has an outcome; nothing more is taken',
    remedy: 'open a linked case if something new has to be decided',
  },
  EVENT_MALFORMED: {
    meaning:
      'a field is of the wrong type, outside its values, or absent though the event needs it',
    remedy: 'correct the field and send the event under a new id',
  },
  CASE_SUSPENDED: {
    meaning: 'the person is absent: decisions wait',
    remedy: 'wait until the person has reappeared',
  },
  INSTRUCTIONS_AWAITED: {
    meaning: 'an instruction of the ministries is awaited: decisions wait (5b)',
    remedy: 'wait for the instruction',
  },
  RETURN_IN_PROGRESS: {
    meaning: 'the person chose to return: decisions wait',
    remedy: 'complete the return, or record a new statement of the person',
  },
  STAY_ACTIVE: {
    meaning: 'safeguard: a protection claim stays this step',
    remedy: 'wait for the protection decision and its review window',
  },
  EVENT_NOT_ALLOWED: {
    meaning: 'the event has no place in the present state',
    remedy:
      'see `allowed` for what the chart takes now; what is not of the chart has its own terms',
  },
  ROLE_NOT_ALLOWED: {
    meaning: 'the role has no power for this event',
    remedy:
      'have it entered by an officer of a role that has the power (docs/rules.md; a task names its own)',
  },
  EVIDENCE_MISSING: {
    meaning: 'statement, certificate or receipt reference is missing',
    remedy: 'name the reference and send the event under a new id',
  },
  REASONS_MISSING: {
    meaning: 'reasons are missing or shorter than 10 characters',
    remedy: 'give reasons and send the event under a new id',
  },
  FOUR_EYES_MISSING: {
    meaning: 'a second officer is required',
    remedy: 'name and have signed a second officer, or propose a draft for countersignature',
  },
  FOUR_EYES_SAME_PERSON: {
    meaning: 'the second officer is the first, or one of them proposed this step',
    remedy: 'have it signed by an officer who took no part so far',
  },
  FOUR_EYES_SAME_BODY: {
    meaning: 'both officers belong to one body where two bodies are required',
    remedy: 'have it signed by an officer of another body',
  },
  SCREENING_FIRST: {
    meaning: 'identity and scope are not settled',
    remedy: 'complete the screening',
  },
  NOT_WILLING: {
    meaning: 'the last statement is not willing',
    remedy: 'a return needs the signed statement of the person',
  },
  LOCAL_PROCEEDINGS_OPEN: {
    meaning: '1955 record: local proceedings come first',
    remedy: 'wait until the local proceedings are closed',
  },
  HOUSEHOLD_OPEN: {
    meaning: 'safeguard: a dependant has an open case and no family decision exists',
    remedy: 'take a family decision (household.unity-decided)',
  },
  MOBILIZATION_NOT_HELD: {
    meaning: '1a: mobilization was not held or not concluded',
    remedy: 'hold the rounds that are due and conclude',
  },
  NO_UNWILLING_STATEMENT: {
    meaning: '1b: the last signed statement is not unwilling',
    remedy: 'ask the person again; the last signed statement counts',
  },
  NO_COUNTERPART_CONSENT: {
    meaning: '1b/2b: no live consent of the other side for this person',
    remedy: 'ask the other side; silence is neither consent nor refusal',
  },
  NO_INCONVENIENCE_FINDING: {
    meaning: '2b: inconvenience not found',
    remedy: 'reassess, or decide otherwise',
  },
  INVESTIGATION_OPEN: {
    meaning: '1c: investigation not completed',
    remedy: 'complete the investigation',
  },
  EDUCATION_OPEN: {
    meaning: '1c: education not completed',
    remedy: 'complete the education',
  },
  CLAUSE3_NOT_CLEAR: {
    meaning: '3: no settlement while clause 3 is not clear',
    remedy: 'have the home authority asked, or the report confirmed or resolved',
  },
  CLAUSE3_ABSOLUTE: {
    meaning: '3: a confirmed case cannot be decided otherwise',
    remedy: 'decide on ground 3, or have clause 3 resolved by two bodies',
  },
  CLAUSE3_CROSSING_ITSELF: {
    meaning: 'the crossing itself is not a clause 3 crime',
    remedy: 'clause 3 needs a crime or a pending case apart from the crossing',
  },
  CLAUSE3_KIND: {
    meaning: 'kind is crime, pending-criminal or pending-civil',
    remedy: 'name one of the three kinds',
  },
  LATER_CROSSER_NEEDS_INSTRUCTION: {
    meaning: 'crossed after 17 December 1957: clause 1 only on instruction',
    remedy: 'ask the ministries for an instruction with its permit',
  },
  NO_REQUEST: {
    meaning: '1d: the person has not asked',
    remedy: 'wait for the request of the person',
  },
  STATELESSNESS_RISK: {
    meaning: 'safeguard: no other nationality assured',
    remedy: 'wait until another nationality is assured',
  },
  GROUND_NOT_ALLOWED: {
    meaning: 'the ground does not fit the procedure or is not established',
    remedy: 'name the ground that is established in this case',
  },
  PENALTY_NOT_FOR_ALREADY_CROSSED: {
    meaning: '4c looks forward from 17 December 1957',
    remedy: 'no referral is possible for a person who had already crossed',
  },
  LENIENCY_4D: {
    meaning: '4d/4e: no bar and justified, so refusal is impossible',
    remedy: 'approve',
  },
  DEFER_NOT_REFUSE: {
    meaning: '4e: a pending case defers',
    remedy: 'defer until the case has ended',
  },
  NO_PENDING_CASE: { meaning: 'nothing to defer for', remedy: 'approve, or refuse with grounds' },
  BAR_OR_NOT_JUSTIFIED: {
    meaning: '4e: the conditions of approval are not met',
    remedy: 'defer or refuse, or have a check corrected on instruction',
  },
  DRAFT_UNKNOWN: { meaning: 'no such draft is open', remedy: 'see the drafts of the case view' },
  DRAFT_LAPSED: {
    meaning: 'the ground of the draft has moved; propose again',
    remedy: 'propose again under a new id',
  },
  CASE_EXISTS: {
    meaning: 'the case number has a file already',
    remedy: 'open the case under a number that was never used',
  },
  NOT_A_SUBMISSION: {
    meaning: 'the message is no submission (kept among the rejected messages)',
    remedy: 'send { event, attestations } as the contract describes it',
  },
  MESSAGE_UNKNOWN: {
    meaning: 'no such message (kept among the rejected messages)',
    remedy: 'use submit, propose, countersign or withdrawDraft',
  },
  TOO_LARGE: {
    meaning: 'the message is larger than allowed (kept among the rejected messages)',
    remedy: 'store documents elsewhere and send their reference',
  },
  RECORD_CONFLICT: {
    meaning: 'the file holds another entry at this place than the case has; the case halts',
    remedy: 'an operator compares file and history; nothing further is decided meanwhile',
  },
  RECORD_GAP: {
    meaning: 'the file lacks entries that the case has; the case halts',
    remedy: 'an operator restores the file; nothing further is decided meanwhile',
  },
  RUN_SUPERSEDED: {
    meaning: 'the file belongs to another run of this case (reset or started anew); the case halts',
    remedy: 'let the run that owns the file go on, or resume the case from its file',
  },
} as const satisfies Record<string, CodeText>;

/** A refusal code, as `codes.json` of the domain lists them. */
export type Code = keyof typeof CODES;

/** Whether a text is one of our codes. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(CODES, text);
}

/** Meaning and remedy in one sentence each. */
export function explain(code: Code, detail?: string): string {
  const { meaning, remedy } = CODES[code];
  return detail === undefined ? `${meaning}; ${remedy}` : `${meaning} (${detail}); ${remedy}`;
}

/** A chart, a policy or a state that this kernel cannot carry: a fault of ours, never of a sender. */
export class KernelError extends Error {
  /** Where: `procedure: place`. */
  readonly place: string;
  constructor(place: string, reason: string) {
    super(`${place}: ${reason}`);
    this.name = 'KernelError';
    this.place = place;
  }
}

/** The end of an exhaustive switch. */
export function assertNever(value: never): never {
  throw new KernelError('kernel', `unexpected ${JSON.stringify(value)}`);
}
