// Seeded case files: a walk with the oracle, mostly forward, with every kind of slip on the way.
import { buildEvent } from './build.ts';
import type { Walk } from './build.ts';
import { isClosed } from './model.ts';
import { mutate, retry } from './mutate.ts';
import type { Event } from './officers.ts';
import { answer, openSession } from './oracle.ts';
import type { OracleReply } from './oracle.ts';
import { addDays, makeRandom } from './random.ts';
import type { Random } from './random.ts';
import { ROWS } from './vocabulary.ts';
import { nears, wishes } from './wishes.ts';

export interface GeneratedCase {
  caseNo: string;
  procedure: string;
  config: Record<string, unknown>;
  facts: Record<string, unknown>;
  events: { event: Record<string, unknown> }[];
}

const GOALS: Record<string, [string, number][]> = {
  outbound: [
    ['passport', 4],
    ['renunciation', 5],
    ['repatriation', 4],
    ['return', 2],
    ['protection', 1.5],
    ['clause3', 3],
    ['early', 1],
    ['wander', 2],
  ],
  inbound: [
    ['residence', 4],
    ['necessity', 5],
    ['repatriation', 4],
    ['return', 2],
    ['protection', 1.5],
    ['clause3', 3],
    ['early', 1],
    ['wander', 2],
  ],
  exit: [
    ['depart', 2],
    ['refused', 4],
    ['deferred', 3],
    ['early', 1],
    ['wander', 3],
  ],
};

function factsOf(r: Random): Record<string, unknown> {
  const facts: Record<string, unknown> = {
    province: r.pick(['Jilin', 'Liaoning', 'Heilongjiang', 'other']),
  };
  if (r.chance(0.8)) facts['adult'] = !r.chance(0.2);
  if (r.chance(0.3)) {
    const child = { caseNo: 'HH-1', relation: 'child', dependent: true };
    const members: [unknown, number][] = [
      [{ ...child, open: true }, 5],
      [{ ...child, open: false }, 1],
      [child, 1],
      [{ caseNo: 'HH-2', relation: 'brother', dependent: false, open: true }, 1],
    ];
    facts['household'] = [r.weighted(members)];
  }
  return facts;
}

function trial(w: Walk, event: Event): { reply: OracleReply; closes: boolean } {
  const copy = structuredClone(w.s);
  const reply = answer(copy, event);
  return { reply, closes: isClosed(copy) };
}

function forward(w: Walk): Event {
  let event: Event = {};
  for (let attempt = 0; attempt < 4; attempt += 1) {
    event = buildEvent(w, w.r.weighted(wishes(w.s, w.goal)) ?? 'reminder.due');
    if (w.r.chance(0.1) || trial(w, event).reply.expect === 'accepted') return event;
  }
  return event;
}

const MANNER_OF_NOISE: [string, number][] = [
  ['mutated', 11],
  ['other', 6],
  ['retry', 2],
  ['foreign', 1],
  ['time', 1.2],
  ['unknown', 0.3],
  ['near', 9],
  ['wished', 1],
];

const TIMES = [
  'review.window-elapsed',
  'protection.review-window-elapsed',
  'reminder.due',
  'escalation.due',
];

function otherType(w: Walk, own: boolean): string {
  const rows = [...ROWS.values()].filter((row) => row.procedures.includes(w.s.procedure) === own);
  return w.r.some(rows)?.type ?? 'reminder.due';
}

function otherEvent(w: Walk): Event {
  const event = buildEvent(w, otherType(w, true));
  const changed = w.r.chance(0.2) ? mutate(w, event) : event;
  const keep = !trial(w, changed).closes || w.r.chance(0.08);
  return keep ? changed : buildEvent(w, 'reminder.due');
}

function noise(w: Walk): Event {
  switch (w.r.weighted(MANNER_OF_NOISE)) {
    case 'mutated': {
      const event = mutate(w, forward(w));
      return trial(w, event).closes && !w.r.chance(0.1) ? mutate(w, event) : event;
    }
    case 'near': {
      const event = buildEvent(w, w.r.weighted(nears(w.s, w.goal)) ?? 'reminder.due');
      return trial(w, event).closes && !w.r.chance(0.3) ? mutate(w, event) : event;
    }
    case 'other':
      return otherEvent(w);
    case 'retry':
      return retry(w) ?? forward(w);
    case 'foreign':
      return buildEvent(w, otherType(w, false));
    case 'time': {
      const event = buildEvent(w, w.r.some(TIMES) ?? 'reminder.due');
      return w.r.chance(0.25) ? { ...event, by: 'EMB-CO-1' } : event;
    }
    case 'unknown':
      return buildEvent(w, w.r.pick(['case.opened', 'passport', 'person.seen', 'exit.granted']));
    default:
      return buildEvent(w, w.r.weighted(wishes(w.s, w.goal)) ?? 'reminder.due');
  }
}

function after(w: Walk): Event {
  const again = w.r.chance(0.4) ? retry(w) : undefined;
  return again ?? (w.r.chance(0.5) ? buildEvent(w, otherType(w, true)) : noise(w));
}

function stepDays(r: Random): number {
  return r.chance(0.3) ? 0 : r.chance(0.9) ? r.int(1, 20) : r.int(20, 200);
}

export function generateCase(seed: number): GeneratedCase {
  const r = makeRandom(seed);
  const procedure =
    r.weighted([
      ['outbound', 42],
      ['inbound', 40],
      ['exit', 22],
    ] as const) ?? 'outbound';
  const config = r.chance(0.25) ? { minRounds: r.int(1, 3) } : {};
  const facts = factsOf(r);
  const session = openSession({ procedure, config, facts });
  const w: Walk = {
    r,
    s: session.state,
    caseNo: `GEN-${seed}`,
    goal: r.weighted(GOALS[procedure] ?? []) ?? 'wander',
    day: addDays('1957-12-20', r.int(0, 200)),
    count: 0,
    sent: [],
  };
  const length = w.goal === 'early' ? r.int(5, 15) : r.int(procedure === 'exit' ? 12 : 28, 60);
  const share = r.pick([0.12, 0.25, 0.4, 0.55]);
  let rest = r.chance(0.6) ? r.int(1, 4) : 0;
  while (w.sent.length < length) {
    if (isClosed(w.s)) {
      if (rest === 0) break;
      rest -= 1;
    }
    const event = isClosed(w.s) ? after(w) : r.chance(share) ? noise(w) : forward(w);
    session.submit(event);
    w.sent.push(event);
    w.day = addDays(w.day, stepDays(r));
  }
  return { caseNo: w.caseNo, procedure, config, facts, events: w.sent.map((event) => ({ event })) };
}
