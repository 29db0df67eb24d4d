// Damage to an event that would otherwise be taken, or nearly.
import { officer } from './build.ts';
import type { Walk } from './build.ts';
import { enteredBy, isReply } from './officers.ts';
import type { Event } from './officers.ts';
import { ROWS } from './vocabulary.ts';
import type { Field, Row } from './vocabulary.ts';

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
] as const;

/** Fields whose absence or wrong type the text leaves open are spared. */
const SPARED = ['kind', 'check', 'value'];

function wrongValue(w: Walk, field: Field): unknown {
  if (field.list) return w.r.pick<unknown>(['MFA', ['XYZ'], [3]]);
  if (field.values !== undefined) return w.r.pick<unknown>(['nonsense', 7, true]);
  switch (field.type) {
    case 'bool':
      return w.r.pick<unknown>(['true', 1]);
    case 'num':
      return 'one';
    case 'strs':
      return w.r.pick<unknown>(['text', [1]]);
    case 'date':
      return w.r.pick<unknown>(['soon', '1958-02-30', '1958-13', 19580101]);
    case 'corrects':
      return w.r.pick<unknown>(['justified', { justified: 'yes' }, ['justified']]);
    default:
      return w.r.pick<unknown>([7, true, ['x']]);
  }
}

function dropField(w: Walk, event: Event, row: Row): void {
  const names = row.fields.map((field) => field.name).filter((name) => name in event);
  if ('reasons' in event) names.push('reasons');
  if ('second' in event) names.push('second', 'second');
  if ('guardianRef' in event) names.push('guardianRef', 'childViewRef');
  const name = w.r.some(
    names.filter((one) => row.type.startsWith('willing') || !SPARED.includes(one)),
  );
  if (name !== undefined) delete event[name];
}

function wrongType(w: Walk, event: Event, row: Row): void {
  if (w.r.chance(0.08)) {
    event['at'] = w.r.pick<unknown>(['yesterday', 19580101]);
    return;
  }
  if (row.reasons && w.r.chance(0.1)) {
    event['reasons'] = 5;
    return;
  }
  const fields = row.fields.filter((field) => {
    if (field.type === 'any' || field.name === 'kind') return false;
    return field.name !== 'correlationId' || !isReply(row.type);
  });
  const field = w.r.some(fields);
  if (field !== undefined) event[field.name] = wrongValue(w, field);
}

function colleague(by: string): string {
  if (by.startsWith('EMB')) return 'EMB-CO-7';
  return by.startsWith('PSO') ? 'PSO-IN-7' : `${by.slice(0, 6)}-7`;
}

function wrongOfficers(w: Walk, event: Event, row: Row): void {
  const by = enteredBy(event, w.s.procedure);
  const proposers = Object.values(w.s.proposers);
  if (row.second.length === 0 || w.r.chance(0.25)) {
    event['by'] = officer(w, w.r.pick(ROLES));
    return;
  }
  const kind = w.r.int(0, 4);
  if (kind === 0) delete event['second'];
  else if (kind === 1) event['second'] = by;
  else if (kind === 2) event['second'] = colleague(by);
  else if (kind === 3) event['second'] = w.r.some(proposers) ?? officer(w, w.r.pick(ROLES));
  else event['second'] = officer(w, w.r.pick(ROLES));
}

const SPECIAL: Record<string, (w: Walk, event: Event) => void> = {
  'counterpart.consented': notSpecific,
  'counterpart.approved': notSpecific,
  'renunciation.approved': (w, event) => {
    if (w.r.chance(0.5)) event['otherNationalityAssured'] = false;
    else delete event['otherNationalityAssured'];
  },
  'clause3.confirmed': (w, event) => {
    if (w.r.chance(0.6)) event['offenceIsTheCrossing'] = true;
    if (w.r.chance(0.5)) event['kind'] = 'gossip';
  },
  'clause3.reported': (_w, event) => {
    event['kind'] = 'gossip';
  },
  'repatriation.decided': (w, event) => {
    event['clause'] = w.r.pick(['1a', '2a', '3', '1c']);
  },
  'repatriation.proposed': (w, event) => {
    event['ground'] = w.r.pick(['1a', '2a', '3']);
  },
  'review.decided': (w, event) => {
    event['result'] = 'overturned';
    if (w.r.chance(0.5)) event['corrects'] = w.r.pick([{}, { other: true }]);
    else delete event['corrects'];
  },
  'willingness.stated': (w, event) => {
    if (w.r.chance(0.4)) event['value'] = 'willing';
    delete event['signed'];
    if (w.r.chance(0.5)) delete event['statementRef'];
    event['reportedBy'] = 'EMB-CO-1';
  },
  'check.corrected': (w, event) => {
    event['check'] = w.r.pick(['political', 'pending', 'justification']);
    event['value'] = w.r.chance(0.5);
  },
  'local-proceedings.closed': (_w, event) => {
    event['ref'] = 'LP-8';
  },
  'pending-case-check.completed': (_w, event) => {
    event['pending'] = true;
    delete event['certificateRef'];
  },
};

function notSpecific(w: Walk, event: Event): void {
  if (w.r.chance(0.5)) event['personSpecific'] = false;
  else delete event['personSpecific'];
}

function shortReasons(w: Walk, event: Event): void {
  const name = event['type'] === 'residence.ended' ? 'reason' : 'reasons';
  if (name in event)
    event[name] = w.r.pick(['', 'too short', '   padded      ', 'ten chars.', '123456789']);
}

function mutateOnce(w: Walk, event: Event, row: Row): void {
  const special = SPECIAL[row.type];
  const kinds: [string, number][] = [
    ['drop', 4],
    ['type', 3],
    ['officers', row.second.length > 0 ? 6 : 2],
    ['reasons', row.reasons || row.type === 'residence.ended' ? 2 : 0],
    ['correlation', 'correlationId' in event ? 3 : 0],
    ['by', 0.7],
    ['special', special === undefined ? 0 : 8],
    ['clearance', 'protectionClearanceId' in event ? 2 : 0],
  ];
  switch (w.r.weighted(kinds)) {
    case 'drop':
      dropField(w, event, row);
      return;
    case 'type':
      wrongType(w, event, row);
      return;
    case 'officers':
      wrongOfficers(w, event, row);
      return;
    case 'reasons':
      shortReasons(w, event);
      return;
    case 'correlation':
      event['correlationId'] = 'C-unknown';
      return;
    case 'by':
      delete event['by'];
      return;
    case 'clearance':
      delete event['protectionClearanceId'];
      return;
    default:
      special?.(w, event);
  }
}

export function mutate(w: Walk, event: Event): Event {
  const row = ROWS.get(String(event['type']));
  if (row === undefined) return event;
  const damaged: Event = { ...event };
  mutateOnce(w, damaged, row);
  if (w.r.chance(0.15)) mutateOnce(w, damaged, row);
  return damaged;
}

/** An earlier event once more under its id, as it was or altered. */
export function retry(w: Walk): Event | undefined {
  const earlier = w.r.some(w.sent);
  if (earlier === undefined) return undefined;
  if (w.r.chance(0.5)) return { ...earlier };
  const other = w.r.some(w.sent) ?? earlier;
  return w.r.chance(0.5)
    ? { ...other, id: earlier['id'] }
    : { ...mutate(w, earlier), id: earlier['id'] };
}
