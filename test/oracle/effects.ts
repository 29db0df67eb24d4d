// What an accepted event changes: outbound and inbound.
//
// Readings:
// - review.decided "overturned" with clause 3 confirmed leads to hearing; the order is void either way.
// - inconvenience.not-found takes a kept finding back.
// - identity.mistaken and death void a repatriation order only (and exit papers); an administrative closing
//   voids nothing.
// - An open `consent.requested` is forgotten when main leaves awaiting-reply by clause 3.
import { firstDay } from './dates.ts';
import {
  consentFrom,
  dropHandover,
  holdsValid,
  issue,
  leaveReturn,
  makeVoid,
  mayCross,
} from './model.ts';
import type { CaseState } from './model.ts';
import type { Event } from './officers.ts';

const ORDER = 'repatriation-order';

function ask(s: CaseState): void {
  s.main = 'consent-check.requesting';
  s.consent = undefined;
  s.open.consent = undefined;
}

function screen(s: CaseState, event: Event): void {
  const crossedOn = event['crossedOn'];
  s.later = typeof crossedOn === 'string' && firstDay(crossedOn) > '1957-12-17';
  const nationality = event['nationality'];
  const legal = event['illegalCrossing'] !== true;
  if (s.procedure === 'outbound') {
    if (legal) s.main = 'outcome.not-illegal-assisted';
    else s.main = nationality === 'PRC' ? 'mobilization' : 'outcome.out-of-scope';
    return;
  }
  if (nationality === 'PRC') s.main = 'outcome.returned-citizen';
  else if (nationality === 'other') s.main = 'outcome.out-of-scope';
  else s.main = legal ? 'outcome.not-illegal-assisted' : 'assessment';
}

function consentGiven(s: CaseState, event: Event): void {
  s.consent = consentFrom(event);
  s.open.consent = undefined;
  if (s.procedure === 'inbound') {
    s.main = 'residence-decision';
    return;
  }
  s.main = s.investigation && s.education ? 'status-choice' : 'investigation-and-education';
  if (!mayCross(s)) s.awaited = true;
}

function consentWithdrawn(s: CaseState): void {
  s.consent = undefined;
  const back = [
    'investigation-and-education',
    'status-choice',
    'passport',
    'renunciation',
    'residence-decision',
  ];
  if (back.includes(s.main)) ask(s);
  else if (s.main === 'residing' || (s.procedure === 'inbound' && s.main === 'mobilization'))
    s.awaited = true;
}

function stated(s: CaseState, event: Event): void {
  s.statement = String(event['value']);
  if (s.statement !== 'willing') {
    leaveReturn(s);
    return;
  }
  s.arranging = true;
  dropHandover(s);
}

function mobilization(s: CaseState, event: Event): void {
  switch (event['type']) {
    case 'mobilization.round-held':
      s.rounds += 1;
      s.roundWanted = false;
      return;
    case 'mobilization.concluded':
      s.concluded = true;
      if (s.procedure === 'inbound') s.main = 'residing';
      else ask(s);
      return;
    default: // remobilize, necessity declared
      s.concluded = false;
      s.roundWanted = true;
      s.main = 'mobilization';
  }
}

function status(s: CaseState, event: Event, by: string): void {
  switch (event['type']) {
    case 'investigation.completed':
      s.investigation = true;
      break;
    case 'education.completed':
      s.education = true;
      break;
    case 'passport.proposed':
      s.main = 'passport';
      s.proposers['passport'] = by;
      return;
    case 'passport.approved':
      issue(s, 'emigrant-passport');
      s.main = 'outcome.passport-issued';
      return;
    case 'passport.declined':
      s.main = 'status-choice';
      s.awaited = true;
      return;
  }
  if (s.investigation && s.education) s.main = 'status-choice';
}

function renunciation(s: CaseState, event: Event, by: string): void {
  switch (event['type']) {
    case 'renunciation.requested':
      s.asked = true;
      return;
    case 'renunciation.submitted':
      s.main = 'renunciation';
      s.proposers['renunciation'] = by;
      return;
    case 'renunciation.approved':
      issue(s, 'renunciation-certificate');
      s.main = 'outcome.citizenship-renounced';
      return;
    case 'renunciation.withdrawn':
      s.asked = false;
      if (s.main !== 'renunciation') return;
  }
  s.main = 'status-choice';
}

function repatriation(s: CaseState, event: Event, by: string): void {
  switch (event['type']) {
    case 'repatriation.proposed':
      s.main = 'repatriation.hearing';
      s.ground = String(event['ground']);
      s.proposers['repatriation'] = by;
      return;
    case 'person.heard':
      s.main = 'repatriation.decision';
      return;
    case 'repatriation.decided':
      issue(s, ORDER);
      s.main = 'repatriation.review-window';
      return;
    case 'repatriation.not-ordered':
      s.main = 'disposition-review';
      return;
    case 'review.requested':
      s.main = 'repatriation.under-review';
      return;
    case 'review.window-elapsed':
      s.main = 'repatriation.handover-ready';
      return;
    case 'review.decided':
      if (event['result'] === 'upheld') s.main = 'repatriation.handover-ready';
      else {
        makeVoid(s, ORDER);
        s.main = s.clause3 === 'confirmed' ? 'repatriation.hearing' : 'disposition-review';
      }
  }
}

function handover(s: CaseState, event: Event, by: string): void {
  switch (event['type']) {
    case 'handover.proposed':
      s.main = 'repatriation.handover-proposed';
      s.open.handover = String(event['correlationId']);
      s.proposers['handover'] = by;
      return;
    case 'handover.accepted':
      s.main = 'repatriation.handover-agreed';
      s.open.handoverAccepted = s.open.handover;
      s.open.handover = undefined;
      return;
    case 'handover.declined':
      dropHandover(s);
      s.awaited = true;
      return;
    case 'handover.completed':
      issue(s, 'handover-record');
      makeVoid(s, 'residence-permit');
      s.main = 'outcome.repatriated';
  }
}

function returning(s: CaseState, event: Event): void {
  switch (event['type']) {
    case 'return.proposed':
      s.open.return = String(event['correlationId']);
      s.open.returnAccepted = undefined;
      return;
    case 'return.accepted':
      s.open.returnAccepted = s.open.return;
      s.open.return = undefined;
      return;
    case 'return.completed':
      issue(s, 'return-record');
      makeVoid(s, ORDER, 'residence-permit');
      s.main = 'outcome.returned-voluntarily';
  }
}

function clause3(s: CaseState, event: Event): void {
  switch (event['type']) {
    case 'clause3.check-sent':
      s.clause3 = 'checking';
      s.open.check = String(event['correlationId']);
      return;
    case 'clause3.nothing-found':
    case 'clause3.not-confirmed':
      s.clause3 = 'clear';
      break;
    case 'clause3.reported':
      s.clause3 = 'reported';
      break;
    case 'clause3.confirmed':
      s.clause3 = 'confirmed';
      makeVoid(s, ORDER);
      dropHandover(s);
      s.main = 'repatriation.hearing';
      s.ground = '3';
      delete s.proposers['repatriation'];
      break;
    case 'clause3.resolved':
      s.clause3 = 'clear';
      makeVoid(s, ORDER);
      dropHandover(s);
      s.ground = undefined;
      s.main = holdsValid(s, 'residence-permit') ? 'residing' : 'disposition-review';
  }
  s.open.check = undefined;
}

function protection(s: CaseState, event: Event): void {
  switch (event['type']) {
    case 'protection.claimed':
      s.safeguard = 'stayed';
      leaveReturn(s);
      dropHandover(s);
      return;
    case 'protection.not-recognised':
      s.safeguard = 'reviewable';
      return;
    case 'protection.review-requested':
      s.safeguard = 'under-review';
      return;
    case 'protection.review-window-elapsed':
      s.safeguard = 'clear';
      return;
  }
  if (event['type'] === 'protection.review-decided' && event['result'] === 'not-recognised') {
    s.safeguard = 'clear';
    return;
  }
  s.safeguard = 'protected';
  makeVoid(s, ORDER);
  s.main = 'outcome.protection-granted';
}

function penalty(s: CaseState, event: Event, by: string): void {
  switch (event['type']) {
    case 'penalty.referral-proposed':
      s.penalty = 'proposed';
      s.proposers['penalty'] = by;
      return;
    case 'penalty.referred':
      s.penalty = 'referred';
      issue(s, 'penalty-referral');
      return;
    default:
      s.penalty = event['type'] === 'penalty.referral-declined' ? 'declined' : 'recorded';
  }
}

function residence(s: CaseState, event: Event): void {
  switch (event['type']) {
    case 'inconvenience.found':
      s.finding = true;
      ask(s);
      return;
    case 'inconvenience.not-found':
      s.finding = false;
      s.main = 'disposition-review';
      return;
    case 'residence.granted':
      issue(s, 'residence-permit');
      s.main = 'residing';
      return;
    case 'residence.declined':
      s.awaited = true;
      return;
    case 'residence.ended':
      makeVoid(s, 'residence-permit');
      s.main = 'outcome.residence-ended';
  }
}

function circumstances(s: CaseState, event: Event): void {
  const ref = String(event['ref']);
  switch (event['type']) {
    case 'household.unity-decided':
      s.householdOpen = false;
      return;
    case 'local-proceedings.opened':
      if (!s.local.includes(ref)) s.local.push(ref);
      dropHandover(s);
      return;
    case 'local-proceedings.closed':
      s.local = s.local.filter((open) => open !== ref);
      return;
    case 'person.absconded':
      s.present = false;
      dropHandover(s);
      return;
    case 'person.reappeared':
      s.present = true;
  }
}

const MAIN_EFFECTS: Record<string, (s: CaseState, event: Event) => void> = {
  'identity.verified': (s) => {
    s.main = 'detected.screening';
  },
  'screening.completed': screen,
  'willingness.stated': stated,
  'consent.requested': (s, event) => {
    s.main = 'consent-check.awaiting-reply';
    s.open.consent = String(event['correlationId']);
  },
  'counterpart.consented': consentGiven,
  'counterpart.approved': consentGiven,
  'counterpart.refused': (s) => {
    s.main = 'disposition-review';
    s.open.consent = undefined;
  },
  'counterpart.withdrew': consentWithdrawn,
  'disposition.remobilize': mobilization,
  'disposition.reconsult': ask,
  'disposition.reassess': (s) => {
    s.main = 'assessment';
  },
  'necessity.declared': mobilization,
};

const GROUPS: [RegExp, (s: CaseState, event: Event, by: string) => void][] = [
  [/^mobilization\./, mobilization],
  [/^(investigation|education|passport)\./, status],
  [/^renunciation\./, renunciation],
  [/^(repatriation|person\.heard|review)/, repatriation],
  [/^handover\./, handover],
  [/^return\./, returning],
  [/^clause3\./, clause3],
  [/^protection\./, protection],
  [/^penalty\./, penalty],
  [/^(inconvenience|residence)\./, residence],
  [/^(household|local-proceedings|person)\./, circumstances],
];

export function applyCrossing(s: CaseState, event: Event, by: string): void {
  const type = String(event['type']);
  const own = MAIN_EFFECTS[type];
  if (own !== undefined) {
    own(s, event);
    return;
  }
  GROUPS.find(([pattern]) => pattern.test(type))?.[1](s, event, by);
}
