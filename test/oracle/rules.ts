// Place 9 of the order of refusals: the rules, in the order in which the guard names them.
//
// Readings:
// - repatriation.proposed on 1a or 2a has no further guard (no mobilization, no statement is asked for).
// - return.completed: not willing, then local proceedings, household, and last that it was accepted,
//   under this correlation where one is given.
// - A consent whose `validUntil` is past on the day of the reply is accepted, but does not live.
// - `NO_REQUEST` of renunciation.submitted comes after settle, `STATELESSNESS_RISK` after settle as well.
// - DEFER_NOT_REFUSE: a pending case and no other bar.
import { consentLives, isScreened, mayCross, mustApprove } from './model.ts';
import type { CaseState } from './model.ts';
import type { Event } from './officers.ts';

const KINDS = ['crime', 'pending-criminal', 'pending-civil'];

function nearStatus(s: CaseState): string | undefined {
  if (s.main !== 'investigation-and-education') return undefined;
  return s.investigation ? 'EDUCATION_OPEN' : 'INVESTIGATION_OPEN';
}

function settle(s: CaseState, event: Event): string | undefined {
  const near = nearStatus(s);
  if (near !== undefined) return near;
  if (!s.concluded) return 'MOBILIZATION_NOT_HELD';
  if (s.statement !== 'unwilling') return 'NO_UNWILLING_STATEMENT';
  if (!consentLives(s, event)) return 'NO_COUNTERPART_CONSENT';
  if (!s.investigation) return 'INVESTIGATION_OPEN';
  if (!s.education) return 'EDUCATION_OPEN';
  if (s.clause3 !== 'clear') return 'CLAUSE3_NOT_CLEAR';
  return mayCross(s) ? undefined : 'LATER_CROSSER_NEEDS_INSTRUCTION';
}

function concludes(s: CaseState): string | undefined {
  if (s.rounds < s.minRounds || s.roundWanted) return 'MOBILIZATION_NOT_HELD';
  return s.statement === 'unwilling' ? undefined : 'NO_UNWILLING_STATEMENT';
}

function blocks(s: CaseState): string | undefined {
  if (s.local.length > 0) return 'LOCAL_PROCEEDINGS_OPEN';
  return s.householdOpen ? 'HOUSEHOLD_OPEN' : undefined;
}

function returns(s: CaseState, event: Event): string | undefined {
  if (!s.arranging) return 'NOT_WILLING';
  const block = blocks(s);
  if (block !== undefined || event['type'] !== 'return.completed') return block;
  const accepted = s.open.returnAccepted;
  const given = event['correlationId'];
  const matches = accepted !== undefined && (given === undefined || given === accepted);
  return matches ? undefined : 'EVENT_NOT_ALLOWED';
}

function groundFits(s: CaseState, ground: unknown): boolean {
  if (ground === '3') return s.clause3 === 'confirmed';
  return ground === (s.procedure === 'outbound' ? '1a' : '2a');
}

function clause3Rule(event: Event): string | undefined {
  if (event['type'] === 'clause3.confirmed' && event['offenceIsTheCrossing'] === true)
    return 'CLAUSE3_CROSSING_ITSELF';
  return KINDS.includes(String(event['kind'])) ? undefined : 'CLAUSE3_KIND';
}

function reconsults(s: CaseState): string | undefined {
  if (s.procedure === 'inbound') return s.finding ? undefined : 'NO_INCONVENIENCE_FINDING';
  return s.concluded ? undefined : 'MOBILIZATION_NOT_HELD';
}

function grantsResidence(s: CaseState, event: Event): string | undefined {
  if (!s.finding) return 'NO_INCONVENIENCE_FINDING';
  if (!consentLives(s, event)) return 'NO_COUNTERPART_CONSENT';
  return s.clause3 === 'clear' ? undefined : 'CLAUSE3_NOT_CLEAR';
}

function refuses(s: CaseState): string | undefined {
  if (mustApprove(s)) return 'LENIENCY_4D';
  return s.exit.issue === false && s.exit.justified === true ? 'DEFER_NOT_REFUSE' : undefined;
}

function beforeScreening(type: string): boolean {
  if (type === 'willingness.stated' || type === 'person.heard') return true;
  return type.startsWith('clause3.') || type.startsWith('penalty.');
}

function exitRule(s: CaseState, event: Event): string | undefined {
  switch (event['type']) {
    case 'exit.approved':
      return mustApprove(s) ? undefined : 'BAR_OR_NOT_JUSTIFIED';
    case 'exit.refused':
      return refuses(s);
    case 'exit.deferred':
      return s.exit.pending === true ? undefined : 'NO_PENDING_CASE';
    default:
      return undefined;
  }
}

/** 9: the code of the first rule that is broken. */
export function ruleRefusal(s: CaseState, event: Event): string | undefined {
  const type = String(event['type']);
  if (s.procedure === 'exit') return exitRule(s, event);
  if (!isScreened(s) && beforeScreening(type)) return 'SCREENING_FIRST';
  switch (type) {
    case 'mobilization.concluded':
      return concludes(s);
    case 'counterpart.consented':
    case 'counterpart.approved':
      return event['personSpecific'] === true ? undefined : 'NO_COUNTERPART_CONSENT';
    case 'passport.proposed':
    case 'passport.approved':
      return settle(s, event);
    case 'renunciation.submitted':
      return settle(s, event) ?? (s.asked ? undefined : 'NO_REQUEST');
    case 'renunciation.approved':
      return (
        settle(s, event) ??
        (event['otherNationalityAssured'] === true ? undefined : 'STATELESSNESS_RISK')
      );
    case 'renunciation.withdrawn':
      return s.asked ? undefined : 'NO_REQUEST';
    case 'disposition.reconsult':
      return reconsults(s);
    case 'repatriation.proposed':
      return groundFits(s, event['ground']) ? undefined : 'GROUND_NOT_ALLOWED';
    case 'repatriation.decided':
      return event['clause'] === s.ground ? undefined : 'GROUND_NOT_ALLOWED';
    case 'repatriation.not-ordered':
      return s.clause3 === 'confirmed' ? 'CLAUSE3_ABSOLUTE' : undefined;
    case 'handover.proposed':
      return blocks(s);
    case 'handover.completed':
      return event['correlationId'] === s.open.handoverAccepted ? blocks(s) : 'EVENT_NOT_ALLOWED';
    case 'return.proposed':
    case 'return.accepted':
    case 'return.completed':
      return returns(s, event);
    case 'clause3.reported':
    case 'clause3.confirmed':
      return clause3Rule(event);
    case 'penalty.referral-proposed':
    case 'penalty.referred':
      return s.later ? undefined : 'PENALTY_NOT_FOR_ALREADY_CROSSED';
    case 'residence.granted':
      return grantsResidence(s, event);
    default:
      return undefined;
  }
}
