/**
 * Subscribers of a whole service: told of a case to its end without anything about the person, given up
 * and told again, and never in the way of a decision.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { RunningWorker } from '../../src/temporal/worker.ts';
import { openWebhooks } from '../../src/webhooks/open.ts';
import { AT, openDesk, openMobilized, roundHeld, startTestWorker } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';
import { answering, startReceiver, verified } from '../support/receivers.ts';
import type { ReceiverServer } from '../support/receivers.ts';

const PATIENT = { timeout: 60_000, interval: 100 };
const PATH = '/v1/subscriptions';
const KINDS = ['task.opened', 'task.withdrawn', 'case.state-changed', 'case.closed'];
const LOOPBACK = '127.0.0.0/8';
/** In place of three days. */
const GIVE_UP_MS = 3_000;

let desk: Desk;
let worker: RunningWorker;
const receivers: ReceiverServer[] = [];

beforeAll(async () => {
  desk = await openDesk({ worker: false, env: { CROSSING_WEBHOOK_ALLOW: LOOPBACK } });
  const settings = { dataDir: desk.stack.dataDir, webhooks: { allow: [LOOPBACK] } };
  const { send } = await openWebhooks(settings, { makesKeys: true });
  worker = await startTestWorker(desk, undefined, { send, giveUpMs: GIVE_UP_MS });
});
afterAll(async () => {
  await worker.stop();
  await desk.stop();
  await Promise.all(receivers.map((one) => one.close()));
});

async function receiver(...given: Parameters<typeof startReceiver>): Promise<ReceiverServer> {
  const one = await startReceiver(...given);
  receivers.push(one);
  return one;
}

async function subscribe({ port }: ReceiverServer, more: JsonObject = {}) {
  const wish = { url: `http://127.0.0.1:${port}/`, kinds: KINDS, ...more };
  const { body } = await desk.service.post(PATH, wish);
  return { id: String(body['id']), secret: String(body['secret']) };
}

/** Ends with the second: an outbound case of a person who is not Chinese. */
function toTheEnd(caseNo: string): readonly TestEvent[] {
  const by = { at: AT, by: 'EMB-CO-1' };
  const screened = { nationality: 'DPRK', illegalCrossing: true, crossedOn: '1957-09' };
  return [
    { id: `${caseNo}-1`, type: 'identity.verified', ...by, evidenceRef: 'MARK-REF' },
    { id: `${caseNo}-2`, type: 'screening.completed', ...by, ...screened },
  ];
}

test('a subscriber is told of a case to its outcome, signed, over new runs, and of no person', async () => {
  const one = await receiver();
  const { secret, id } = await subscribe(one, { province: 'Liaoning' });
  const caseNo = 'HOOK-1';
  const facts = { province: 'Liaoning', name: 'MARK-NAME', birthplace: 'MARK-PLACE' };
  await desk.open(caseNo, {
    facts,
    subjectRef: 'MARK-SUBJECT',
    config: { continueAsNewEvery: 1 },
  });
  for (const event of toTheEnd(caseNo)) {
    expect(await desk.submit(caseNo, event)).toMatchObject({ outcome: 'accepted' });
  }
  const types = () =>
    one.heard.map((heard) => String(verified(secret, heard)['type'])).filter((type) => type !== '');
  await expect.poll(types, PATIENT).toContain('case.closed');
  await desk.handle(caseNo).result();
  expect(types().filter((type) => type === 'case.state-changed')).toHaveLength(3);
  expect(new Set(types())).not.toContain('letter.M1');
  // Heard comes before noted.
  const shown = () => desk.stack.registry.subscriptions({ id });
  await expect.poll(shown, PATIENT).toMatchObject([{ pending: 0, dead: 0 }]);
  expect(JSON.stringify(one.heard)).not.toMatch(/MARK|Liaoning/);
  expect(one.heard.every(({ body }) => body.includes(caseNo))).toBe(true);
  await desk.stack.registry.removeSubscription(id);
});

test('what is not taken is a dead letter, lets the case end, and goes again when asked', async () => {
  const one = await receiver(answering(500));
  const { secret, id } = await subscribe(one, { kinds: ['case.closed'] });
  const caseNo = 'HOOK-2';
  await desk.open(caseNo);
  for (const event of toTheEnd(caseNo)) await desk.submit(caseNo, event);
  await desk.handle(caseNo).result();
  const dead = async () => {
    const { body } = await desk.service.get(`${PATH}/${id}/dead-letters`);
    return body['deadLetters'] as readonly JsonObject[];
  };
  const [letter] = await dead();
  expect(letter).toMatchObject({ caseNo, type: 'case.closed' });
  expect(letter?.['failure']).toMatch(/answered 500/);
  expect(one.heard.length).toBeGreaterThan(1);
  one.answer = answering(204);
  const listed = await desk.command('subscriptions', 'dead-letters', id);
  expect(listed.out).toEqual([expect.stringContaining(`${caseNo} · case.closed`)]);
  const number = String(letter?.['id']);
  const again = await desk.command('subscriptions', 'redeliver', id, '--letter', number);
  expect(again).toMatchObject({ exitCode: 0, err: [] });
  await expect.poll(dead, PATIENT).toEqual([]);
  const last = one.heard.at(-1);
  if (last === undefined) throw new Error('nothing was heard');
  expect(verified(secret, last)).toMatchObject({ type: 'case.closed', subject: caseNo });
  expect(new Set(one.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  await desk.stack.registry.removeSubscription(id);
});

test('fifty deliveries to a receiver that says nothing do not delay a decision', async () => {
  const silent = await receiver(() => {});
  await openMobilized(desk, 'HOOK-3');
  const ids: string[] = [];
  for (let made = 0; made < 50; made += 1) {
    ids.push((await subscribe(silent, { kinds: ['case.state-changed'] })).id);
  }
  await desk.open('HOOK-4');
  // Every line is taken now, for ten seconds.
  await expect.poll(() => silent.heard.length, PATIENT).toBe(50);
  const begun = performance.now();
  expect(await desk.submit('HOOK-3', roundHeld('round'))).toMatchObject({ outcome: 'accepted' });
  const [verifiedIdentity] = toTheEnd('HOOK-4');
  if (verifiedIdentity === undefined) throw new Error('no event');
  const decided = await desk.submit('HOOK-4', verifiedIdentity);
  expect(decided).toMatchObject({ outcome: 'accepted', state: 'detected.screening' });
  expect(performance.now() - begun).toBeLessThan(5_000);
  const waiting = await Promise.all(
    ids.map(async (id) => (await desk.stack.registry.subscriptions({ id }))[0]?.pending ?? 0),
  );
  expect(waiting.reduce((sum, pending) => sum + pending, 0)).toBeGreaterThanOrEqual(50);
  for (const id of ids) await desk.stack.registry.removeSubscription(id);
});
