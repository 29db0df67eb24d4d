/**
 * The cases whose histories are kept: real runs of synthetic cases. To add one: a line here, then
 * `npm run record-histories`. To delete one needs a reason.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { attributedTo } from '../../machines/shared/officers.ts';
import type { Signed } from '../support/signers.ts';

export interface Scenario {
  /** Name of its files, after the procedure and before the number of the run. */
  readonly name: string;
  readonly clock: NonNullable<Opening['clock']>;
  readonly config?: JsonObject;
  readonly sendings: readonly { readonly signed: Signed; readonly via: 'signal' | 'update' }[];
  /** A request to cancel at the end. */
  readonly cancels?: true;
  /** Ids of entries that must stand before its history is taken: those that nobody sends. */
  readonly awaits: readonly RegExp[];
}

const PROCEDURE = 'outbound';
const Events = z.object({
  events: z.array(z.object({ event: z.looseObject({ id: z.string() }) })),
});

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'out-of-scope',
    clock: 'recorded',
    sendings: eventsOf('VAR-01').map((signed) => ({ signed, via: 'signal' })),
    awaits: [],
  },
  {
    name: 'overturned-then-repatriated',
    clock: 'recorded',
    sendings: eventsOf('OUT-04').map((signed) => ({ signed, via: 'signal' })),
    awaits: [],
  },
  {
    name: 'passport-continued-as-new',
    clock: 'recorded',
    config: { continueAsNewEvery: 4 },
    sendings: eventsOf('OUT-02').map((signed) => ({ signed, via: 'signal' })),
    awaits: [],
  },
  {
    name: 'updates-timers-cancel',
    clock: 'live',
    config: { delays: { mobilizationReminder: 'PT1S', clause3Reminder1: 'PT2S' } },
    sendings: eventsOf('OUT-01')
      .slice(0, 9)
      .map((signed, at) => ({ signed, via: at % 2 === 0 ? 'update' : 'signal' })),
    cancels: true,
    awaits: [/^timer\/mobilizationReminder\//],
  },
];

/** The events of a sample case, each with those who sign it. */
function eventsOf(file: string): readonly Signed[] {
  const path = fileURLToPath(new URL(`../fixtures/cases/${file}.json`, import.meta.url));
  return Events.parse(JSON.parse(readFileSync(path, 'utf8'))).events.map(({ event }) => {
    const said = event as JsonObject & { readonly id: string };
    const second = typeof said['second'] === 'string' ? [said['second']] : [];
    return { event: said, by: [attributedTo(PROCEDURE, said).id, ...second] };
  });
}

/** Everybody who signs in these cases. */
export function signersIn(scenarios: readonly Scenario[]): readonly string[] {
  return [...new Set(scenarios.flatMap(({ sendings }) => sendings.flatMap((s) => s.signed.by)))];
}
