// Roles, bodies, and who is meant when `by` is absent.
//
// Readings:
// - Anything in `by` that is neither an officer's id nor `service` names an authority: HAC-CL.
// - A `second` that is no officer's id has no role: ROLE_NOT_ALLOWED at its place.

export type Event = Record<string, unknown>;

const ROLES = [
  'EMB-CO',
  'EMB-HD',
  'PSO-IN',
  'PSO-DR',
  'FAO-LN',
  'MFA-CD',
  'MPS-CD',
  'OCC-CD',
  'PRO-OF',
  'REV-OF',
  'REG-CL',
  'CPL-LN',
  'HAC-CL',
];

const REPLIES = [
  'counterpart.consented',
  'counterpart.approved',
  'counterpart.refused',
  'counterpart.withdrew',
  'handover.accepted',
  'handover.declined',
  'return.accepted',
];

const TIME = [
  'review.window-elapsed',
  'protection.review-window-elapsed',
  'reminder.due',
  'escalation.due',
];

export function isReply(type: string): boolean {
  return REPLIES.includes(type) || type === 'clause3.nothing-found';
}

export function defaultBy(type: string, procedure: string): string {
  if (TIME.includes(type)) return 'service';
  if (REPLIES.includes(type)) return 'CPL-LN-1';
  if (type === 'clause3.reported' || type === 'clause3.nothing-found') return 'HAC-CL-1';
  return procedure === 'outbound' ? 'EMB-CO-1' : 'PSO-IN-1';
}

export function enteredBy(event: Event, procedure: string): string {
  return typeof event['by'] === 'string'
    ? event['by']
    : defaultBy(String(event['type']), procedure);
}

function officerRole(id: string): string | undefined {
  const match = /^([A-Z]{3}-[A-Z]{2})-\d+$/.exec(id);
  return ROLES.find((role) => role === match?.[1]);
}

export function roleOfFirst(id: string): string {
  return id === 'service' ? 'service' : (officerRole(id) ?? 'HAC-CL');
}

export function roleOfSecond(id: string): string {
  return officerRole(id) ?? '';
}

export function bodyOf(role: string): string {
  return role.slice(0, 3);
}
