// Well-formed events: every required field, a right role, a right second, and values that fit the goal.
import { defaultBy, isReply } from './officers.ts';
import type { Event } from './officers.ts';
import type { CaseState } from './model.ts';
import { addDays } from './random.ts';
import type { Random } from './random.ts';
import { ROWS } from './vocabulary.ts';
import type { Field, Row } from './vocabulary.ts';

export interface Walk {
  r: Random;
  s: CaseState;
  caseNo: string;
  goal: string;
  day: string;
  count: number;
  sent: Event[];
}

const REASONS = 'synthetic reasons, recorded in full';

function bias(w: Walk, likely: string, others: [string, ...string[]], share = 0.85): string {
  return w.r.chance(share) ? likely : w.r.pick(others);
}

function statement(w: Walk): string {
  const { s } = w;
  if (s.arranging) return bias(w, 'willing', ['unwilling', 'undecided'], 0.3);
  if (w.goal === 'return') return bias(w, 'willing', ['unwilling', 'undecided'], 0.7);
  return bias(w, 'unwilling', ['willing', 'undecided'], 0.88);
}

function nationality(w: Walk): string {
  const home = w.s.procedure === 'outbound' ? 'PRC' : 'DPRK';
  if (w.goal === 'early') return w.r.pick(['PRC', 'DPRK', 'other', home]);
  return home;
}

function ground(w: Walk): string {
  if (w.s.ground === '3') return '3';
  return bias(w, w.s.procedure === 'outbound' ? '1a' : '2a', ['3', '1a', '2a'], 0.92);
}

function correlation(w: Walk, type: string): string {
  const { open, consent } = w.s;
  const wanted: Record<string, string | undefined> = {
    'counterpart.consented': open.consent,
    'counterpart.approved': open.consent,
    'counterpart.refused': open.consent,
    'counterpart.withdrew': consent?.correlationId,
    'handover.accepted': open.handover,
    'handover.declined': open.handover ?? open.handoverAccepted,
    'handover.completed': open.handoverAccepted,
    'return.accepted': open.return,
    'return.completed': open.returnAccepted,
    'clause3.nothing-found': open.check,
  };
  const known = wanted[type];
  if (known !== undefined) return known;
  const earlier = w.sent
    .map((event) => event['correlationId'])
    .filter((id) => typeof id === 'string');
  if (isReply(type) || w.r.chance(0.08)) return w.r.some(earlier) ?? `C-${w.count}`;
  return `C-${w.count}`;
}

function someDay(w: Walk, name: string): string {
  if (name === 'crossedOn') {
    const crossings: [string, number][] = [
      ['1957-09', 5],
      ['1957-12-17', 1],
      ['1957-12-18', 2],
      ['1957-12', 1],
      ['1957', 1],
      ['1958', 1],
      ['1958-04-11', 4],
      ['1958-01', 1],
      ['1956-02-29', 1],
    ];
    return w.r.weighted(crossings) ?? '1957-09';
  }
  const day = addDays(w.day, w.r.chance(0.3) ? w.r.int(0, 15) : w.r.int(15, 300));
  if (name !== 'validUntil') return day;
  return (
    w.r.weighted([
      [day, 3],
      [day.slice(0, 7), 1],
      [day.slice(0, 4), 1],
    ] as const) ?? day
  );
}

const TEXTS: Record<string, [string, ...string[]]> = {
  language: ['ko', 'zh'],
  homeAuthority: ['PSO Jilin', 'counterpart interior organ'],
  source: ['PSO Liaoning', 'counterpart interior organ'],
  kind: ['crime', 'pending-criminal', 'pending-civil'],
  place: ['agreed port', 'Tumen'],
  escortRole: ['escort officer'],
  finding: ['no obstacle', 'matter noted'],
  outcome: ['warning', 'none'],
  reason: ['the permit is no longer wanted'],
  question: ['how is clause 1 to be read here?'],
};

function exitFlag(w: Walk, name: string): boolean {
  const bad = { refused: 0.35, deferred: 0.25, wander: 0.4, early: 0.3 }[w.goal] ?? 0.06;
  const refusal = w.goal === 'refused' || w.goal === 'wander';
  if (name === 'inScope') return w.goal !== 'early' || w.r.chance(0.5);
  if (name === 'issue') return w.r.chance(bad);
  if (name === 'pending') return w.r.chance(w.goal === 'deferred' ? 0.85 : bad * 0.6);
  return !w.r.chance(refusal ? 0.6 : bad * 0.5);
}

function flag(w: Walk, type: string, name: string): boolean {
  switch (name) {
    case 'illegalCrossing':
      return w.goal !== 'early' || w.r.chance(0.6);
    case 'offenceIsTheCrossing':
      return false;
    case 'confidential':
      return w.r.chance(0.8);
    case 'value':
      return w.s.exit.justified === false && w.s.exit.issue !== true && w.s.exit.pending !== true;
    case 'otherNationalityAssured':
      return w.r.chance(0.6);
    case 'personSpecific':
      return w.r.chance(0.95);
    case 'inScope':
    case 'issue':
    case 'pending':
    case 'justified':
      return exitFlag(w, name);
    default:
      return type !== '';
  }
}

function corrections(w: Walk): Record<string, boolean> {
  const { issue, pending, justified } = w.s.exit;
  const out: Record<string, boolean> = {};
  if (issue === true && w.r.chance(0.8)) out['issue'] = false;
  if (pending === true && w.r.chance(0.6)) out['pending'] = false;
  if (justified === false && w.r.chance(0.8)) out['justified'] = true;
  if (Object.keys(out).length === 0 || w.r.chance(0.08)) {
    out[w.r.pick(['issue', 'pending', 'justified'])] = w.r.chance(0.5);
  }
  return out;
}

function listOf(w: Walk, name: string): string[] {
  if (name === 'to') return w.r.pick([['MFA'], ['MFA', 'MPS'], ['OCC']]);
  if (name !== 'permits') return [w.r.pick(['spouse in China', 'illness', 'long residence'])];
  const permit = w.s.procedure === 'exit' ? 'correct-check' : 'passport-for-later-crosser';
  return w.r.chance(0.6)
    ? [permit]
    : w.r.pick([[], ['something-else'], [permit, 'something-else']]);
}

function oneOf(w: Walk, type: string, field: Field): string {
  const values = field.values ?? [];
  if (type === 'willingness.stated') return statement(w);
  if (field.name === 'nationality') return nationality(w);
  if (field.name === 'ground') return ground(w);
  if (type === 'review.decided')
    return bias(w, 'upheld', ['overturned'], w.s.procedure === 'exit' ? 0.4 : 0.65);
  if (type === 'protection.review-decided') {
    return bias(w, w.goal === 'protection' ? 'recognised' : 'not-recognised', ['recognised'], 0.8);
  }
  if (field.name === 'check') {
    const { issue, pending } = w.s.exit;
    return issue === true ? 'political' : pending === true ? 'pending' : 'justification';
  }
  return w.r.some(values) ?? '';
}

function valueOf(w: Walk, type: string, field: Field): unknown {
  if (field.list) return listOf(w, field.name);
  if (field.values !== undefined) return oneOf(w, type, field);
  if (field.name === 'correlationId') return correlation(w, type);
  if (field.name === 'clause') return w.s.ground ?? '1a';
  if (field.name === 'ref') {
    if (type === 'local-proceedings.closed') return w.r.some(w.s.local) ?? 'LP-9';
    return type.startsWith('local') ? `LP-${w.r.int(1, 3)}` : `REF-${w.count}`;
  }
  switch (field.type) {
    case 'bool':
      return flag(w, type, field.name);
    case 'num':
      return w.r.int(1, 3);
    case 'strs':
      return listOf(w, field.name);
    case 'date':
      return someDay(w, field.name);
    case 'corrects':
      return corrections(w);
    default:
      return w.r.pick(TEXTS[field.name] ?? [`${field.name.toUpperCase()}-${w.count}`]);
  }
}

function wants(w: Walk, row: Row, field: Field): boolean {
  if (field.required) return true;
  switch (field.name) {
    case 'personSpecific':
    case 'otherNationalityAssured':
    case 'reason':
      return true;
    case 'corrects':
      return w.s.procedure === 'exit';
    case 'crossedOn':
      return w.r.chance(0.85);
    case 'conditions':
    case 'relativesAbroad':
      return false;
    case 'offenceIsTheCrossing':
      return w.r.chance(0.2);
    case 'validUntil':
      return w.r.chance(0.4);
    case 'certificateRef':
      return true;
    case 'correlationId':
      return w.r.chance(0.6);
    default:
      return row.type !== 'inconvenience.not-found' && w.r.chance(0.3);
  }
}

export function officer(w: Walk, role: string): string {
  if (role === 'service') return role;
  return `${role}-${w.r.chance(0.8) ? 1 : w.r.int(2, 3)}`;
}

function firstRole(w: Walk, row: Row): string {
  const outbound = w.s.procedure === 'outbound';
  if (row.type === 'consent.requested') return outbound ? 'EMB-CO' : 'FAO-LN';
  if (row.type === 'repatriation.decided') {
    if (w.s.ground === '3') return w.r.pick(['EMB-HD', 'PSO-DR']);
    return outbound ? 'EMB-HD' : 'PSO-DR';
  }
  if (row.type === 'clause3.confirmed') return w.r.pick(['PSO-DR', 'PSO-IN', 'EMB-HD']);
  const own = outbound ? 'EMB-CO' : 'PSO-IN';
  if (row.roles.includes(own) && w.r.chance(0.85)) return own;
  return w.r.some(row.roles) ?? own;
}

function otherOfficer(w: Walk, roles: string[], by: string): string {
  const second = officer(w, w.r.some(roles) ?? 'PSO-DR');
  return second === by ? `${second.slice(0, 7)}${w.r.pick(['4', '5'])}` : second;
}

function addSecond(w: Walk, row: Row, event: Event, by: string): void {
  if (row.type === 'political-check.completed' && event['issue'] !== true) return;
  const roles = [...row.second];
  if (row.type === 'repatriation.decided' && w.s.procedure === 'inbound')
    roles.push('FAO-LN', 'FAO-LN');
  if (roles.length > 0) event['second'] = otherOfficer(w, roles, by);
}

function addBy(w: Walk, event: Event, by: string): void {
  const type = String(event['type']);
  const authority = type === 'clause3.reported' || type === 'clause3.nothing-found';
  if (authority && by.startsWith('HAC') && w.r.chance(0.3)) {
    event['by'] = w.r.pick(['PSO Jilin', 'counterpart interior organ']);
  } else if (by !== defaultBy(type, w.s.procedure) || !w.r.chance(0.4)) event['by'] = by;
}

export function buildEvent(w: Walk, type: string): Event {
  w.count += 1;
  const at = w.r.chance(0.12) ? `${w.day}T0${w.r.int(1, 9)}:30:00Z` : w.day;
  const event: Event = { id: `${w.caseNo}-${String(w.count).padStart(3, '0')}`, type, at };
  const row = ROWS.get(type);
  if (row === undefined) return event;
  const by = officer(w, firstRole(w, row));
  addBy(w, event, by);
  for (const field of row.fields) {
    if (wants(w, row, field)) event[field.name] = valueOf(w, type, field);
  }
  if (
    row.reasons ||
    event['issue'] === true ||
    (type === 'justification.assessed' && w.r.chance(0.3))
  ) {
    event['reasons'] = w.r.chance(0.95) ? REASONS : 'ten chars.';
  }
  addSecond(w, row, event, by);
  const statementOfPerson = type === 'willingness.stated' || type === 'person.heard';
  if (statementOfPerson && (!w.s.adult || w.r.chance(0.05))) {
    event['guardianRef'] = `GU-${w.count}`;
    event['childViewRef'] = `CV-${w.count}`;
  }
  const stayed = w.s.safeguard !== 'clear' && (row.kind === 'message' || row.coercive);
  if (stayed && w.r.chance(0.5)) event['protectionClearanceId'] = `PC-${w.count}`;
  return event;
}
