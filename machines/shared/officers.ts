/**
 * Roles, bodies and who is meant by an event (`domain/events`, "Roles and bodies"). Pure: the charts'
 * dry run and the check of signatures ask the same questions here.
 */
import type { JsonObject, Officer } from '../kernel/types.ts';

/** Every role with its body. Bodies are what "two bodies" compares. */
export const ROLES = {
  'EMB-CO': 'EMB',
  'EMB-HD': 'EMB',
  'PSO-IN': 'PSO',
  'PSO-DR': 'PSO',
  'FAO-LN': 'FAO',
  'MFA-CD': 'MFA',
  'MPS-CD': 'MPS',
  'OCC-CD': 'OCC',
  'PRO-OF': 'PRO',
  'REV-OF': 'REV',
  'REG-CL': 'REG',
  'CPL-LN': 'CPL',
  'HAC-CL': 'HAC',
} as const;

/** Roles that lead an office of their body; the other bodies have no head. */
const HEADS: readonly string[] = ['EMB-HD', 'PSO-DR'];

/** Whether an officer leads the office of another one; provinces are not looked at. */
export function isHeadOf(
  head: Pick<Officer, 'role' | 'body'>,
  other: Pick<Officer, 'body'>,
): boolean {
  return HEADS.includes(head.role) && head.body === other.body;
}

/** Id, role and body of the timers. */
export const SERVICE = 'service';

/** Events that the service alone enters. */
export const TIME_EVENTS: readonly string[] = [
  'review.window-elapsed',
  'protection.review-window-elapsed',
  'reminder.due',
  'escalation.due',
];

/** Replies of the other side, entered by the counterpart liaison. */
const REPLIES: readonly string[] = [
  'counterpart.consented',
  'counterpart.approved',
  'counterpart.refused',
  'counterpart.withdrew',
  'handover.accepted',
  'handover.declined',
  'return.accepted',
];

/** Reports of a home authority, entered by its clerk. */
const HOME_REPORTS: readonly string[] = ['clause3.nothing-found', 'clause3.reported'];

/** Whether a text is shaped like an officer's id (`EMB-CO-1`), whether or not there is such an officer. */
export function isOfficerId(text: string): boolean {
  return /^[A-Z]{3}-[A-Z]{2}-\d{1,9}$/.test(text);
}

/** Whether an event is one that the service alone enters. */
export function isTimeEvent(type: string): boolean {
  return TIME_EVENTS.includes(type);
}

/**
 * The officer of an id, by the id alone: role is its first two parts, body its first. `service` is its
 * own role and body. A text that is no officer's id has a role that no event allows.
 */
export function officerOf(id: string): Officer {
  if (id === SERVICE) return { id, role: SERVICE, body: SERVICE };
  const [body = id, rest = ''] = id.split('-');
  return { id, role: isOfficerId(id) ? `${body}-${rest}` : id, body };
}

/**
 * Who has to enter an event: an officer by id, or any officer of a role. `by` counts where it is a
 * text: an officer's id or `service` names that one, anything else an authority, for which a clerk of
 * the home authority acts.
 */
export function entersEvent(
  procedure: string,
  event: JsonObject,
): { readonly id: string } | { readonly role: string } {
  const by = event['by'];
  const type = event['type'];
  if (typeof by === 'string') {
    return by === SERVICE || isOfficerId(by) ? { id: by } : { role: 'HAC-CL' };
  }
  if (typeof type === 'string') {
    if (isTimeEvent(type)) return { id: SERVICE };
    if (REPLIES.includes(type)) return { role: 'CPL-LN' };
    if (HOME_REPORTS.includes(type)) return { role: 'HAC-CL' };
  }
  return { role: procedure === 'outbound' ? 'EMB-CO' : 'PSO-IN' };
}

/** An officer who acts for an absent one: with that one's role and body, and counting as both persons. */
export function standIn(officer: Officer, { id, role, body }: Officer): Officer {
  const actsFor = [...new Set([...(officer.actsFor ?? []), id])];
  return { id: officer.id, role, body, actsFor };
}

/** Who entered an event of a case file, without any signature: number 1 of the role where none is named. */
export function attributedTo(procedure: string, event: JsonObject): Officer {
  const who = entersEvent(procedure, event);
  return named('id' in who ? who.id : `${who.role}-1`, event['for']);
}

/** The second officer of an event of a case file, without any signature; `undefined` where there is none. */
export function secondOf(event: JsonObject): Officer | undefined {
  const { second, secondFor } = event;
  return typeof second === 'string' ? named(second, secondFor) : undefined;
}

function named(id: string, absentee: JsonObject[string]): Officer {
  const officer = officerOf(id);
  const isNamed = typeof absentee === 'string' && isOfficerId(absentee) && isOfficerId(id);
  return isNamed ? standIn(officer, officerOf(absentee)) : officer;
}
