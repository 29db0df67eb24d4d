/**
 * What of an event does not fit what stands outside its case: asked at admission, since the step reads the
 * message and its verdict alone, and the first verdict stands.
 */
import type { JsonObject } from '../machines/kernel/types.ts';
import { casesIn } from '../machines/shared/given.ts';
import type { SharedStore } from './ports.ts';

/** An event that is to be compared, by the key of its verdict. */
export interface Compared {
  readonly key: string;
  readonly event: JsonObject;
}

/**
 * What does not fit, in words, by key; nothing where all fits, nor without a store (recorded cases, which
 * are as they are told).
 */
export async function misfitsOf(
  store: SharedStore | undefined,
  compared: readonly Compared[],
): Promise<ReadonlyMap<string, string>> {
  const named = compared.flatMap(({ key, event }) =>
    casesIn(event).map((number) => ({ key, number })),
  );
  if (store === undefined || named.length === 0) return new Map();
  const unknown = await store.withoutFile([...new Set(named.map(({ number }) => number))]);
  return new Map(
    named
      .filter(({ number }) => unknown.includes(number))
      .map(({ key, number }) => [key, `cases: ${number} has no file`]),
  );
}
