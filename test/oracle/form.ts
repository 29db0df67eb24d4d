// Places 3b and 8 of the order of refusals: types and values, roles of the second, what must be there.
//
// Readings:
// - An empty or blank string is an absent field; for reasons it is short reasons.
// - `null` is a wrong type (3b), not an absent field.
// - `signed: false` is EVIDENCE_MISSING: a statement that is not signed.
// - An absent `kind` of clause 3 is an absent field (EVENT_MALFORMED, 8); one that is no string is a wrong
//   type (3b); only a string outside the three is CLAUSE3_KIND (9).
// - The values of `corrects` under its three keys are booleans; other keys are ignored.
// - A `second` on a row without a second is not looked at, apart from its type.
import { isDate } from './dates.ts';
import type { CaseState } from './model.ts';
import { bodyOf, roleOfFirst, roleOfSecond } from './officers.ts';
import type { Event } from './officers.ts';
import { isEvidence } from './vocabulary.ts';
import type { Field, Row } from './vocabulary.ts';

const ENVELOPE = [
  'id',
  'type',
  'by',
  'second',
  'reasons',
  'evidenceRef',
  'guardianRef',
  'childViewRef',
  'protectionClearanceId',
];

const PROPOSED: Record<string, string> = {
  'passport.approved': 'passport',
  'renunciation.approved': 'renunciation',
  'repatriation.decided': 'repatriation',
  'penalty.referred': 'penalty',
  'handover.completed': 'handover',
};

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function correctsFits(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([key, item]) => !['issue', 'pending', 'justified'].includes(key) || typeof item === 'boolean',
  );
}

function fits(field: Field, value: unknown): boolean {
  if (field.values !== undefined) {
    const values = field.values;
    if (!field.list) return typeof value === 'string' && values.includes(value);
    return (
      Array.isArray(value) &&
      value.every((item) => typeof item === 'string' && values.includes(item))
    );
  }
  switch (field.type) {
    case 'bool':
      return typeof value === 'boolean';
    case 'num':
      return typeof value === 'number';
    case 'strs':
      return isStrings(value);
    case 'date':
      return isDate(value, true);
    case 'corrects':
      return correctsFits(value);
    case 'any':
      return true;
    case 'str':
      return typeof value === 'string';
  }
}

/** 3b: a wrong type, or a value outside those of the row. */
export function isMalformed(row: Row, event: Event): boolean {
  if (event['at'] !== undefined && !isDate(event['at'], false)) return true;
  if (ENVELOPE.some((name) => event[name] !== undefined && typeof event[name] !== 'string'))
    return true;
  return row.fields.some(
    (field) => event[field.name] !== undefined && !fits(field, event[field.name]),
  );
}

function isAbsent(event: Event, name: string): boolean {
  const value = event[name];
  if (name === 'signed') return value !== true;
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function isShort(value: unknown): boolean {
  return typeof value !== 'string' || value.trim().length < 10;
}

function namesNothing(corrects: unknown): boolean {
  if (typeof corrects !== 'object' || corrects === null) return true;
  return !['issue', 'pending', 'justified'].some((key) => key in corrects);
}

function evidenceMissing(s: CaseState, row: Row, event: Event): boolean {
  const named = row.fields
    .filter((field) => field.required && isEvidence(field.name))
    .map((field) => field.name);
  if (!s.adult && (row.type === 'willingness.stated' || row.type === 'person.heard')) {
    named.push('guardianRef', 'childViewRef');
  }
  if (row.type === 'pending-case-check.completed' && event['pending'] === true)
    named.push('certificateRef');
  if (named.some((name) => isAbsent(event, name))) return true;
  const overturned = row.type === 'review.decided' && event['result'] === 'overturned';
  return overturned && s.procedure === 'exit' && namesNothing(event['corrects']);
}

function fieldAbsent(row: Row, event: Event): boolean {
  if (isAbsent(event, 'at')) return true;
  return row.fields.some(
    (field) => field.required && !isEvidence(field.name) && isAbsent(event, field.name),
  );
}

function reasonsMissing(row: Row, event: Event): boolean {
  if (row.type === 'residence.ended') return isShort(event['reason']);
  const needed =
    row.reasons || (row.type === 'political-check.completed' && event['issue'] === true);
  return needed && isShort(event['reasons']);
}

function secondRoles(s: CaseState, row: Row, event: Event): string[] {
  if (row.type === 'political-check.completed') return event['issue'] === true ? row.second : [];
  if (row.type === 'repatriation.decided' && s.procedure === 'inbound')
    return ['FAO-LN', ...row.second];
  return row.second;
}

function fourEyes(s: CaseState, row: Row, event: Event, by: string): string | undefined {
  const proposer = s.proposers[PROPOSED[row.type] ?? ''];
  if (proposer === by && row.type !== 'handover.completed') return 'FOUR_EYES_SAME_PERSON';
  const roles = secondRoles(s, row, event);
  if (roles.length === 0) return undefined;
  const second = event['second'];
  if (typeof second !== 'string' || second.trim() === '') return 'FOUR_EYES_MISSING';
  if (second === by || second === proposer) return 'FOUR_EYES_SAME_PERSON';
  const role = roleOfSecond(second);
  if (row.twoBodies && bodyOf(role) === bodyOf(roleOfFirst(by))) return 'FOUR_EYES_SAME_BODY';
  return roles.includes(role) ? undefined : 'ROLE_NOT_ALLOWED';
}

/** 8: evidence, absent fields, reasons, four eyes, the role of the second. */
export function formRefusal(s: CaseState, row: Row, event: Event, by: string): string | undefined {
  if (evidenceMissing(s, row, event)) return 'EVIDENCE_MISSING';
  if (fieldAbsent(row, event)) return 'EVENT_MALFORMED';
  if (reasonsMissing(row, event)) return 'REASONS_MISSING';
  return fourEyes(s, row, event, by);
}

/** 7: the role of the first officer. */
export function firstMay(s: CaseState, row: Row, by: string): boolean {
  const role = roleOfFirst(by);
  if (row.type === 'consent.requested')
    return role === (s.procedure === 'outbound' ? 'EMB-CO' : 'FAO-LN');
  if (row.type === 'repatriation.decided') {
    if (s.ground === '3') return role === 'EMB-HD' || role === 'PSO-DR';
    return role === (s.procedure === 'outbound' ? 'EMB-HD' : 'PSO-DR');
  }
  return row.roles.includes(role);
}
