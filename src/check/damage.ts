/**
 * Events with a fault: what a hasty or hostile sender would try. The form is judged as the edges do.
 */
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { ROLES } from '../../machines/shared/officers.ts';
import { formOf } from '../../machines/shared/schema.ts';
import { idOf, officer, type Said } from './events.ts';
import type { Random } from './random.ts';

type Damage = (said: Said, random: Random) => Said;

function withFields(said: Said, fields: JsonObject): Said {
  return { ...said, event: { ...said.event, ...fields } };
}

const ENVELOPE = ['id', 'type', 'at', 'by', 'second'];

const drop: Damage = (said, random) => {
  const names = Object.keys(said.event).filter((name) => !ENVELOPE.includes(name));
  const name = random.pick(names);
  return name === undefined ? said : withFields(said, { [name]: undefined });
};

const VALUES: readonly Json[] = ['', '  ', 'too short', 'something else', 7, true, false, [], {}];

const wrongValue: Damage = (said, random) => {
  const names = Object.keys(said.event).filter((name) => !ENVELOPE.includes(name));
  const name = random.pick(names);
  const value = random.pick(VALUES) ?? '';
  return name === undefined ? said : withFields(said, { [name]: value });
};

const otherOfficer: Damage = (said, random) => {
  const by = officer(idOf(random.pick(Object.keys(ROLES)) ?? 'EMB-CO', 1));
  return { ...withFields(said, { by: by.id }), by };
};

const otherSecond: Damage = (said, random) => {
  const second = officer(idOf(random.pick(Object.keys(ROLES)) ?? 'EMB-CO', 1));
  return { ...withFields(said, { second: second.id }), second };
};

const alone: Damage = ({ second: _, ...said }) => withFields(said, { second: undefined });

const twice: Damage = (said) => ({
  ...withFields(said, { second: said.by.id }),
  second: said.by,
});

const colleague: Damage = (said) => {
  const second = officer(idOf(said.by.role, 4));
  return { ...withFields(said, { second: second.id }), second };
};

const stray: Damage = (said) => withFields(said, { correlationId: 'C-unknown' });

/** Flags that decide, by the event that carries them. */
const FLAGS: Readonly<Record<string, string>> = {
  'clause3.confirmed': 'offenceIsTheCrossing',
  'counterpart.consented': 'personSpecific',
  'counterpart.approved': 'personSpecific',
  'renunciation.approved': 'otherNationalityAssured',
};

const wrongFlag: Damage = (said) => {
  const name = FLAGS[said.event.type] ?? 'signed';
  return withFields(said, { [name]: name === 'offenceIsTheCrossing' });
};

const WORDS: Readonly<Record<string, readonly string[]>> = {
  clause: ['1a', '2a', '3', '1c'],
  ground: ['1a', '2a', '3'],
  kind: ['gossip'],
  ref: ['LP-9'],
};

const otherWord: Damage = (said, random) => {
  const name = random.pick(Object.keys(WORDS).filter((word) => word in said.event));
  return name === undefined
    ? wrongValue(said, random)
    : withFields(said, { [name]: random.pick(WORDS[name] ?? []) });
};

const cleared: Damage = (said) => withFields(said, { protectionClearanceId: 'PC-1' });

const unsigned: Damage = (said) => ({ ...said, attested: false });

const DAMAGES: readonly (readonly [Damage, number])[] = [
  [drop, 4],
  [wrongValue, 3],
  [otherOfficer, 3],
  [otherSecond, 2],
  [alone, 2],
  [twice, 2],
  [colleague, 2],
  [stray, 2],
  [wrongFlag, 3],
  [otherWord, 4],
  [cleared, 1],
  [unsigned, 0.3],
];

/** The event with one fault, more or less; some faults are none for some events. */
export function damaged(procedure: Procedure, said: Said, random: Random): Said {
  const changed = (random.weighted(DAMAGES) ?? drop)(said, random);
  const event = JSON.parse(JSON.stringify(changed.event)) as Said['event'];
  const malformed = formOf(procedure.name, event);
  return { ...changed, event, ...(malformed !== undefined && { malformed }) };
}
