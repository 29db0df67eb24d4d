/**
 * The cases whose histories are kept: real runs of synthetic cases. To add one: a line here, then
 * `npm run record-histories`. To delete one needs a reason.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { dutyOf } from '../../machines/registry.ts';
import { attributedTo } from '../../machines/shared/officers.ts';
import type { Signed } from '../support/signers.ts';

export interface Scenario {
  /** Absent: `outbound`. The name of a duty is one too. */
  readonly procedure?: string;
  /**
   * Its history was made by a chart of before, and stays as it is: the chart version that new cases have
   * had since then.
   */
  readonly keptSince?: string;
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
  {
    // Another text than the drafted one was released: what no duty of today lets through.
    procedure: 'policy-notice',
    name: 'another-text-released',
    keptSince: 'policy-notice-2',
    clock: 'recorded',
    sendings: noticeOf('NOTICE-2').map((signed) => ({ signed, via: 'signal' })),
    awaits: [],
  },
  {
    procedure: 'policy-notice',
    name: 'another-text-refused',
    clock: 'recorded',
    sendings: noticeOf('NOTICE-2').map((signed) => ({ signed, via: 'signal' })),
    awaits: [],
  },
];

/** A text is drafted, and this one released; answered by the other side. */
function noticeOf(released: string): readonly Signed[] {
  const at = '1958-01-06';
  const letter = { correlationId: 'P-1' };
  const events = [
    { type: 'notice.drafted', by: 'EMB-CO-1', noticeRef: 'NOTICE-1' },
    { type: 'notice.released', by: 'EMB-HD-1', ...letter, noticeRef: released },
    { type: 'notice.released', by: 'EMB-HD-1', ...letter, noticeRef: 'NOTICE-1' },
    { type: 'notice.answered', by: 'CPL-LN-1', ...letter, noteRef: 'NOTE-1' },
  ];
  return events.map((event, place) => {
    return { event: { id: `n-${place + 1}`, at, ...event }, by: [event.by] };
  });
}

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

/** The number under which it is played: of a case, or of a duty. */
export function numberOf({ procedure, name }: Pick<Scenario, 'procedure' | 'name'>): string {
  const no = `RECORDED-${name}`;
  return dutyOf(procedure ?? PROCEDURE) === undefined ? no : `${procedure}/${no}`;
}
