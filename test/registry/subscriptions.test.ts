import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { GIVE_UP_MS, createAskPeople } from '../../activities/people.ts';
import type { SendWebhook, WebhookAnswer, WebhookEvent } from '../../activities/ports.ts';
import { aCase, entryRow, openTask, sendLetter } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';
import { subscribe } from '../support/webhooks.ts';

const KINDS = ['task.opened', 'task.withdrawn', 'case.state-changed', 'case.closed', 'letter.M9'];
const RECEIVED = '2025-03-01T10:00:01.000Z';

let subscriptions = 0;
/** An id that no other test of this file has, for a procedure of its own. */
function fresh(): { readonly id: string; readonly procedure: string } {
  subscriptions += 1;
  return { id: `sub_${subscriptions}`, procedure: `procedure-${subscriptions}` };
}

onBothDrivers((opened) => {
  describe('what is told', () => telling(opened));
  describe('a subscription', () => narrowed(opened));
  describe('a delivery', () => delivering(opened));
  describe('the register', () => register(opened));
});

/** Opens a case of this procedure, as the host does: by a record of its own. */
async function opening(opened: () => Opened, procedure: string, more: object = {}) {
  const one = aCase(opened().registry, { procedure, ...more });
  await one.record([]);
  return one;
}

async function events(opened: () => Opened, caseNo: string, keys: readonly string[]) {
  const told: WebhookEvent[] = [];
  for (const key of keys) {
    const outgoing = await opened().registry.outgoing(caseNo, key);
    if (outgoing?.kind === 'people') told.push(outgoing.event);
  }
  return told;
}

function telling(opened: () => Opened): void {
  it('is kept with the delivery: task opened and withdrawn, state, letter, outcome', async () => {
    const { id, procedure } = fresh();
    await subscribe(opened().registry, id, { kinds: [...KINDS, 'letter.M1'], procedure });
    const one = await opening(opened, procedure);
    const no = one.caseNo;
    const due = '2025-04-01T00:00:00.000Z';
    const effects = [openTask('t', ['EMB-CO'], due), sendLetter('counterpart')];
    const first = await one.record([entryRow(1, 'a', { effects })]);
    const close = { kind: 'closeTask', id: 't', reason: 'case-closed' } as const;
    const end = { effects: [close], state: 'outcome.done' };
    const keys = first.deliveries.map(({ key }) => key);
    const before = await events(opened, no, keys);
    const task = {
      id: 't',
      title: 'Do t',
      roles: ['EMB-CO'],
      events: ['note.added'],
      since: '2025-03-01T10:00:00.000Z',
    };
    const at = { time: RECEIVED, caseNo: no };
    const letter = { key: `${no}/1/1`, kind: 'M1', to: 'counterpart', since: RECEIVED };
    const data = (more: object) => ({ procedure, ...more });
    expect(before).toEqual([
      { key: `${no}/1/0`, type: 'task.opened', ...at, data: data({ task: { ...task, due } }) },
      { key: `${no}/1/1`, type: 'letter.M1', ...at, data: data({ letter }) },
      {
        key: `${no}/1/state`,
        type: 'case.state-changed',
        ...at,
        data: data({ state: 'state.1', from: 'opened' }),
      },
    ]);
    const second = await one.record([entryRow(2, 'b', end)]);
    const later = { time: '2025-03-01T10:00:02.000Z', caseNo: no };
    const state = { state: 'outcome.done', from: 'state.1' };
    expect(
      await events(
        opened,
        no,
        second.deliveries.map(({ key }) => key),
      ),
    ).toEqual([
      {
        key: `${no}/2/0`,
        type: 'task.withdrawn',
        ...later,
        data: data({ task, reason: 'case-closed' }),
      },
      { key: `${no}/2/state`, type: 'case.state-changed', ...later, data: data(state) },
      {
        key: `${no}/2/closed`,
        type: 'case.closed',
        ...later,
        data: data({ ...state, outcome: 'done' }),
      },
    ]);
    // The task is not open any more: nobody is told that it is.
    expect(await events(opened, no, keys)).toHaveLength(2);
  });

  it('is the opening of a case, as a state that comes from none', async () => {
    const { id, procedure } = fresh();
    await subscribe(opened().registry, id, { kinds: KINDS, procedure });
    const one = aCase(opened().registry, { procedure });
    const { deliveries } = await one.record([]);
    const key = `${one.caseNo}/0/state/${id}`;
    expect(deliveries.map((delivery) => delivery.key)).toEqual([key]);
    expect(await events(opened, one.caseNo, [key])).toMatchObject([
      { type: 'case.state-changed', data: { procedure, state: 'opened' } },
    ]);
  });

  it('is nothing where the state stays, and nothing of a recorded case', async () => {
    const { id, procedure } = fresh();
    await subscribe(opened().registry, id, { kinds: KINDS, procedure });
    const one = await opening(opened, procedure);
    const { deliveries } = await one.record([
      entryRow(1, 'a', { outcome: 'rejected', code: 'EVENT_MALFORMED', state: 'opened' }),
    ]);
    expect(deliveries).toEqual([]);
    const recorded = await opening(opened, procedure, { clock: 'recorded' });
    const effects = [openTask('t', ['EMB-CO'])];
    expect((await recorded.record([entryRow(1, 'a', { effects })])).deliveries).toEqual([]);
  });

  it('holds nothing of the facts, nor of what officers wrote', async () => {
    const { id, procedure } = fresh();
    await subscribe(opened().registry, id, { kinds: [...KINDS, 'letter.M1'], procedure });
    const facts = { name: 'MARK-1', province: 'Jilin', household: [{ name: 'MARK-2' }] };
    const one = await opening(opened, procedure, { facts, subjectRef: 'MARK-3' });
    const effects = [openTask('t', ['EMB-CO']), sendLetter('counterpart', 'M1', 'MARK-4')];
    const { deliveries } = await one.record([
      entryRow(1, 'MARK-5', { effects, message: 'MARK-6', sender: 'MARK-7' }),
    ]);
    expect(deliveries).toHaveLength(3);
    const told = await events(
      opened,
      one.caseNo,
      deliveries.map(({ key }) => key),
    );
    expect(JSON.stringify([told, deliveries])).not.toMatch(/MARK|Jilin/);
  });
}

function narrowed(opened: () => Opened): void {
  it('is told of tasks for its roles, and of letters to their bodies', async () => {
    const { id, procedure } = fresh();
    const kinds = ['task.opened', 'letter.M1', 'letter.M9'];
    await subscribe(opened().registry, id, { kinds, roles: ['EMB-HD', 'PSO-DR'], procedure });
    const one = await opening(opened, procedure);
    const effects = [
      openTask('a', ['EMB-HD', 'MFA-CD']),
      openTask('b', ['EMB-CO']),
      sendLetter('PSO', 'M9'),
      sendLetter('FAO', 'M9'),
      sendLetter('counterpart', 'M1'),
    ];
    const { deliveries } = await one.record([entryRow(1, 'a', { effects })]);
    expect(deliveries.map(({ key }) => key.slice(one.caseNo.length))).toEqual([
      `/1/0/${id}`,
      `/1/2/${id}`,
      `/1/4/${id}`,
    ]);
  });

  it('is told of the cases of its procedure and province alone', async () => {
    const { id, procedure } = fresh();
    const kinds = ['case.state-changed'];
    await subscribe(opened().registry, id, { kinds, procedure, province: 'Jilin' });
    const told = async (name: string, province: string) => {
      const one = aCase(opened().registry, { procedure: name, facts: { province } });
      return (await one.record([])).deliveries.length;
    };
    expect(await told(procedure, 'Jilin')).toBe(1);
    expect(await told(procedure, 'Liaoning')).toBe(0);
    expect(await told(procedure, 'Atlantis')).toBe(0);
    expect(await told('other', 'Jilin')).toBe(0);
  });

  it('that is disabled or gone is told nothing new, and what it was to be told goes with it', async () => {
    const { registry } = opened();
    const { id, procedure } = fresh();
    await subscribe(registry, id, { procedure });
    const one = await opening(opened, procedure);
    const effects = (task: string) => ({ effects: [openTask(task, ['EMB-CO'])] });
    const { deliveries } = await one.record([entryRow(1, 'a', effects('a'))]);
    await registry.disableSubscription(id, 'Gone.', RECEIVED);
    await registry.disableSubscription(id, 'Gone twice.', RECEIVED);
    expect((await one.record([entryRow(2, 'b', effects('b'))])).deliveries).toEqual([]);
    expect(await registry.subscriptions({ id })).toMatchObject([
      { id, disabled: { at: RECEIVED, reason: 'Gone.' }, pending: 1, dead: 0 },
    ]);
    await registry.enableSubscription(id);
    expect((await one.record([entryRow(3, 'c', effects('c'))])).deliveries).toHaveLength(1);
    await registry.removeSubscription(id);
    expect(await registry.outgoing(one.caseNo, deliveries[0]?.key ?? '')).toBeUndefined();
    expect(await registry.subscriptions({ id })).toEqual([]);
  });
}

function delivering(opened: () => Opened): void {
  /** One task of a case of its own, told with these answers one after the other. */
  async function one(answers: readonly WebhookAnswer[]) {
    const { registry } = opened();
    const { id, procedure } = fresh();
    await subscribe(registry, id, { procedure });
    const driver = await opening(opened, procedure);
    const { deliveries } = await driver.record([
      entryRow(1, 'a', { effects: [openTask('t', ['EMB-CO'])] }),
    ]);
    const input = { caseNo: driver.caseNo, key: deliveries[0]?.key ?? '' };
    const left = [...answers];
    const sent: WebhookEvent[] = [];
    const send: SendWebhook = (_to, event) => {
      sent.push(event);
      return Promise.resolve(left.shift() ?? { status: 204 });
    };
    const ask = (laterMs = 0, again?: string) =>
      createAskPeople({
        deliveries: registry,
        send,
        now: () => new Date(Date.now() + laterMs),
      })({ ...input, ...(again !== undefined && { again }) });
    return { id, sent, ask, dead: () => registry.deadLetters(id) };
  }

  const down = { failure: 'It is down.' };

  it('is tried until the receiver takes it, and then no more', async () => {
    const { ask, sent, dead } = await one([down, { status: 500, failure: 'It answered 500.' }]);
    await expect(ask()).rejects.toThrow('It is down.');
    await expect(ask()).rejects.toThrow('It answered 500.');
    await ask();
    await ask();
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((event) => JSON.stringify(event))).size).toBe(1);
    expect(await dead()).toEqual([]);
  });

  it('comes again when the receiver wants it, within a day', async () => {
    const asks = (retryAfterMs: number) => ({ status: 503, failure: 'Later.', retryAfterMs });
    const { ask } = await one([asks(90_000), asks(10 * GIVE_UP_MS), down]);
    const delayOf = async () => {
      const error: unknown = await ask().then(
        () => undefined,
        (failure: unknown) => failure,
      );
      if (!(error instanceof ApplicationFailure)) throw new Error('it did not fail');
      expect(error).toMatchObject({ type: 'NOT_DELIVERED', nonRetryable: false });
      return error.nextRetryDelay;
    };
    expect(await delayOf()).toBe(90_000);
    expect(await delayOf()).toBe(GIVE_UP_MS / 3);
    expect(await delayOf()).toBeUndefined();
  });

  it('is a dead letter at the first failure after three days, whatever run tries it', async () => {
    const { ask, id, sent, dead } = await one([down, down, down]);
    await expect(ask(GIVE_UP_MS - 60_000)).rejects.toThrow('It is down.');
    await ask(GIVE_UP_MS + 1_000);
    expect(await dead()).toMatchObject([{ type: 'task.opened', failure: 'It is down.' }]);
    await ask(GIVE_UP_MS + 1_000);
    expect(sent).toHaveLength(2);
    expect(await opened().registry.subscriptions({ id })).toMatchObject([{ pending: 0, dead: 1 }]);
  });

  it('that is dead is tried anew for three days more when asked, and is one no more when taken', async () => {
    const { ask, sent, dead } = await one([down, down]);
    await ask(GIVE_UP_MS + 1_000);
    const again = new Date(Date.now() + GIVE_UP_MS).toISOString();
    await expect(ask(GIVE_UP_MS + 2_000, again)).rejects.toThrow('It is down.');
    expect(await dead()).toHaveLength(1);
    await ask(GIVE_UP_MS + 3_000, again);
    expect(await dead()).toEqual([]);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  });

  it('to a receiver that is gone is dead at once, and disables the subscription', async () => {
    const gone = { status: 410, failure: 'It answered 410.' };
    const { ask, id, dead } = await one([gone]);
    await ask();
    expect(await dead()).toMatchObject([{ failure: 'It answered 410.' }]);
    expect(await opened().registry.subscriptions({ id })).toMatchObject([
      { disabled: { reason: 'It answered 410.' } },
    ]);
  });

  it('of a subscription that was disabled meanwhile is dead, and nothing is sent', async () => {
    const { ask, id, sent, dead } = await one([]);
    await opened().registry.disableSubscription(id, 'Gone.', RECEIVED);
    await ask();
    expect(sent).toEqual([]);
    expect(await dead()).toMatchObject([{ failure: 'The subscription is disabled.' }]);
  });
}

function register(opened: () => Opened): void {
  it('takes no more subscriptions than it may, and changes those it has', async () => {
    const { registry } = opened();
    const { id } = fresh();
    const made = { createdAt: RECEIVED, createdBy: 'a-service' };
    const wish = { url: 'https://a.test/', kinds: ['case.closed'], roles: [], sealed: 's' };
    const { length } = await registry.subscriptions({});
    expect(await registry.putSubscription({ id, ...made, ...wish }, length)).toBe(false);
    expect(await registry.putSubscription({ id, ...made, ...wish }, length + 1)).toBe(true);
    const changed = { ...wish, url: 'https://b.test/' };
    expect(await registry.putSubscription({ id, ...made, ...changed }, length + 1)).toBe(true);
    expect(await registry.subscriptions({ createdBy: 'a-service' })).toMatchObject([
      { id, url: 'https://b.test/', kinds: ['case.closed'] },
    ]);
    expect(await registry.receiver(id)).toMatchObject({ secrets: [{ sealed: 's' }] });
  });

  it('keeps earlier secrets to their end, which a later rotation does not put off', async () => {
    const { registry } = opened();
    const { id } = fresh();
    await subscribe(registry, id, { sealed: 'one' });
    const day = (of: number): string => `2025-03-0${of}T00:00:00.000Z`;
    await registry.rotateSecret(id, 'two', { at: day(1), until: day(3) });
    await registry.rotateSecret(id, 'three', { at: day(2), until: day(5) });
    expect((await registry.receiver(id))?.secrets).toEqual([
      { sealed: 'three' },
      { sealed: 'two', until: day(5) },
      { sealed: 'one', until: day(3) },
    ]);
    await registry.rotateSecret(id, 'four', { at: day(4), until: day(4) });
    expect((await registry.receiver(id))?.secrets).toEqual([
      { sealed: 'four' },
      { sealed: 'three', until: day(4) },
      { sealed: 'two', until: day(4) },
    ]);
  });
}
