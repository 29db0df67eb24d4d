import { describe, expect, it } from 'vitest';
import { createAskCounterpart } from '../../activities/counterpart.ts';
import { createSendAgain } from '../../activities/letters.ts';
import type { Effect, JsonObject } from '../../machines/kernel/types.ts';
import { LETTERS } from '../../machines/shared/letters.ts';
import { createByHand } from '../../src/counterpart/by-hand.ts';
import { CONTENT_CHARS } from '../../src/registry/replies.ts';
import { aCase, entryRow, sendLetter } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

const AT = '2025-04-01T00:00:00.000Z';
const LATER = '2025-05-01T00:00:00.000Z';

onBothDrivers((opened) => {
  describe('channels', () => settings(opened));
  describe('replies of another service', () => answers(opened));
  describe('letters handed over by hand', () => handedOver(opened));
  describe('letters of all cases', () => waiting(opened));
});

function settings(opened: () => Opened): void {
  it('are set one by one, and every change stays with who made it', async () => {
    const { registry } = opened();
    const keys = [{ kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'k-1' }];
    const http = {
      body: 'B-1',
      channel: 'http',
      address: 'https://other.example/letters',
      keys,
      issuer: 'other-side',
      ourKey: 'kid-1',
    };
    await registry.setChannel({ settings: http, by: 'operator', at: AT });
    expect(await registry.channel('B-1')).toEqual(http);
    const byHand = { body: 'B-1', channel: 'by-hand' };
    await registry.setChannel({ settings: byHand, by: 'MFA-CD-1', at: LATER });
    expect(await registry.channel('B-1')).toEqual(byHand);
    expect(await registry.channelChanges('B-1')).toEqual([
      { settings: byHand, by: 'MFA-CD-1', at: LATER },
      { settings: http, by: 'operator', at: AT },
    ]);
  });

  it('that are the default of an installation leave alone what somebody set', async () => {
    const { registry } = opened();
    await registry.setChannel({ settings: { body: 'B-2', channel: 'by-hand' }, by: 'x', at: AT });
    await registry.defaultChannels([
      { body: 'B-2', channel: 'outbox' },
      { body: 'B-3', channel: 'outbox' },
    ]);
    expect((await registry.channel('B-2'))?.channel).toBe('by-hand');
    expect(await registry.channels()).toContainEqual({ body: 'B-3', channel: 'outbox' });
    expect(await registry.channel('B-9')).toBeUndefined();
  });
}

function answers(opened: () => Opened): void {
  it('are taken once under their message id, until their case has them', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    const reply = { body: 'b', messageId: 'm-1', digest: 'd', caseNo: one.caseNo, at: AT };
    const taken = await Promise.all([registry.takeReply(reply), registry.takeReply(reply)]);
    expect(taken.toSorted()).toEqual(['new', 'waiting']);
    await registry.passedReply('b', 'm-1', LATER);
    expect(await registry.takeReply(reply)).toBe('passed');
    expect(await registry.takeReply({ ...reply, digest: 'other' })).toBe('other');
    expect(await registry.takeReply({ ...reply, body: 'c', messageId: 'm-1' })).toBe('new');
  });

  it('that were refused are kept with what they said, and counted where they come again', async () => {
    const { registry } = opened();
    const refused = { body: 'r', digest: 'd', code: 'NOT_ATTESTED', why: 'no', size: 9 };
    await registry.refuseReply({ ...refused, content: 'a\0b', at: AT });
    await registry.refuseReply({ ...refused, content: 'a\0b', at: LATER });
    await registry.refuseReply({ ...refused, why: 'expired', content: 'x'.repeat(9_000), at: AT });
    expect(await registry.refusedReplies('r')).toEqual([
      expect.objectContaining({ why: 'expired', content: 'x'.repeat(CONTENT_CHARS), times: 1 }),
      { ...refused, content: 'a\uFFFDb', firstAt: AT, lastAt: LATER, times: 2 },
    ]);
    expect(await registry.refusedReplies('nobody')).toEqual([]);
  });

  it('concern a case only where a letter of it was meant for their body', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a', { effects: [sendLetter('counterpart', 'M2', 'C-1')] })]);
    expect(await registry.hasWritten(one.caseNo, 'counterpart')).toBe(true);
    expect(await registry.hasWritten(one.caseNo, 'home-authority')).toBe(false);
    const history = aCase(registry, { clock: 'recorded' });
    await history.record([entryRow(1, 'a', { effects: [sendLetter('counterpart')] })]);
    expect(await registry.hasWritten(history.caseNo, 'counterpart')).toBe(false);
  });
}

function handedOver(opened: () => Opened): void {
  it('wait for a human, whatever a machine does with them', async () => {
    const { registry } = opened();
    await registry.putChannels([{ body: 'counterpart', channel: 'by-hand' }]);
    const one = aCase(registry);
    const effects = [sendLetter('counterpart', 'M13', 'C-1')];
    await one.record([entryRow(1, 'a', { effects })]);
    const letter = { caseNo: one.caseNo, key: `${one.caseNo}/1/0` };
    const channels = new Map([['by-hand', createByHand()]]);
    await createAskCounterpart({ deliveries: registry, channels })(letter);
    const by = { as: 'letter', by: 'CPL-LN-1', at: AT } as const;
    await registry.sendAgain({ ...letter, id: 's', ...by });
    await createSendAgain({ letters: registry, channels })({ ...letter, id: 's' });
    const [shown] = await registry.letters({ caseNo: one.caseNo });
    expect(shown).not.toHaveProperty('deliveredAt');
    expect(shown?.sendings).toEqual([{ n: 2, ...by }]);
    await registry.handOver({ ...letter, by: 'CPL-LN-1', at: LATER });
    await createAskCounterpart({ deliveries: registry, channels: new Map() })(letter);
    expect((await registry.letters({ caseNo: one.caseNo }))[0]).toMatchObject({
      deliveredAt: LATER,
      sendings: [{ deliveredAt: LATER }],
    });
  });

  it('are marked with who did it, each sending once, and stay as they are where they had arrived', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const effects = [sendLetter('counterpart', 'M2', 'C-1')];
    await one.record([entryRow(1, 'a', { effects })]);
    const { caseNo } = one;
    const key = `${caseNo}/1/0`;
    await registry.handOver({ caseNo, key, by: 'CPL-LN-1', at: AT });
    const again = { caseNo, key, id: 's', as: 'reminder', by: 'CPL-LN-1', at: LATER } as const;
    await registry.sendAgain(again);
    await registry.handOver({ caseNo, key, by: 'CPL-LN-2', at: LATER });
    await registry.handOver({ caseNo, key, by: 'CPL-LN-3', at: '2026-01-01T00:00:00.000Z' });
    expect(await registry.letters({ caseNo })).toMatchObject([
      {
        deliveredAt: AT,
        handedBy: 'CPL-LN-1',
        sendings: [{ n: 2, deliveredAt: LATER, handedBy: 'CPL-LN-2' }],
      },
    ]);
    expect(await registry.letters({ caseNo, undelivered: true })).toEqual([]);
  });
}

function waiting(opened: () => Opened): void {
  /** A case with letters and what its view says. */
  async function withLetters(effects: readonly Effect[], more: JsonObject, opening: object = {}) {
    const { registry } = opened();
    const one = aCase(registry, opening);
    const rows = [entryRow(1, 'a', { effects })];
    await one.record(rows, { view: { ...one.input(rows).view, ...more } });
    return one.caseNo;
  }

  const consentDue: Effect = {
    kind: 'openExchange',
    exchange: {
      id: 'consent-reply#1',
      key: 'consent-reply',
      who: 'counterpart',
      what: 'consent',
      since: AT,
      due: LATER,
    },
  };

  it('are listed with on whom they wait, since when, until when, and what was done', async () => {
    const { registry } = opened();
    await registry.putChannels([{ body: 'counterpart', channel: 'by-hand' }]);
    const effects = [
      sendLetter('counterpart', 'M2', 'C-1'),
      consentDue,
      sendLetter('counterpart', 'M2', 'C-0'),
      sendLetter('counterpart', 'M13', 'H-1'),
    ];
    const replies = { 'counterpart.consented': 'C-1' };
    const facts = { province: 'Jilin' };
    const caseNo = await withLetters(effects, { replies }, { facts });
    const key = `${caseNo}/1/0`;
    for (const [id, as] of [
      ['s-1', 'letter'],
      ['s-2', 'reminder'],
    ] as const) {
      await registry.sendAgain({ caseNo, key, id, as, by: 'CPL-LN-1', at: AT });
    }
    await registry.sentAgain(caseNo, key, 's-2', LATER);
    const listed = await registry.listLetters({ waiting: true, limit: 100 }, LETTERS);
    expect(listed.filter((one) => one.caseNo === caseNo)).toMatchObject([
      {
        key,
        kind: 'M2',
        to: 'counterpart',
        correlationId: 'C-1',
        procedure: 'outbound',
        province: 'Jilin',
        channel: 'by-hand',
        waiting: true,
        due: LATER,
        sent: 3,
        reminders: 1,
        lastSent: LATER,
      },
      { kind: 'M13', waiting: true, sent: 1, reminders: 0 },
    ]);
    expect(listed.find((one) => one.kind === 'M13')).not.toHaveProperty('due');
    const all = await registry.listLetters({ limit: 100 }, LETTERS);
    const old = all.find((one) => one.caseNo === caseNo && one.correlationId === 'C-0');
    expect(old).toMatchObject({ waiting: false });
    expect(old).not.toHaveProperty('due');
  });

  it('are found by body, province, procedure and date, part by part, without those of recorded cases', async () => {
    const { registry } = opened();
    const effects = [sendLetter('home-authority', 'M5', 'K-1')];
    const view = { replies: { 'clause3.nothing-found': 'K-1' } };
    const opening = { procedure: 'inbound', facts: { province: 'Liaoning' } };
    const mine = await withLetters(effects, view, opening);
    const other = await withLetters(effects, view, { ...opening, facts: {} });
    await withLetters(effects, view, { ...opening, clock: 'recorded' });
    const list = (filter: object) =>
      registry.listLetters({ waiting: true, limit: 100, ...filter }, LETTERS);
    const numbers = async (filter: object) => (await list(filter)).map(({ caseNo }) => caseNo);
    expect(await numbers({ body: 'home-authority' })).toEqual([mine, other]);
    expect(await numbers({ body: 'home-authority', province: 'Liaoning' })).toEqual([mine]);
    expect(await numbers({ procedure: 'inbound' })).toEqual([mine, other]);
    const [first] = await list({ body: 'home-authority', limit: 1 });
    expect(first?.caseNo).toBe(mine);
    expect(await numbers({ body: 'home-authority', after: first?.n })).toEqual([other]);
    expect(await numbers({ overdueAt: AT })).toEqual([]);
    const overdue = await list({ overdueAt: '2025-06-01T00:00:00.000Z' });
    expect(overdue.map(({ due }) => due)).toEqual([LATER]);
  });
}
