/**
 * A walk: a case driven by a list of numbers, each of which chooses the next event from where the case
 * stands. Shorter lists and smaller numbers are simpler walks, which is what shrinking wants.
 */
import type { AnyStateNode } from 'xstate';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { CaseEvent, JsonObject } from '../../machines/kernel/types.ts';
import type { EventRow } from '../../machines/kernel/vocabulary.ts';
import { damaged } from './damage.ts';
import type { Beginning } from './beginnings.ts';
import { saidOf, wellFormed, type Place, type Said } from './events.ts';
import { faultAt, type Fault, type Invariant } from './invariant.ts';
import type { CaseLog, Entry, Opened, Standing } from './log.ts';
import { randomOf, type Random } from './random.ts';
import type { Reach } from './reach.ts';
import { answerTo, openRun, OPENING_DAY, take, type Run } from './run.ts';
import { pathOf } from './transitions.ts';
import { variantsOf } from './variants.ts';

/** What a walk came to. */
export interface Walked {
  readonly log: CaseLog;
  readonly fault?: Fault;
}

/** How a walk goes. */
export interface WalkOptions {
  readonly procedure: Procedure;
  readonly invariants: readonly Invariant[];
  readonly reach: Reach;
  /** Keys of transitions to try for, where their node is active. */
  readonly wanted: readonly string[];
  /** Cases to begin as; empty: every walk begins at the beginning. */
  readonly beginnings: readonly Beginning[];
}

/** Events after which a walk is over soon. */
const CLOSING =
  /^(?:death\.recorded|identity\.mistaken|case\.closed-administratively|(?:application|duty)\.withdrawn|protection\.recognised)$/;

/** What happens around a case rather than in it; each walk likes some of it. */
const ASIDE =
  /^(?:protection|penalty|person\.(?:absconded|reappeared)|household|local|renunciation|counterpart\.withdrew|return|clause3|instructions)/;

/** What leads on though nobody is asked for it. */
const NEXT = [
  'review.requested',
  'review.window-elapsed',
  'clause3.check-sent',
  'person.reappeared',
];

function openedBy(procedure: Procedure, random: Random): Opened {
  const facts: JsonObject = {
    province: 'Jilin',
    adult: !random.chance(0.15),
    ...(random.chance(0.2) && {
      household: [{ caseNo: 'HH-1', relation: 'child', dependent: true, open: true }],
    }),
  };
  const config = random.chance(0.15) ? { minRounds: 2 } : {};
  return { caseNo: 'WALK-1', procedure: procedure.name, facts, config };
}

/** Weight of each type in a walk: every walk has a taste of its own. */
function tastes(procedure: Procedure, random: Random): ReadonlyMap<string, number> {
  const calm = random.chance(0.35);
  return new Map(
    Object.entries(procedure.vocabulary).map(([type, { class: kind, administers }]) => {
      const taste = random.pick([0.1, 0.6, 1, 2]) ?? 1;
      if (CLOSING.test(type) || administers !== undefined) return [type, taste * 0.02];
      if (kind === 'time') return [type, type.endsWith('elapsed') ? taste : taste * 0.1];
      if (type === 'protection.claimed') return [type, calm ? 0.02 : taste * 0.1];
      return [type, taste * (ASIDE.test(type) ? (calm ? 0.1 : 0.5) : 1)];
    }),
  );
}

/** What is asked for now counts more: tasks, and replies that are awaited. */
function wishes(run: Run, liked: ReadonlyMap<string, number>): (readonly [string, number])[] {
  const asked = new Set(run.state.tasks.flatMap(({ events }) => events));
  const { vocabulary } = run.procedure;
  return [...liked].map(([type, taste]) => {
    const row = vocabulary[type];
    const isAwaited = row?.answers?.(run.at.facts, run.state.asOf) !== undefined;
    const isNext = asked.has(type) || isAwaited || NEXT.includes(type);
    return [type, isNext ? taste * 7 : taste * 0.5];
  });
}

/** What one region tells another → the events that make it tell. */
const BROUGHT_ABOUT_BY: Readonly<Record<string, readonly string[]>> = {
  'internal.return-completed': ['return.completed'],
  'internal.protection-granted': ['protection.recognised'],
  'internal.protection-claimed': ['protection.claimed'],
  'internal.handover-interrupted': ['person.absconded', 'local-proceedings.opened'],
  'internal.instructions-awaited': ['passport.declined', 'handover.declined'],
  'internal.clause3-confirmed': ['clause3.reported', 'clause3.confirmed'],
  'internal.clause3-resolved': ['clause3.reported', 'clause3.confirmed', 'clause3.resolved'],
};

const DAY_MS = 86_400_000;

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** How the walk begins: the whole way to where something is wanted, or part of any, or from nothing. */
function beginning(
  { beginnings, wanted }: WalkOptions,
  random: Random,
): Partial<Beginning> | undefined {
  const isWanted = ({ leadsTo }: Beginning): boolean =>
    leadsTo !== undefined && wanted.some((key) => key.startsWith(`${leadsTo} |`));
  const fitting = random.chance(0.4) ? beginnings.filter(isWanted) : [];
  const isWhole = fitting.length > 0;
  const found =
    isWhole || random.chance(0.5) ? random.pick(isWhole ? fitting : beginnings) : undefined;
  if (found === undefined) return undefined;
  const { opened, events } = found;
  const length = isWhole ? events.length : Math.floor(random.next() * events.length);
  const isDated = random.chance(0.3);
  return {
    opened,
    events: events.slice(0, length).map((event) => (isDated ? dated(event) : event)),
  };
}

/** The event with an early end of the consent, where it brings one. */
function dated(event: CaseEvent): CaseEvent {
  if (event['personSpecific'] !== true) return event;
  return { ...event, validUntil: dateOf(Date.parse(event.at) + 30 * DAY_MS) };
}

/** One walk under way. */
class Walk {
  run: Run;
  readonly start: Standing;
  readonly entries: Entry[] = [];
  fault: Fault | undefined;
  #day = Date.parse(`${OPENING_DAY}T00:00:00Z`);
  #afterEnd = 0;
  readonly #options: WalkOptions;
  readonly #tastes: ReadonlyMap<string, number>;

  /** Begins with `begun`, or by chance. */
  constructor(options: WalkOptions, seed: number, begun?: Beginning) {
    const random = randomOf(seed);
    const { procedure, reach } = options;
    this.#options = options;
    this.#tastes = tastes(procedure, random);
    const { opened = openedBy(procedure, random), events = [] } =
      begun ?? beginning(options, random) ?? {};
    this.run = openRun(procedure, opened);
    this.start = this.run.standing;
    reach.seen(this.run);
    for (const event of events) {
      if (this.isOver) break;
      this.#day = Math.max(this.#day, Date.parse(event.at));
      this.#take(saidOf(procedure, event));
    }
  }

  /** Whether the walk is over. */
  get isOver(): boolean {
    return this.fault !== undefined || this.#afterEnd > 1;
  }

  /** The next event by a number. */
  step(choice: number): void {
    const random = randomOf(choice);
    this.#day += Math.floor(random.next() ** 3 * 90) * DAY_MS;
    this.#take(this.#next(random));
    if (!this.run.at.open) this.#afterEnd += 1;
  }

  #next(random: Random): Said {
    const { procedure } = this.#options;
    const list = wishes(this.run, this.#tastes);
    if (random.chance(0.14)) {
      return damaged(procedure, this.#make(random.weighted(list) ?? '', random), random);
    }
    const wanted = this.#wanted();
    if (wanted.length > 0 && random.chance(0.3)) {
      return this.#make(random.pick(wanted) ?? '', random);
    }
    if (random.chance(0.06)) return this.#make(random.pick(list)?.[0] ?? '', random);
    if (random.chance(0.01)) return this.#make('event.unknown', random);
    let said = this.#make(random.weighted(list) ?? '', random);
    for (let more = 0; more < 6 && answerTo(this.run, said).kind !== 'taken'; more += 1) {
      said = this.#make(random.weighted(list) ?? '', random);
    }
    return said;
  }

  /** Types with a wanted transition in an active node. */
  #wanted(): readonly string[] {
    const { wanted } = this.#options;
    if (wanted.length === 0) return [];
    const active = (this.run.at.snapshot._nodes as readonly AnyStateNode[]).map(pathOf);
    return wanted.flatMap((key) => {
      const [node = '', type = ''] = key.split(' | ');
      return active.includes(node) ? (BROUGHT_ABOUT_BY[type] ?? [type]) : [];
    });
  }

  #make(type: string, random: Random): Said {
    const place: Place = {
      procedure: this.#options.procedure,
      facts: this.run.at.facts,
      count: this.entries.length + 1,
      day: dateOf(this.#day),
    };
    const variants = variantsOf(type, this.run);
    const payload = random.chance(0.6) ? (variants[0] ?? {}) : (random.pick(variants) ?? {});
    const until = this.#day + Math.floor(random.next() * 60) * DAY_MS;
    const timely = 'validUntil' in payload ? { ...payload, validUntil: dateOf(until) } : payload;
    return wellFormed(place, type, this.#rowOf(type), timely, random.pick);
  }

  #rowOf(type: string): EventRow {
    const row = this.#options.procedure.vocabulary[type];
    return row ?? { class: 'fact', fields: {}, by: ['PSO-IN'], rule: '', says: '' };
  }

  #take(said: Said): void {
    const { invariants, reach } = this.#options;
    const before = this.run;
    const { entry, run } = take(before, said);
    const moment = {
      opened: run.opened,
      before: before.standing,
      entry,
      ledger: before.ledger,
    };
    this.fault = faultAt(invariants, moment, this.entries.length);
    this.entries.push(entry);
    this.run = run;
    reach.answered(before, entry);
    reach.seen(run);
  }
}

/** Walks; ends with the case, with the numbers, or with the first fault. */
export function walk(options: WalkOptions, seed: number, choices: readonly number[]): Walked {
  const way = new Walk(options, seed);
  for (const choice of choices) {
    if (way.isOver) break;
    way.step(choice);
  }
  return walked(way);
}

/** A case from its beginning to its end, as it is. */
export function follow(options: WalkOptions, begun: Beginning): Walked {
  return walked(new Walk(options, 0, begun));
}

function walked(way: Walk): Walked {
  const log = { opened: way.run.opened, start: way.start, entries: way.entries };
  return way.fault === undefined ? { log } : { log, fault: way.fault };
}
