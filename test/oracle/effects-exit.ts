// What an accepted event changes: exit, and what every procedure has.
//
// Readings:
// - `corrects` and check.corrected set the check as named; pending false ends all counted cases,
//   pending true leaves at least one.
// - pending-case.reported in decision while one is pending counts one more.
import { issue, makeVoid } from './model.ts';
import type { CaseState } from './model.ts';
import type { Event } from './officers.ts';

const PAPERS = ['exit-permit', 'passport'];

function setPending(s: CaseState, pending: boolean): void {
  s.exit.pending = pending;
  s.exit.cases = pending ? Math.max(1, s.exit.cases) : 0;
}

function check(s: CaseState, event: Event): void {
  if (event['type'] === 'political-check.completed') s.exit.issue = event['issue'] === true;
  if (event['type'] === 'pending-case-check.completed') setPending(s, event['pending'] === true);
  if (event['type'] === 'justification.assessed') s.exit.justified = event['justified'] === true;
  const { issue: political, pending, justified } = s.exit;
  if (political !== undefined && pending !== undefined && justified !== undefined)
    s.main = 'decision';
}

function correct(s: CaseState, key: string, value: unknown): void {
  if (typeof value !== 'boolean') return;
  if (key === 'issue' || key === 'political') s.exit.issue = value;
  if (key === 'pending') setPending(s, value);
  if (key === 'justified' || key === 'justification') s.exit.justified = value;
}

function reviewed(s: CaseState, event: Event): void {
  if (event['result'] === 'upheld') {
    issue(s, 'refusal-notice');
    s.main = 'outcome.exit-refused';
    return;
  }
  const corrects = event['corrects'];
  if (typeof corrects === 'object' && corrects !== null) {
    for (const [key, value] of Object.entries(corrects)) {
      if (['issue', 'pending', 'justified'].includes(key)) correct(s, key, value);
    }
  }
  s.main = 'decision';
}

function pendingCase(s: CaseState, event: Event): void {
  if (event['type'] === 'pending-case.reported') {
    s.exit.pending = true;
    s.exit.cases += 1;
    makeVoid(s, ...PAPERS);
    if (s.main !== 'decision') s.main = 'deferred';
    return;
  }
  s.exit.cases -= 1;
  if (s.exit.cases > 0) return;
  setPending(s, false);
  s.main = 'decision';
}

const MOVES: Record<string, string> = {
  'exit.approved': 'approved',
  'exit.refused': 'refusal-review',
  'exit.deferred': 'deferred',
  'review.requested': 'under-review',
  'review.window-elapsed': 'refusal-ready',
  'refusal.served': 'outcome.exit-refused',
  'documents.issued': 'documents-issued',
  'documents.expired': 'outcome.approved-unused',
  'departure.recorded': 'outcome.departed',
  'application.withdrawn': 'outcome.withdrawn',
};

export function applyExit(s: CaseState, event: Event): void {
  const type = String(event['type']);
  switch (type) {
    case 'application.completed':
      s.main = event['inScope'] === true ? 'checks' : 'outcome.out-of-scope';
      return;
    case 'political-check.completed':
    case 'pending-case-check.completed':
    case 'justification.assessed':
      check(s, event);
      return;
    case 'check.corrected':
      correct(s, String(event['check']), event['value']);
      return;
    case 'review.decided':
      reviewed(s, event);
      return;
    case 'pending-case.reported':
    case 'pending-case.closed':
      pendingCase(s, event);
      return;
    case 'refusal.served':
      issue(s, 'refusal-notice');
      break;
    case 'documents.issued':
      issue(s, ...PAPERS);
      break;
    case 'documents.expired':
    case 'application.withdrawn':
      makeVoid(s, ...PAPERS);
      break;
  }
  s.main = MOVES[type] ?? s.main;
}

/** What every procedure has; true when the event was one of these. */
export function applyCommon(s: CaseState, event: Event): boolean {
  switch (event['type']) {
    case 'death.recorded':
    case 'identity.mistaken':
      makeVoid(s, 'repatriation-order', ...PAPERS);
      s.main =
        event['type'] === 'death.recorded'
          ? 'outcome.closed-deceased'
          : 'outcome.closed-mistaken-identity';
      return true;
    case 'case.closed-administratively':
      s.main = 'outcome.closed-administratively';
      return true;
    case 'instructions.requested':
      s.awaited = true;
      return true;
    case 'instructions.received': {
      s.awaited = false;
      const permits: unknown[] = Array.isArray(event['permits']) ? event['permits'] : [];
      for (const permit of permits) if (typeof permit === 'string') s.permits.push(permit);
      return true;
    }
    default:
      return false;
  }
}
