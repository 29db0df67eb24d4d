/**
 * Two cases of one family, live: what the registry knows of the child's case decides whether the
 * parent may be handed over (A28, I22).
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { AT, openDesk, openingEvents } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';

const PARENT = 'FAMILY-1';
const CHILD = 'FAMILY-2';
const REASONS = 'synthetic reasons, recorded in full';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ env: { CROSSING_LOG_LEVEL: 'error' } });
});
afterAll(() => desk.stop());

async function view(caseNo: string): Promise<JsonObject> {
  return (await desk.service.get(`/v1/cases/${caseNo}`)).body;
}

/** From mobilization to an order whose review window is open. */
const ORDER: readonly (readonly [type: string, fields: JsonObject])[] = [
  ['mobilization.round-held', { round: 1, language: 'ko' }],
  [
    'willingness.stated',
    { value: 'unwilling', statementRef: 'ST-1', language: 'ko', signed: true },
  ],
  ['mobilization.concluded', {}],
  ['consent.requested', { correlationId: 'C-1' }],
  ['counterpart.refused', { by: 'CPL-LN-1', correlationId: 'C-1' }],
  ['repatriation.proposed', { ground: '1a', reasons: REASONS }],
  ['person.heard', { statementRef: 'ST-2', language: 'ko' }],
  ['repatriation.decided', { by: 'EMB-HD-1', second: 'MFA-CD-1', clause: '1a', reasons: REASONS }],
];

function handover(id: string): TestEvent {
  const where = { correlationId: id, place: 'agreed port', escortRole: 'escort officer' };
  return { id, type: 'handover.proposed', at: AT, by: 'PSO-IN-1', ...where };
}

async function bring(caseNo: string, events: readonly TestEvent[]): Promise<void> {
  for (const event of events) {
    const outcome = await desk.submit(caseNo, event);
    expect(outcome, event.type).toMatchObject({ outcome: 'accepted' });
  }
}

test('each case shows the other one, by number and relation', async () => {
  const household = [{ caseNo: CHILD, relation: 'child', dependent: true, open: false }];
  const config = { delays: { reviewWindow: 'PT1S' } };
  await desk.open(PARENT, { facts: { province: 'Jilin', adult: true, household }, config });
  await bring(PARENT, openingEvents(PARENT));
  expect(await view(PARENT)).toMatchObject({ household });
  await desk.open(CHILD, { facts: { province: 'Jilin', adult: false } });
  const [verified] = openingEvents(CHILD);
  await bring(CHILD, [verified]);
  expect((await view(CHILD))['household']).toEqual([
    { caseNo: PARENT, relation: 'parent', dependent: false, open: true },
  ]);
});

test('no handover while the child’s case is open, though the opening said that it is not', async () => {
  const events = ORDER.map(([type, fields], index) => {
    return { id: `order-${index}`, type, at: AT, by: 'EMB-CO-1', ...fields };
  });
  await bring(PARENT, events);
  const ready = async (): Promise<unknown> => (await view(PARENT))['state'];
  await expect.poll(ready, { timeout: 60_000, interval: 100 }).toBe('repatriation.handover-ready');
  const early = await desk.submit(PARENT, handover('early'));
  expect(early).toMatchObject({ outcome: 'rejected', code: 'HOUSEHOLD_OPEN' });
});

test('once the child’s case has its outcome the way is open; what was refused stays refused', async () => {
  const screened = { nationality: 'other', illegalCrossing: true, crossedOn: '1957-09' };
  const type = 'screening.completed';
  await bring(CHILD, [{ id: 'out', type, at: AT, by: 'EMB-CO-1', ...screened }]);
  expect(await view(PARENT)).toMatchObject({ household: [{ caseNo: CHILD, open: false }] });
  const again = await desk.submit(PARENT, handover('early'));
  expect(again).toMatchObject({ outcome: 'rejected', code: 'HOUSEHOLD_OPEN' });
  const late = await desk.submit(PARENT, handover('late'));
  expect(late).toMatchObject({ outcome: 'accepted' });
});
