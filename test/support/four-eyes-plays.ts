/**
 * Who acts where four eyes are asked, drawn at random, with substitutes on any side; and who is forbidden,
 * said once more in other words than those of the service.
 */
import fc from 'fast-check';
import type { Substitution } from '../../activities/ports.ts';
import { NOW } from './offices.ts';
import type { Scene } from './four-eyes-scenes.ts';

/** An officer, and for whom he says to act. */
export interface Actor {
  readonly id: string;
  readonly as?: string;
}

/** Whether two sign one event, or one countersigns what the other proposed. */
export type Door = 'both signatures' | 'draft and countersignature';

/** By what a message comes: to Temporal, or to the API, signed or by one who is signed in. */
export type Carrier = 'signal' | 'update' | 'API, signed' | 'API, signed in';

/** A substitution, with what the oracle needs to know of it. */
export interface Row {
  readonly substitute: string;
  readonly absentee: string;
  readonly inForce: boolean;
  readonly covers: boolean;
  readonly events: 'all' | 'proposal' | 'decision';
}

export interface Play {
  /** Where one officer is enough, he signs alone by either. */
  readonly door: Door;
  readonly rows: readonly Row[];
  readonly proposer: Actor;
  readonly by: Actor;
  readonly second: Actor;
  /** Of the proposal, of the first officer, of the second. */
  readonly carriers: readonly [Carrier, Carrier, Carrier];
}

type Actors = 'proposer' | 'by' | 'second';

const CARRIER = fc.constantFrom<Carrier>('signal', 'update', 'API, signed', 'API, signed in');

/** Mostly they have nothing to do with each other. */
const NO_LINK: readonly (readonly Actors[])[] = [[], [], []];

/** Plays of a scene. */
export function plays(scene: Scene): fc.Arbitrary<Play> {
  const { proposal: [proposer] = [], by, second = by } = scene;
  const proposers = proposer === undefined ? by : [proposer];
  const numbered = (roles: readonly string[]): readonly string[] =>
    roles.flatMap((role) => [1, 2, 3].map((number) => `${role}-${number}`));
  const everybody = [...new Set(numbered([...proposers, ...by, ...second]))];
  const anybody = fc.constantFrom(...everybody);
  const actor = (roles: readonly string[]): fc.Arbitrary<Actor> => {
    const own = fc.constantFrom(...numbered(roles));
    const standing = own.chain((as) => {
      const colleagues = everybody.filter((id) => id !== as && id.slice(0, 3) === as.slice(0, 3));
      const one = { weight: 6, arbitrary: fc.constantFrom(...colleagues) };
      return fc.record({
        id: fc.oneof(one, { weight: 1, arbitrary: anybody }),
        as: fc.constant(as),
      });
    });
    return fc.oneof(
      { weight: 3, arbitrary: fc.record({ id: own }) },
      { weight: 2, arbitrary: standing },
    );
  };
  const row = fc.record({
    substitute: anybody,
    absentee: anybody,
    inForce: fc.boolean(),
    covers: fc.boolean(),
    events: fc.constantFrom<Row['events']>('all', 'all', 'proposal', 'decision'),
  });
  const drawn = fc.record({
    rows: fc.array(row, { maxLength: 2 }),
    proposer: actor(proposers),
    by: actor(by),
    second: actor(second),
    carriers: fc.tuple(CARRIER, CARRIER, CARRIER),
    door: fc.constantFrom<Door>('both signatures', 'draft and countersignature'),
    /** Whether those who act for others may. */
    allowed: fc.constantFrom(true, true, true, false),
    /** One of them stands in for another, without a word about it. */
    link: fc.constantFrom<readonly Actors[]>(
      ...NO_LINK,
      ['by', 'second'],
      ['second', 'by'],
      ['by', 'proposer'],
    ),
  });
  return drawn.map(({ rows, allowed, link, carriers, door, ...actors }) => {
    const full = (substitute: string, absentee: string): Row => ({
      ...{ substitute, absentee, inForce: true, covers: true, events: 'all' },
    });
    const wanted = Object.values(actors).flatMap(({ id, as }: Actor) =>
      as === undefined ? [] : [full(id, as)],
    );
    const [substitute, absentee] = link.map((who) => actors[who].id);
    const linked =
      substitute === undefined || absentee === undefined ? [] : [full(substitute, absentee)];
    return { rows: [...rows, ...linked, ...(allowed ? wanted : [])], ...actors, carriers, door };
  });
}

/** All persons as whom an officer counts: himself, and those of his own rows. */
function persons(
  rows: readonly Row[],
  { id }: Actor,
  when: 'proposal' | 'decision',
): readonly string[] {
  const own = rows.filter(
    ({ substitute, inForce, covers, events }) =>
      substitute === id && inForce && covers && (events === 'all' || events === when),
  );
  return [id, ...own.map(({ absentee }) => absentee)];
}

/** Whether these officers are a forbidden pair, or one of them acts for somebody whom he may not act for. */
export function isForbidden(
  scene: Scene,
  { rows, proposer, by, second }: Play,
): 'four eyes' | 'no substitute' | undefined {
  const meet = (a: readonly string[], b: readonly string[]): boolean =>
    a.some((one) => b.includes(one));
  const bodyOf = (id: string): string => id.slice(0, 3);
  const actingAs = ({ id, as = id }: Actor): string => as;
  const mayNot = (actor: Actor, when: 'proposal' | 'decision'): boolean =>
    actor.as !== undefined &&
    (actor.as === actor.id ||
      bodyOf(actor.as) !== bodyOf(actor.id) ||
      !persons(rows, actor, when).includes(actor.as));
  const { proposal } = scene;
  const isSeconded = scene.second !== undefined;
  if (proposal !== undefined && mayNot(proposer, 'proposal')) return 'no substitute';
  if (mayNot(by, 'decision') || (isSeconded && mayNot(second, 'decision'))) return 'no substitute';
  const first = persons(rows, by, 'decision');
  const other = persons(rows, second, 'decision');
  const barred = proposal === undefined ? [] : persons(rows, proposer, 'proposal');
  if (scene.mayRecord === undefined && meet(first, barred)) return 'four eyes';
  if (!isSeconded) return undefined;
  const isOneBody = scene.twoBodies === true && bodyOf(actingAs(by)) === bodyOf(actingAs(second));
  return meet(first, other) || meet(other, barred) || isOneBody ? 'four eyes' : undefined;
}

/** The rows as the register has them. */
export function substitutionsOf(scene: Scene, rows: readonly Row[]): readonly Substitution[] {
  const types = { proposal: scene.proposal?.[1] ?? 'none', decision: scene.type };
  return rows.map(({ substitute, absentee, inForce, covers, events }, at) => ({
    id: `S-${at}`,
    substitute,
    absentee,
    from: '2031-03-01T00:00:00.000Z',
    until: inForce ? '2031-04-01T00:00:00.000Z' : NOW.toISOString(),
    ...(events !== 'all' && { events: [types[events]] }),
    procedures: covers ? [scene.procedure] : ['another'],
  }));
}
