import { beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../activities/contract.ts';
import type { Effect, JsonObject } from '../../machines/kernel/types.ts';
import { aCase, entryRow, openTask, sendLetter } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

const AT = '2025-04-01T00:00:00.000Z';

onBothDrivers((opened) => {
  beforeAll(() => opened().registry.putChannels([{ body: 'EMB', channel: 'outbox' }]));
  describe('a letter that goes again', () => again(opened));
  describe('a withdrawal of consent', () => withdrawal(opened));
  describe('a correction', () => correction(opened));
  describe('a passport of an earlier case', () => surrender(opened));
});

/** A row whose event says more. */
function rowOf(seq: number, id: string, fields: JsonObject, effects: readonly Effect[] = []): Row {
  const row = entryRow(seq, id, { effects });
  if (row.kind !== 'entry') throw new Error('no entry');
  return { ...row, entry: { ...row.entry, event: { ...row.entry.event, ...fields } } };
}

function again(opened: () => Opened): void {
  it('is the same letter, counted once for each sending, and delivered once for each', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a', { effects: [sendLetter('counterpart', 'M2', 'C-1')] })]);
    const { caseNo } = one;
    const key = `${caseNo}/1/0`;
    const sending = { caseNo, key, as: 'reminder', by: 'CPL-LN-1', at: AT } as const;
    const numbers = await Promise.all(
      ['s-1', 's-2', 's-1'].map((id) => registry.sendAgain({ ...sending, id })),
    );
    expect(numbers[0]).toBe(numbers[2]);
    expect(new Set(numbers)).toEqual(new Set([2, 3]));
    await registry.sentAgain(caseNo, key, 's-1', AT);
    await registry.sentAgain(caseNo, key, 's-1', '2026-01-01T00:00:00.000Z');
    expect((await registry.letter(caseNo, key, 's-1'))?.sending).toMatchObject({ delivered: true });
    const [letter] = await registry.letters({ caseNo });
    expect(letter).toMatchObject({ key, correlationId: 'C-1', sent: 3 });
    expect(letter?.sendings).toContainEqual({
      n: numbers[0],
      as: 'reminder',
      by: 'CPL-LN-1',
      at: AT,
      deliveredAt: AT,
    });
  });

  it('is none where nobody sent it in the first place', async () => {
    const { registry } = opened();
    const { caseNo } = aCase(registry);
    expect(await registry.letter(caseNo, 'nowhere', 's')).toBeUndefined();
    const sending = { caseNo, key: 'nowhere', id: 's', as: 'letter', by: 'x', at: AT } as const;
    await expect(registry.sendAgain(sending)).rejects.toThrow(/no letter/);
  });

  it('knows of a later letter of its kind under its correlation', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const effects = [sendLetter('counterpart', 'M2', 'C-1')];
    await one.record([entryRow(1, 'a', { effects }), entryRow(2, 'b', { effects })]);
    const { caseNo } = one;
    expect(await registry.letter(caseNo, `${caseNo}/1/0`, '')).toMatchObject({ overtaken: true });
    expect(await registry.letter(caseNo, `${caseNo}/2/0`, '')).toMatchObject({ overtaken: false });
  });
}

function withdrawal(opened: () => Opened): void {
  const consent = { type: 'counterpart.consented', correlationId: 'C-1' };
  const passedOn = sendLetter('told-of-consent', 'M9', 'C-1');
  const closed: Effect = { kind: 'closeTask', id: 'old', reason: 'case-moved-on' };

  it('reaches every body that was asked since the consent, and each acknowledges it [A3]', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const { caseNo } = one;
    await one.record([entryRow(1, 'a', { effects: [openTask('old', ['REV-OF'])] })]);
    await one.record([entryRow(2, 'b', { effects: [closed] })]);
    await one.record([
      rowOf(3, 'yes', consent, [openTask('t', ['EMB-CO', 'EMB-HD'])]),
      entryRow(4, 'c', { effects: [openTask('u', ['MFA-CD']), { ...closed, id: 't' }] }),
    ]);
    const { deliveries } = await one.record([entryRow(5, 'no', { effects: [passedOn] })]);
    // The Embassy alone has a channel here; the ministry's letter stands in the outbox.
    expect(deliveries.map(({ key }) => key)).toEqual([`${caseNo}/5/0/EMB`]);
    const told = (await registry.letters({ caseNo })).map(({ kind, to, toldAt }) => [
      kind,
      to,
      toldAt,
    ]);
    expect(told).toEqual([
      ['M9', 'EMB', '2025-03-01T10:00:03.000Z'],
      ['M9', 'MFA', '2025-03-01T10:00:03.000Z'],
    ]);
    const note = { caseNo, key: `${caseNo}/5/0/EMB`, by: 'EMB-CO-1', at: AT };
    await registry.acknowledge(note);
    await registry.acknowledge({ ...note, by: 'EMB-CO-2' });
    const letters = await registry.letters({ caseNo });
    expect(letters.map(({ acknowledged }) => acknowledged)).toEqual([
      { by: 'EMB-CO-1', at: AT },
      undefined,
    ]);
  });

  it('tells nobody where the consent was another one', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const other = { ...consent, correlationId: 'C-0' };
    await one.record([rowOf(1, 'yes', other, [openTask('t', ['EMB-CO'])])]);
    await one.record([entryRow(2, 'no', { effects: [passedOn] })]);
    expect(await registry.letters({ caseNo: one.caseNo })).toEqual([]);
  });
}

function correction(opened: () => Opened): void {
  it('goes to everybody outside who got a letter, once under each correlation [A31]', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const effects = [
      sendLetter('counterpart', 'M2', 'C-1'),
      sendLetter('home-authority', 'M5', 'K-1'),
      sendLetter('counterpart', 'M13', 'C-1'),
    ];
    await one.record([entryRow(1, 'a', { effects })]);
    await one.record([entryRow(2, 'b', { effects: [sendLetter('every-recipient', 'M13', 'b')] })]);
    const sent = (await registry.letters({ caseNo: one.caseNo })).slice(3);
    expect(sent.map(({ kind, to, correlationId }) => [kind, to, correlationId])).toEqual([
      ['M13', 'counterpart', 'C-1'],
      ['M13', 'home-authority', 'K-1'],
    ]);
  });
}

function surrender(opened: () => Opened): void {
  const document = {
    kind: 'emigrant-passport',
    number: 'P-1',
    status: 'valid',
    eventId: 'yes',
  } as const;

  /** A closed case that issued a passport. */
  async function passportCase(registry: Opened['registry'], open = false, number = 'P-1') {
    const earlier = aCase(registry, { subjectRef: 's/7' });
    const passport = { ...document, number };
    const issued: Effect = { kind: 'issueDocument', document: passport };
    const rows = [entryRow(1, 'yes', { effects: [issued], state: 'outcome.passport-issued' })];
    const { view } = earlier.input(rows);
    await earlier.record(rows, { view: { ...view, open, documents: [passport] } });
    return earlier.caseNo;
  }

  async function renounce(registry: Opened['registry'], earlierCase: string, subjectRef: string) {
    const later = aCase(registry, { subjectRef, facts: { earlierCase } });
    const surrendered: Effect = {
      kind: 'surrenderDocument',
      caseNo: earlierCase,
      document: 'emigrant-passport',
      reason: 'surrendered',
      eventId: 'gone',
    };
    await later.record([entryRow(1, 'gone', { effects: [surrendered] })]);
    return later.caseNo;
  }

  it('is void with reason and event, in registry and view; its file stays as it is [A10, I12]', async () => {
    const { registry } = opened();
    const earlierNo = await passportCase(registry);
    const before = await registry.file(earlierNo);
    const laterNo = await renounce(registry, earlierNo, 's/7');
    expect((await registry.case(earlierNo))?.view['documents']).toEqual([
      {
        ...document,
        status: 'void',
        reason: 'surrendered',
        voidedBy: { caseNo: laterNo, eventId: 'gone' },
      },
    ]);
    expect(await registry.file(earlierNo)).toEqual(before);
    expect(await registry.household(earlierNo)).toMatchObject([
      { caseNo: laterNo, relation: 'later-case', dependent: false },
    ]);
    expect(await registry.household(laterNo)).toMatchObject([
      { caseNo: earlierNo, relation: 'earlier-case' },
    ]);
  });

  it('of another person, or of an open case, is not touched, and the Embassy is told', async () => {
    const { registry, link } = opened();
    const others = await passportCase(registry, false, 'P-2');
    const open = await passportCase(registry, true, 'P-3');
    const later = [await renounce(registry, others, 's/8'), await renounce(registry, open, 's/7')];
    for (const [no, number] of [
      [others, 'P-2'],
      [open, 'P-3'],
    ] as const) {
      expect((await registry.case(no))?.view['documents']).toEqual([{ ...document, number }]);
    }
    const notices = await link.db
      .selectFrom('notices')
      .select('roles')
      .where('case_no', 'in', later)
      .execute();
    expect(notices).toEqual([{ roles: ['EMB-CO', 'EMB-HD'] }, { roles: ['EMB-CO', 'EMB-HD'] }]);
  });
}
