import { beforeAll, describe, expect, it } from 'vitest';
import { createAskCounterpart } from '../../activities/counterpart.ts';
import type { Channel } from '../../activities/ports.ts';
import { createOutbox } from '../../src/counterpart/outbox.ts';
import { aCase, entryRow, keysOf, openTask, sendLetter } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';
import { subscribe } from '../support/webhooks.ts';

const AT = '2025-03-02T00:00:00.000Z';
const now = (): Date => new Date(AT);

onBothDrivers((opened) => {
  beforeAll(async () => {
    const { registry } = opened();
    await subscribe(registry, 'desk', { roles: ['EMB-CO', 'EMB-HD'] });
    await subscribe(registry, 'second', { roles: ['PSO-DR'] });
    await registry.putChannels([{ body: 'counterpart', channel: 'outbox' }]);
  });
  describe('what must leave the house', () => leaving(opened));
  describe('a letter', () => letters(opened));
});

function leaving(opened: () => Opened): void {
  it('is named by the record that brought it about, and again until it is delivered', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const effects = [
      openTask('t', ['EMB-CO', 'PSO-DR'], '2025-04-01T00:00:00.000Z'),
      sendLetter('counterpart'),
    ];
    const input = one.input([entryRow(1, 'a', { effects })]);
    const first = await registry.record(input);
    const no = one.caseNo;
    const about = 'EMB-CO, PSO-DR: Do t, due 2025-04-01T00:00:00.000Z';
    const summary = (to: string): string => `task.opened to ${to}: ${about}`;
    expect(first.deliveries).toEqual([
      { kind: 'people', key: `${no}/1/0/desk`, summary: summary('desk') },
      { kind: 'people', key: `${no}/1/0/second`, summary: summary('second') },
      { kind: 'counterpart', key: `${no}/1/1`, summary: 'M1 to counterpart' },
    ]);
    expect((await registry.record(input)).deliveries).toEqual(first.deliveries);
    await registry.delivered(no, `${no}/1/0/desk`, AT);
    await registry.delivered(no, `${no}/1/1`, AT);
    const rest = (await registry.record(input)).deliveries;
    expect(rest.map(({ key }) => key)).toEqual([`${no}/1/0/second`]);
  });

  it('does not name what another record brought about', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a', { effects: [sendLetter('counterpart')] })]);
    const { deliveries } = await one.record([entryRow(2, 'b')]);
    expect(deliveries).toEqual([]);
  });

  it('is nothing where nobody is there to be told', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const effects = [openTask('t', ['REV-OF']), sendLetter('nobody')];
    expect((await one.record([entryRow(1, 'a', { effects })])).deliveries).toEqual([]);
    expect(await registry.letters({ caseNo: one.caseNo, undelivered: true })).toHaveLength(1);
  });

  it('is nothing in a recorded case, whose letters nobody is to send', async () => {
    const { registry } = opened();
    const one = aCase(registry, { clock: 'recorded' });
    const effects = [openTask('t', ['EMB-CO']), sendLetter('counterpart')];
    expect((await one.record([entryRow(1, 'a', { effects })])).deliveries).toEqual([]);
    expect(await registry.letters({ caseNo: one.caseNo })).toHaveLength(1);
    expect(await registry.letters({ caseNo: one.caseNo, undelivered: true })).toEqual([]);
  });

  it('is no task that the same record withdrew', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const open = entryRow(1, 'a', { effects: [openTask('t', ['EMB-CO'])] });
    const effects = [{ kind: 'closeTask', id: 't', reason: 'answered' } as const];
    const { deliveries } = await one.record([open, entryRow(2, 'b', { effects })]);
    expect(deliveries).toEqual([]);
    expect(await registry.outgoing(one.caseNo, `${one.caseNo}/1/0/desk`)).toBeUndefined();
  });
}

function letters(opened: () => Opened): void {
  it('goes to the channel of its body, and is marked', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const effects = [sendLetter('counterpart', 'M3', 'c-9')];
    const { deliveries } = await one.record([entryRow(1, 'a', { effects })]);
    const [key = ''] = keysOf(deliveries, 'counterpart');
    const heard: unknown[] = [];
    const channel: Channel = {
      deliver: (input) => {
        heard.push(input);
        return Promise.resolve();
      },
    };
    const channels = new Map([['outbox', channel]]);
    const ask = createAskCounterpart({ deliveries: registry, channels, now });
    await ask({ caseNo: one.caseNo, key });
    await ask({ caseNo: one.caseNo, key });
    const letter = { kind: 'M3', to: 'counterpart', correlationId: 'c-9', content: { ref: 'r/1' } };
    expect(heard).toMatchObject([{ caseNo: one.caseNo, key, letter }]);
    expect(await registry.letters({ caseNo: one.caseNo })).toEqual([
      {
        caseNo: one.caseNo,
        key,
        ...letter,
        createdAt: '2025-03-01T10:00:01.000Z',
        deliveredAt: AT,
        sent: 1,
        sendings: [],
      },
    ]);
  });

  it('waits where this worker has no such channel, or the channel cannot be reached', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const effects = [sendLetter('counterpart')];
    const { deliveries } = await one.record([entryRow(1, 'a', { effects })]);
    const [key = ''] = keysOf(deliveries, 'counterpart');
    const input = { caseNo: one.caseNo, key };
    const none = createAskCounterpart({ deliveries: registry, channels: new Map() });
    await expect(none(input)).rejects.toThrow(/No channel named outbox/);
    const away: Channel = { deliver: () => Promise.reject(new Error('away')) };
    const broken = createAskCounterpart({
      deliveries: registry,
      channels: new Map([['outbox', away]]),
    });
    await expect(broken(input)).rejects.toThrow('away');
    const undelivered = await registry.letters({ caseNo: one.caseNo, undelivered: true });
    expect(undelivered).toHaveLength(1);
    const outbox = new Map([['outbox', createOutbox()]]);
    await createAskCounterpart({ deliveries: registry, channels: outbox })(input);
    expect(await registry.letters({ caseNo: one.caseNo, undelivered: true })).toEqual([]);
  });
}
