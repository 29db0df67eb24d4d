// Places 3 to 6 of the order of refusals: recorded, waits, the stay, no such step.
//
// Readings:
// - Every EVENT_NOT_ALLOWED stands at place 6, except a completion under another correlation (9).
// - A reply whose `correlationId` is there but of a wrong type is not the open one: recorded (3 before 3b).
// - A reply without `correlationId` has a place in every state; it fails on role (7), then EVIDENCE_MISSING.
// - consent.requested while a reply is awaited and handover.proposed while one is out have no step;
//   only clause3.check-sent and return.proposed are said to be possible anew.
// - Leaving the return path closes its request as well as its acceptance.
// - local-proceedings.closed for a `ref` that is not open: 6; without `ref`: EVIDENCE_MISSING (8).
// - check.corrected that lifts no bar, or without permit: 6; when `check` or `value` is absent and the permit
//   is there: EVENT_MALFORMED (8).
// - clause3.reported while confirmed: 6.
// - protection.recognised and not-recognised belong to the first instance (stayed) alone.
// - counterpart.withdrew for a consent that has run out is recorded.
import { consentLives, hasStay, isScreened } from './model.ts';
import type { CaseState } from './model.ts';
import { isReply } from './officers.ts';
import type { Event } from './officers.ts';
import type { Row } from './vocabulary.ts';

function replyAwaited(s: CaseState, type: string, correlationId: unknown, event: Event): boolean {
  switch (type) {
    case 'counterpart.withdrew':
      return consentLives(s, event) && s.consent?.correlationId === correlationId;
    case 'handover.accepted':
      return s.main === 'repatriation.handover-proposed' && s.open.handover === correlationId;
    case 'handover.declined':
      if (s.main === 'repatriation.handover-agreed')
        return s.open.handoverAccepted === correlationId;
      return s.main === 'repatriation.handover-proposed' && s.open.handover === correlationId;
    case 'return.accepted':
      return s.arranging && s.open.return === correlationId;
    case 'clause3.nothing-found':
      return s.clause3 === 'checking' && s.open.check === correlationId;
    default:
      return s.main === 'consent-check.awaiting-reply' && s.open.consent === correlationId;
  }
}

const TAKES_REQUEST = ['status-choice', 'passport', 'renunciation'];

/** 3: taken as recorded. */
export function isRecorded(s: CaseState, row: Row, event: Event): boolean {
  switch (row.type) {
    case 'reminder.due':
    case 'escalation.due':
      return true;
    case 'review.window-elapsed':
      return s.main !== 'repatriation.review-window' && s.main !== 'refusal-review';
    case 'protection.review-window-elapsed':
      return s.safeguard !== 'reviewable';
    case 'renunciation.requested':
      return !TAKES_REQUEST.includes(s.main);
  }
  const correlationId = event['correlationId'];
  if (!isReply(row.type) || correlationId === undefined) return false;
  return !replyAwaited(s, row.type, correlationId, event);
}

/** 4: what waits. */
export function waitingFor(s: CaseState, row: Row): string | undefined {
  if (row.kind !== 'decision' && !row.coercive) return undefined;
  if (!s.present) return 'CASE_SUSPENDED';
  if (s.awaited) return 'INSTRUCTIONS_AWAITED';
  return s.arranging ? 'RETURN_IN_PROGRESS' : undefined;
}

/** 5: the stay. */
export function isStayed(s: CaseState, row: Row, event: Event): boolean {
  if (!hasStay(s)) return false;
  if (row.coercive || row.type.startsWith('return.')) return true;
  if (row.type === 'willingness.stated') return event['value'] === 'willing';
  return row.kind === 'message' && event['protectionClearanceId'] === undefined;
}

const MAIN_STEPS: Record<string, string[]> = {
  'identity.verified': ['detected.intake'],
  'screening.completed': ['detected.screening'],
  'mobilization.round-held': ['mobilization'],
  'mobilization.concluded': ['mobilization'],
  'consent.requested': ['consent-check.requesting'],
  'passport.proposed': ['status-choice', 'investigation-and-education'],
  'passport.approved': ['passport'],
  'passport.declined': ['passport'],
  'renunciation.submitted': ['status-choice', 'investigation-and-education'],
  'renunciation.approved': ['renunciation'],
  'renunciation.refused': ['renunciation'],
  'disposition.reassess': ['disposition-review'],
  'repatriation.decided': ['repatriation.decision'],
  'repatriation.not-ordered': ['repatriation.decision'],
  'review.requested': ['repatriation.review-window', 'refusal-review'],
  'review.decided': ['repatriation.under-review', 'under-review'],
  'handover.proposed': ['repatriation.handover-ready'],
  'handover.completed': ['repatriation.handover-agreed'],
  'inconvenience.claimed': ['assessment'],
  'inconvenience.found': ['assessment'],
  'inconvenience.not-found': ['assessment'],
  'residence.granted': ['residence-decision'],
  'residence.declined': ['residence-decision'],
  'residence.ended': ['residing'],
  'necessity.declared': ['residing'],
  'application.completed': ['submitted'],
  'exit.approved': ['decision'],
  'exit.refused': ['decision'],
  'exit.deferred': ['decision'],
  'pending-case.reported': ['decision', 'deferred', 'approved', 'documents-issued'],
  'pending-case.closed': ['deferred'],
  'refusal.served': ['refusal-ready'],
  'documents.issued': ['approved'],
  'documents.expired': ['documents-issued'],
  'departure.recorded': ['documents-issued'],
  'departure.notice-sent': ['documents-issued'],
};

function barIsLifted(s: CaseState, event: Event): boolean {
  if (s.main !== 'decision' || !s.permits.includes('correct-check')) return false;
  const value = event['value'];
  if (event['check'] === undefined || value === undefined) return true;
  switch (event['check']) {
    case 'political':
      return s.exit.issue === true && value === false;
    case 'pending':
      return s.exit.pending === true && value === false;
    default:
      return s.exit.justified === false && value === true;
  }
}

function clause3Step(s: CaseState, type: string): boolean {
  switch (type) {
    case 'clause3.check-sent':
      return s.clause3 !== 'reported' && s.clause3 !== 'confirmed';
    case 'clause3.reported':
      return s.clause3 !== 'confirmed';
    case 'clause3.confirmed':
    case 'clause3.not-confirmed':
      return s.clause3 === 'reported';
    case 'clause3.resolved':
      return s.clause3 === 'confirmed';
    default:
      return true;
  }
}

function penaltyStep(s: CaseState, type: string): boolean {
  if (type === 'penalty.referral-proposed') return s.penalty === 'none';
  return s.penalty === (type === 'penalty.outcome-recorded' ? 'referred' : 'proposed');
}

const SAFEGUARD_STEPS: Record<string, string> = {
  'protection.claimed': 'clear',
  'protection.recognised': 'stayed',
  'protection.not-recognised': 'stayed',
  'protection.review-requested': 'reviewable',
  'protection.review-decided': 'under-review',
};

const RECONSULT = [
  'disposition-review',
  'status-choice',
  'passport',
  'renunciation',
  'residence-decision',
];

function otherStep(s: CaseState, event: Event): boolean {
  switch (event['type']) {
    case 'investigation.completed':
      return s.main === 'investigation-and-education' && !s.investigation;
    case 'education.completed':
      return s.main === 'investigation-and-education' && !s.education;
    case 'disposition.remobilize':
      return s.procedure === 'outbound' && s.main === 'disposition-review';
    case 'disposition.reconsult':
      return RECONSULT.includes(s.main) && !consentLives(s, event);
    case 'repatriation.proposed':
      return s.main === 'disposition-review' || s.main === 'assessment';
    case 'person.absconded':
      return s.present;
    case 'person.reappeared':
      return !s.present;
    case 'local-proceedings.closed':
      return typeof event['ref'] !== 'string' || s.local.includes(event['ref']);
    case 'case.closed-administratively':
      return !s.present || s.awaited || s.main.startsWith('consent-check.');
    case 'political-check.completed':
      return s.main === 'checks' && s.exit.issue === undefined;
    case 'pending-case-check.completed':
      return s.main === 'checks' && s.exit.pending === undefined;
    case 'justification.assessed':
      return s.main === 'checks' && s.exit.justified === undefined;
    case 'check.corrected':
      return barIsLifted(s, event);
    default:
      return true;
  }
}

/** 6: is there such a step in the present states? Near steps count as steps; their codes are rules (9). */
export function hasStep(s: CaseState, row: Row, event: Event): boolean {
  const type = row.type;
  if (isReply(type)) return true;
  if (type === 'person.heard') return !isScreened(s) || s.main === 'repatriation.hearing';
  if (type.startsWith('clause3.')) return !isScreened(s) || clause3Step(s, type);
  if (type.startsWith('penalty.')) return !isScreened(s) || penaltyStep(s, type);
  const safeguard = SAFEGUARD_STEPS[type];
  if (safeguard !== undefined) return s.safeguard === safeguard;
  const steps = MAIN_STEPS[type];
  return steps === undefined ? otherStep(s, event) : steps.includes(s.main);
}
