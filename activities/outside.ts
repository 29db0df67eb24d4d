/**
 * What of an event does not fit what stands outside its case: asked at admission, since the step reads the
 * message and its verdict alone, and the first verdict stands.
 */
import type { JsonObject } from '../machines/kernel/types.ts';
import { casesIn, numbersIn } from '../machines/shared/given.ts';
import type { GivenNumber, SharedStore } from './ports.ts';

/** An event that is to be compared, by the key of its verdict. */
export interface Compared {
  readonly key: string;
  /** Its own. */
  readonly id: string;
  readonly event: JsonObject;
}

/** Characters of a document number at most: more, and no index could hold it. */
const NUMBER_CHARS = 200;

/**
 * What does not fit, in words, by key; nothing where all fits. Numbers that fit are held for their event
 * from now on, so that of two cases that give one number at once the second is told. Without a store
 * (recorded cases, which are played as often as anybody likes) only what no registry could hold is told.
 */
export async function misfitsOf(
  store: SharedStore | undefined,
  caseNo: string,
  compared: readonly Compared[],
): Promise<ReadonlyMap<string, string>> {
  const numbers = compared.flatMap(({ key, id, event }) =>
    numbersIn(event).map((one) => ({ ...one, key, eventId: id })),
  );
  const named = compared.flatMap(({ key, event }) =>
    casesIn(event).map((number) => ({ key, number })),
  );
  const short = numbers.filter(({ number }) => number.length <= NUMBER_CHARS);
  const [taken, unknown] = await Promise.all([
    holding(store, caseNo, short),
    unknownTo(store, named),
  ]);
  return new Map([
    ...named.flatMap(({ key, number }) =>
      unknown.includes(number) ? [[key, `cases: ${number} has no file`] as const] : [],
    ),
    ...numbers.flatMap(({ key, field, number }) =>
      number.length > NUMBER_CHARS
        ? [[key, `${field}: is longer than ${NUMBER_CHARS} characters`] as const]
        : [],
    ),
    ...short.flatMap(({ key, field, ...one }) =>
      taken.some((other) => isSame(one, other))
        ? [[key, `${field}: another document has this number`] as const]
        : [],
    ),
  ]);
}

async function holding(
  store: SharedStore | undefined,
  caseNo: string,
  numbers: readonly GivenNumber[],
): Promise<readonly GivenNumber[]> {
  if (store === undefined || numbers.length === 0) return [];
  const given = numbers.map(({ eventId, kind, number }) => ({ eventId, kind, number }));
  return store.holdNumbers(caseNo, given);
}

async function unknownTo(
  store: SharedStore | undefined,
  named: readonly { readonly number: string }[],
): Promise<readonly string[]> {
  if (store === undefined || named.length === 0) return [];
  return store.withoutFile([...new Set(named.map(({ number }) => number))]);
}

function isSame(one: GivenNumber, other: GivenNumber): boolean {
  return one.eventId === other.eventId && one.kind === other.kind && one.number === other.number;
}
