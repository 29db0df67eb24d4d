/**
 * The log of readings in a bundle: a chain of its own, each line with the hash of the one before it.
 */
import { z } from 'zod';
import { digestOf } from '../../activities/digest.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { ZERO_HASH } from './chain.ts';

const Log = z.object({
  readings: z.array(z.looseObject({ n: z.number().int(), prev: z.string(), hash: z.string() })),
});

/** What in the log does not hold, in plain words; `undefined` where every line does. */
export function faultOfReadings(value: unknown): string | undefined {
  const log = Log.safeParse(value);
  if (!log.success) return 'it is no log of readings';
  let last = ZERO_HASH;
  for (const [index, { hash, ...rest }] of log.data.readings.entries()) {
    const place = index + 1;
    if (rest.n !== place) return `n is ${rest.n} at place ${place}: a gap, or a move`;
    if (rest.prev !== last) return `prev of reading ${place} is not the hash of the one before`;
    if (digestOf(rest as JsonObject) !== hash) {
      return `hash of reading ${place} is not that of the line: it was altered`;
    }
    last = hash;
  }
  return undefined;
}
