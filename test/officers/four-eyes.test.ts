/**
 * Four eyes from the signature to the chart, wherever they are asked and by every door: two signatures at
 * once or a draft and its countersignature, each message by signal, by update, through the API with a
 * signature or by who is signed in; with substitutes on any side.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseEvent, CaseState, Json, JsonObject } from '../../machines/kernel/types.ts';
import { duties, procedures } from '../../machines/registry.ts';
import { attributedTo } from '../../machines/shared/officers.ts';
import type { CaseWorkflows } from '../../src/api/deps.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { validForm } from '../support/chart-case.ts';
import { isForbidden, plays, substitutionsOf } from '../support/four-eyes-plays.ts';
import type { Actor, Carrier, Play, Row } from '../support/four-eyes-plays.ts';
import { SCENES } from '../support/four-eyes-scenes.ts';
import type { Scene } from '../support/four-eyes-scenes.ts';
import { NOW } from '../support/offices.ts';
import { SettledCases } from '../support/settled-cases.ts';

/** Plays of a scene by one door. A failure prints this and the path to the play. */
const RUNS = { seed: 1958, numRuns: 16 };

let api: TestApi;
let cases: SettledCases;
beforeAll(async () => {
  api = await startApi({
    replaced(registry, offices) {
      cases = new SettledCases(registry, offices);
      return {
        workflows: cases.workflows as CaseWorkflows,
        signFor: ({ officer, jti, content, act, caseNo }) =>
          offices.sign(officer, jti, content, { iss: 'gateway', act, caseNo, now: NOW }),
      };
    },
  });
});
afterAll(() => api.close());

let played = 0;
const tokens = new Map<string, string>();

async function tokenOf(officer: string): Promise<string> {
  const known = tokens.get(officer) ?? (await api.tokenOf(officer));
  tokens.set(officer, known);
  return known;
}

/** What an officer, or two, say about an event of one case. */
class Desk {
  readonly #caseNo: string;

  private constructor(caseNo: string) {
    this.#caseNo = caseNo;
  }

  static async open(scene: Scene, state: CaseState, rows: readonly Row[]): Promise<Desk> {
    played += 1;
    const { procedure } = scene;
    const caseNo = Object.hasOwn(duties, procedure) ? `${procedure}/FE-${played}` : `FE-${played}`;
    await cases.open({ procedure, caseNo }, state, substitutionsOf(scene, rows));
    return new Desk(caseNo);
  }

  /** `accepted`, or the code of the refusal. */
  async say(
    act: 'submit' | 'propose' | 'countersign',
    event: CaseEvent,
    signers: readonly string[],
    carrier: Carrier,
  ): Promise<string> {
    const isCounter = act === 'countersign';
    const content = isCounter ? { draft: event.id } : { event };
    if (carrier === 'API, signed in' && signers.length === 1) {
      return await this.#post(act, event.id, { ...content }, signers[0]);
    }
    const attestations = await Promise.all(
      signers.map((one) =>
        api.offices.sign(one, event.id, event, { act, caseNo: this.#caseNo, now: NOW }),
      ),
    );
    const payload = { ...content, attestations };
    if (carrier.startsWith('API')) return await this.#post(act, event.id, payload);
    const via = carrier === 'update' ? 'update' : 'signal';
    return await cases.take(this.#caseNo, { via, name: act, payload });
  }

  /** What nobody is asked about. */
  async pass(procedure: string, event: CaseEvent): Promise<void> {
    await cases.pass(this.#caseNo, event, attributedTo(procedure, event));
  }

  async #post(act: string, id: string, body: Json, officer?: string): Promise<string> {
    const place = this.#caseNo.includes('/') ? 'duties' : 'cases';
    const kind = { submit: 'events', propose: 'drafts', countersign: `drafts/${id}/countersign` };
    const path = `/v1/${place}/${this.#caseNo}/${kind[act as keyof typeof kind]}`;
    const token = officer === undefined ? null : await tokenOf(officer);
    const answer = (await (await api.request('POST', path, { body, token })).json()) as JsonObject;
    return String(answer['code'] ?? answer['outcome']);
  }
}

function eventOf({ procedure, form }: Scene, type: string, at: string, more: JsonObject) {
  const { second: _second, ...valid } = validForm(procedure, type);
  return { id: type, type, at, ...valid, ...form, ...more } satisfies CaseEvent;
}

function named({ id, as }: Actor, who: 'by' | 'second'): JsonObject {
  return { [who]: id, ...(as !== undefined && { [who === 'by' ? 'for' : 'secondFor']: as }) };
}

/** The answer to the decision; `undefined` where its proposal was refused. */
async function answered(
  scene: Scene,
  state: CaseState,
  { rows, proposer, by, second, carriers, door }: Play,
): Promise<string | undefined> {
  const desk = await Desk.open(scene, state, rows);
  const { proposal, between, type } = scene;
  if (proposal !== undefined) {
    const event = eventOf(scene, proposal[1], '1958-06-01', named(proposer, 'by'));
    const taken = await desk.say('submit', event, [proposer.id], carriers[0]);
    if (taken !== 'accepted') return undefined;
  }
  if (between !== undefined) {
    await desk.pass(scene.procedure, eventOf(scene, between, '1958-06-02', {}));
  }
  const alone = eventOf(scene, type, '1958-06-03', named(by, 'by'));
  if (scene.second === undefined) return await desk.say('submit', alone, [by.id], carriers[1]);
  if (door === 'both signatures') {
    const signers = [...new Set([by.id, second.id])];
    const event = { ...alone, ...named(second, 'second') };
    // The gateway signs for one alone: two are signed, or propose and countersign.
    const carrier = carriers[1] === 'API, signed in' ? 'API, signed' : carriers[1];
    return await desk.say('submit', event, signers, carrier);
  }
  const taken = await desk.say('propose', alone, [by.id], carriers[1]);
  if (taken !== 'accepted') return taken;
  return await desk.say('countersign', alone, [second.id], carriers[2]);
}

test('there is a scene wherever two officers are asked, or a proposer may not decide', () => {
  const asked = Object.values({ ...procedures, ...duties }).flatMap(
    ({ name, machine, vocabulary }) =>
      Object.entries(vocabulary)
        .filter(([type, { administers }]) => administers ?? machine.events.includes(type))
        .filter(([, row]) => row.second ?? row.proposers ?? row.proposersOfSecond)
        .map(([type]) => `${name} ${type}`),
  );
  const scenes = SCENES.map(({ procedure, type }) => `${procedure} ${type}`);
  expect(scenes.toSorted()).toEqual(asked.toSorted());
});

const seen = new Map<string, number>();
function count(what: string): void {
  seen.set(what, (seen.get(what) ?? 0) + 1);
}

describe(`four eyes, by every door, with substitutes, seed ${RUNS.seed}`, () => {
  test.each(SCENES)('$procedure: the forbidden pair never enters $type', async (scene) => {
    seen.clear();
    const state = scene.start();
    const property = fc.asyncProperty(plays(scene), async (play) => {
      // Who countersigns does so in his own name.
      const { second, door } = play;
      const isDraft = door === 'draft and countersignature' && scene.second !== undefined;
      const said = isDraft ? { ...play, second: { id: second.id } } : play;
      const answer = await answered(scene, state, said);
      const forbidden = isForbidden(scene, said);
      const isBarred = answer?.startsWith('FOUR_EYES') === true;
      if (answer === 'accepted') expect(forbidden).toBeUndefined();
      if (isBarred) expect([answer, forbidden]).toEqual([answer, 'four eyes']);
      if (answer === 'accepted' || isBarred) count(isBarred ? 'barred' : 'accepted');
    });
    await fc.assert(property, RUNS);
    expect([...seen.keys()].toSorted(), JSON.stringify([...seen])).toEqual(['accepted', 'barred']);
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
  for (const carrier of ['signal', 'update', 'API, signed', 'API, signed in'] as const) {
    const play: Play = {
      rows,
      proposer,
      by,
      second: by,
      carriers: [carrier, carrier, carrier],
      door: 'both signatures',
    };
    expect(await answered(scene, scene.start(), play), carrier).toBe(answer);
  }
});
