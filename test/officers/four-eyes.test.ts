/**
 * Four eyes from the signature to the chart, with substitutes on any side and by both doors: what two
 * signatures at once may not, a draft and its countersignature may not either. Who is forbidden is said here
 * once more, in other words than those of the service.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Act } from '../../activities/contract.ts';
import type { Attestation, Substitution } from '../../activities/ports.ts';
import { countersign, propose } from '../../machines/kernel/drafts.ts';
import { step } from '../../machines/kernel/step.ts';
import type { CaseEvent, CaseState, JsonObject } from '../../machines/kernel/types.ts';
import { procedureOf } from '../../machines/registry.ts';
import { attributedTo } from '../../machines/shared/officers.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { validForm } from '../support/chart-case.ts';
import { SCENES } from '../support/four-eyes-scenes.ts';
import type { Scene } from '../support/four-eyes-scenes.ts';
import { CASE_NO, NOW, openOffices, registersOf } from '../support/offices.ts';
import type { Offices } from '../support/offices.ts';

let offices: Offices;
beforeAll(async () => {
  offices = await openOffices();
});
afterAll(() => offices.close());

/** An officer, and for whom he says to act. */
interface Actor {
  readonly id: string;
  readonly as?: string;
}

type Door = 'both signatures' | 'draft and countersignature';

/** A substitution, with what the oracle needs to know of it. */
interface Row {
  readonly substitute: string;
  readonly absentee: string;
  readonly inForce: boolean;
  readonly covers: boolean;
  readonly events: 'all' | 'proposal' | 'decision';
}

interface Play {
  readonly rows: readonly Row[];
  readonly proposer: Actor;
  readonly by: Actor;
  readonly second: Actor;
}

type Actors = 'proposer' | 'by' | 'second';

function plays(scene: Scene): fc.Arbitrary<Play> {
  const { proposal: [proposerRole] = [], by, second } = scene;
  const both = (role: string): readonly string[] => [`${role}-1`, `${role}-2`];
  const roles = [proposerRole, by, second].filter((role) => role !== undefined);
  const anybody = fc.constantFrom(...new Set(roles.flatMap(both)));
  const actor = (role: string): fc.Arbitrary<Actor> => {
    const own = fc.constantFrom(...both(role));
    return fc.oneof(
      { weight: 3, arbitrary: fc.record({ id: own }) },
      { weight: 2, arbitrary: fc.record({ id: anybody, as: own }) },
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
    rows: fc.array(row, { maxLength: 3 }),
    proposer: actor(proposerRole ?? by),
    by: actor(by),
    second: actor(second ?? by),
    /** Whether those who act for others may. */
    allowed: fc.boolean(),
    /** One of them stands in for another, without a word about it. */
    link: fc.constantFrom<readonly Actors[]>(
      [],
      ['by', 'second'],
      ['second', 'by'],
      ['by', 'proposer'],
    ),
  });
  return drawn.map(({ rows, allowed, link, ...actors }) => {
    const wanted = Object.values(actors).flatMap(({ id, as }: Actor): Row[] =>
      as === undefined
        ? []
        : [{ substitute: id, absentee: as, inForce: true, covers: true, events: 'all' }],
    );
    const [substitute, absentee] = link.map((who) => actors[who].id);
    const linked: readonly Row[] =
      substitute === undefined || absentee === undefined
        ? []
        : [{ substitute, absentee, inForce: true, covers: true, events: 'all' }];
    return { rows: [...rows, ...linked, ...(allowed ? wanted : [])], ...actors };
  });
}

/** All persons as whom an officer counts. The event of a countersignature is not known at the door. */
function persons(rows: readonly Row[], { id }: Actor, when: Row['events']): readonly string[] {
  const own = rows.filter(
    ({ substitute, inForce, covers, events }) =>
      substitute === id &&
      inForce &&
      covers &&
      (events === 'all' || [events, 'all'].includes(when)),
  );
  return [id, ...own.map(({ absentee }) => absentee)];
}

function isForbidden(scene: Scene, { rows, proposer, by, second }: Play, door: Door): boolean {
  const meet = (a: readonly string[], b: readonly string[]): boolean =>
    a.some((one) => b.includes(one));
  const first = persons(rows, by, 'decision');
  const other = persons(rows, second, door === 'both signatures' ? 'decision' : 'all');
  const barred = scene.proposal === undefined ? [] : persons(rows, proposer, 'proposal');
  if (scene.mayRecord === undefined && meet(first, barred)) return true;
  if (scene.second === undefined) return false;
  const bodyOf = ({ id, as = id }: Actor): string => as.slice(0, 3);
  return (
    meet(first, other) ||
    meet(other, barred) ||
    (scene.twoBodies === true && bodyOf(by) === bodyOf(second))
  );
}

function substitutionsOf(scene: Scene, rows: readonly Row[]): readonly Substitution[] {
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

/** A case that is driven by what signatures prove. */
class SignedCase {
  readonly #substitutions: readonly Substitution[];
  readonly #scene: Scene;
  #state: CaseState;

  constructor(scene: Scene, state: CaseState, rows: readonly Row[]) {
    this.#scene = scene;
    this.#state = state;
    this.#substitutions = substitutionsOf(scene, rows);
  }

  /** `accepted`, or the code of the refusal. */
  async decide(event: CaseEvent, signers: readonly string[], door: Door): Promise<string> {
    if (door === 'both signatures') return await this.submit(event, signers);
    const [by = '', second = ''] = signers;
    const { second: _second, ...draft } = event;
    const proposed = await this.#message(draft, [by], 'propose');
    const taken = propose(this.#procedure, this.#state, proposed);
    if (taken.outcome !== 'accepted') return taken.code ?? '';
    const counter = await this.#message(draft, [second], 'countersign');
    const { id } = event;
    return this.#after(countersign(this.#procedure, taken.state, { draft: id, ...counter }));
  }

  async submit(event: CaseEvent, signers: readonly string[]): Promise<string> {
    const message = await this.#message(event, signers, 'submit');
    return this.#after(step(this.#procedure, this.#state, message));
  }

  /** What nobody is asked about. */
  pass(event: CaseEvent): void {
    const by = attributedTo(this.#scene.procedure, event);
    const times = { receivedAt: event.at, effectiveAt: event.at };
    this.#after(step(this.#procedure, this.#state, { event, attested: true, by, ...times }));
  }

  get #procedure() {
    const found = procedureOf(this.#scene.procedure);
    if (found === undefined) throw new Error('no such procedure');
    return found;
  }

  #after({ state, outcome, code }: ReturnType<typeof step>): string {
    this.#state = state;
    return code ?? outcome;
  }

  async #message(event: CaseEvent, signers: readonly string[], act: Act) {
    const { id } = event;
    const signed = await Promise.all(
      [...new Set(signers)].map((one) => offices.sign(one, id, event, { act })),
    );
    const registers = registersOf(offices.officers, offices.issuers, this.#substitutions);
    const attestations = { id, attestations: signed };
    const submission =
      act === 'countersign'
        ? ({ act, ...attestations } as const)
        : ({ act: act === 'propose' ? act : 'submit', event, ...attestations } as const);
    const receivedAt = NOW.toISOString();
    const { procedure } = this.#scene;
    const claim = {
      caseNo: CASE_NO,
      procedure,
      clock: 'recorded',
      submission,
      receivedAt,
    } as const;
    const [proven] = await createAttest(registers)([claim]);
    const { attested, by, second }: Attestation = proven ?? { attested: false };
    const times = { receivedAt: event.at, effectiveAt: event.at };
    return { event, attested, ...(by && { by }), ...(second && { second }), ...times };
  }
}

function eventOf({ procedure }: Scene, type: string, at: string, more: JsonObject): CaseEvent {
  const { second: _second, ...form } = validForm(procedure, type);
  return { id: type, type, at, ...form, ...more };
}

function named({ id, as }: Actor, who: 'by' | 'second'): JsonObject {
  return { [who]: id, ...(as !== undefined && { [who === 'by' ? 'for' : 'secondFor']: as }) };
}

/** The answer to the decision; `undefined` where its proposal was refused. */
async function answered(
  scene: Scene,
  state: CaseState,
  { rows, proposer, by, second }: Play,
  door: Door,
): Promise<string | undefined> {
  const one = new SignedCase(scene, state, rows);
  if (scene.proposal !== undefined) {
    const event = eventOf(scene, scene.proposal[1], '1958-06-01', named(proposer, 'by'));
    if ((await one.submit(event, [proposer.id])) !== 'accepted') return undefined;
  }
  if (scene.between !== undefined) one.pass(eventOf(scene, scene.between, '1958-06-02', {}));
  const seconded = scene.second === undefined ? {} : named(second, 'second');
  const event = eventOf(scene, scene.type, '1958-06-03', { ...named(by, 'by'), ...seconded });
  return await one.decide(event, scene.second === undefined ? [by.id] : [by.id, second.id], door);
}

describe.each<Door>(['both signatures', 'draft and countersignature'])('by %s', (door) => {
  const scenes = SCENES.filter(({ second }) => second !== undefined || door === 'both signatures');
  test.each(scenes)('$procedure: the forbidden pair never enters $type', async (scene) => {
    const seen = { accepted: 0, barred: 0 };
    const state = scene.start();
    const property = fc.asyncProperty(plays(scene), async (play) => {
      // Who countersigns does so in his own name.
      const { second } = play;
      const said = door === 'both signatures' ? play : { ...play, second: { id: second.id } };
      const answer = await answered(scene, state, said, door);
      const isBarred = answer?.startsWith('FOUR_EYES') === true;
      if (answer === 'accepted' || isBarred) {
        expect([answer, isForbidden(scene, said, door)]).toEqual([answer, isBarred]);
      }
      seen.accepted += Number(answer === 'accepted');
      seen.barred += Number(isBarred);
    });
    await fc.assert(property, { numRuns: 60, seed: 1958 });
    expect(seen.accepted).toBeGreaterThan(3);
    expect(seen.barred).toBeGreaterThan(3);
  });
});

const HEAD = 'EMB-HD-1';
const ROW: Row = {
  substitute: 'EMB-CO-2',
  absentee: HEAD,
  inForce: true,
  covers: true,
  events: 'all',
};

test.each<[string, readonly Row[], Actor, string]>([
  ['another proposed', [ROW], { id: 'EMB-CO-1' }, 'accepted'],
  ['he proposed himself', [ROW], { id: 'EMB-CO-2' }, 'FOUR_EYES_SAME_PERSON'],
  [
    'another substitute of the head proposed',
    [ROW, { ...ROW, substitute: 'EMB-CO-3' }],
    { id: 'EMB-CO-3' },
    'FOUR_EYES_SAME_PERSON',
  ],
  ['his time is over', [{ ...ROW, inForce: false }], { id: 'EMB-CO-1' }, 'NOT_ATTESTED'],
  ['it is for another procedure', [{ ...ROW, covers: false }], { id: 'EMB-CO-1' }, 'NOT_ATTESTED'],
  ['it is for another event', [{ ...ROW, events: 'proposal' }], { id: 'EMB-CO-1' }, 'NOT_ATTESTED'],
  [
    'he stands in for a substitute of the head',
    [
      { ...ROW, absentee: 'EMB-CO-3' },
      { ...ROW, substitute: 'EMB-CO-3' },
    ],
    { id: 'EMB-CO-1' },
    'NOT_ATTESTED',
  ],
])('a substitute decides on a passport where %s', async (_where, rows, proposer, answer) => {
  const [scene] = SCENES;
  if (scene === undefined) throw new Error('no scene');
  const by = { id: 'EMB-CO-2', as: HEAD };
  const play = { rows, proposer, by, second: by };
  expect(await answered(scene, scene.start(), play, 'both signatures')).toBe(answer);
});
