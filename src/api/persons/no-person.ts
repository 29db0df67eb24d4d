/**
 * Facts of an opening lie in Temporal and in the file as they came: who the person is has no place
 * there. The API ignores such fields, as it does all that it does not know; these do not even get past it.
 */
import type { Json, JsonObject } from '../../../machines/kernel/types.ts';

/** Names under which clients are known to send a person, without case, `_` and `-`. */
const PERSONAL: readonly string[] = [
  'name',
  'names',
  'fullname',
  'familyname',
  'givenname',
  'firstname',
  'lastname',
  'surname',
  'birth',
  'birthdate',
  'dateofbirth',
  'birthplace',
  'sex',
  'gender',
  'residence',
  'address',
  'identity',
  'person',
  'phone',
];

/** The facts without fields of these names, at any depth. */
export function withoutPerson(facts: JsonObject): JsonObject {
  const kept = Object.entries(facts).filter(([field]) => !isPersonal(field));
  return Object.fromEntries(
    kept.map(([field, value]) => [field, value === undefined ? undefined : without(value)]),
  );
}

function without(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(without) : withoutPerson(value as JsonObject);
}

function isPersonal(field: string): boolean {
  return PERSONAL.includes(field.toLowerCase().replace(/[_-]/g, ''));
}
