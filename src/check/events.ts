/**
 * Events, well formed: every field that the vocabulary asks for, an officer with the power, and a second
 * one where four eyes are needed.
 */
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { needsSecond } from '../../machines/kernel/refusals.ts';
import type { CaseEvent, Json, JsonObject, Officer } from '../../machines/kernel/types.ts';
import { rolesOf, type EventRow, type Field } from '../../machines/kernel/vocabulary.ts';
import { attributedTo, officerOf } from '../../machines/shared/officers.ts';
import { formOf } from '../../machines/shared/schema.ts';

/** What somebody says, and who. */
export interface Said {
  readonly event: CaseEvent;
  readonly by: Officer;
  readonly second?: Officer;
  /** Why the form is at fault, as an edge would have found; absent where it is right. */
  readonly malformed?: string;
  /** False: no signature proves it. */
  readonly attested?: false;
}

/** What an event is made for. */
export interface Place {
  readonly procedure: Procedure;
  /** The chart's context: roles may depend on it. */
  readonly facts: JsonObject;
  /** Makes ids and references new. */
  readonly count: number;
  /** ISO date. */
  readonly day: string;
}

/** Number that marks a substitute in what is explored: he acts for number 1 of several roles. */
export const SUBSTITUTE = 7;
const ACTS_FOR: readonly string[] = ['EMB-CO-1', 'PSO-IN-1', 'FAO-LN-1', 'PRO-OF-1', 'PSO-DR-1'];

/** The officer of an id; number 7 of a role is a substitute for others. */
export function officer(id: string): Officer {
  const plain = officerOf(id);
  if (!id.endsWith(`-${SUBSTITUTE}`)) return plain;
  return { ...plain, actsFor: ACTS_FOR.filter((other) => !other.startsWith(plain.role)) };
}

/** Id of an officer of a role; the service has no number. */
export function idOf(role: string, number: number): string {
  return role === 'service' ? role : `${role}-${number}`;
}

const REASONS = 'synthetic reasons, recorded in full';

function valueOf(name: string, field: Field, count: number): Json {
  if (field.values !== undefined && field.kind !== 'texts') return field.values[0] ?? '';
  switch (field.kind) {
    case 'flag':
    case 'signed':
      return true;
    case 'count':
      return 1;
    case 'date':
      return '1960-12-31';
    case 'texts':
      return field.values === undefined ? [`${name} ${count}`] : [field.values[0] ?? ''];
    case 'language':
      return 'ko';
    case 'object':
    case 'names':
      return {};
    default:
      return `${name}-${count}`;
  }
}

function fieldsOf(row: EventRow, payload: JsonObject, count: number): JsonObject {
  const needed = Object.entries(row.fields).filter(
    ([name, field]) =>
      field.optional !== true && payload[name] === undefined && (field.when?.(payload) ?? true),
  );
  return Object.fromEntries(needed.map(([name, field]) => [name, valueOf(name, field, count)]));
}

/** Roles that may enter a row, first the officer of the case. */
export function firstRoles(place: Place, row: EventRow): readonly string[] {
  const own = place.procedure.name === 'outbound' ? 'EMB-CO' : 'PSO-IN';
  const roles = rolesOf(row.by, place.facts);
  return roles.includes(own) ? [own, ...roles.filter((role) => role !== own)] : roles;
}

/** Picks one of several: the first in an exhaustive search, a random one in a walk. */
export type Pick = <T>(items: readonly T[]) => T | undefined;

/** An event of a type with this payload. */
export function wellFormed(
  place: Place,
  type: string,
  row: EventRow,
  payload: JsonObject,
  pick: Pick,
): Said {
  const { count, day } = place;
  const by = officer(idOf(pick(firstRoles(place, row)) ?? 'PSO-IN', pick(NUMBERS) ?? 1));
  const { reasons } = row;
  const wantsReasons = reasons !== undefined && (reasons.when?.(payload) ?? true);
  const event: CaseEvent = {
    id: `E-${count}`,
    type,
    at: day,
    by: by.id,
    ...(wantsReasons && { [reasons.field]: REASONS }),
    ...fieldsOf(row, payload, count),
    ...payload,
  };
  if (!needsSecond(row, event) || row.second === undefined) return { event, by };
  const role = pick(rolesOf(row.second.roles, place.facts)) ?? 'PSO-DR';
  const number = pick(NUMBERS) ?? 1;
  const id = idOf(role, number);
  const second = officer(id === by.id ? idOf(role, number + 1) : id);
  return { event: { ...event, second: second.id }, by, second };
}

/** Most officers are number 1; number 7 acts for others. */
const NUMBERS: readonly number[] = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, SUBSTITUTE];

/** An event as a case file has it: who entered it is taken from the event, its form is judged. */
export function saidOf(procedure: Procedure, event: CaseEvent): Said {
  const malformed = formOf(procedure.name, event);
  return {
    event,
    by: officer(attributedTo(procedure.name, event).id),
    ...(typeof event.second === 'string' && { second: officer(event.second) }),
    ...(malformed !== undefined && { malformed }),
  };
}
