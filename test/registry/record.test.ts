import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { RecordRefusal } from '../../activities/ports.ts';
import { createRecord } from '../../activities/record.ts';
import { entryHash, ZERO_HASH } from '../../src/file/chain.ts';
import { aCase, entryRow, openTask, rejectedRow, sendLetter } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

onBothDrivers((opened) => {
  describe('a record', () => standing(opened));
  describe('a refusal', () => refusing(opened));
  describe('effects', () => effects(opened));
  describe('the file', () => insertOnly(opened));
});

/** How often the log has each `op` for a case. */
async function opsOf(opened: () => Opened, caseNo: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ op: string; times: number }>`
    select op, count(*)::int as times from write_log where case_no = ${caseNo} group by op`.execute(
    opened().link.db,
  );
  return Object.fromEntries(rows.map(({ op, times }) => [op, times]));
}

function refusal(code: string): object {
  return expect.objectContaining({ name: 'RecordRefusal', code });
}

function standing(opened: () => Opened): void {
  it('registers the case with its opening, even without any row', async () => {
    const { registry } = opened();
    const one = aCase(registry, { procedure: 'inbound', facts: { a: 1 } });
    const result = await one.record([]);
    expect(result).toEqual({
      head: { seq: 0, hash: ZERO_HASH, rejected: 0 },
      standing: [],
      deliveries: [],
    });
    const row = await registry.case(one.caseNo);
    expect(row).toMatchObject({ open: true, state: 'opened', seq: 0, hash: ZERO_HASH });
    expect(row?.opening.facts).toEqual({ a: 1 });
    expect(row?.openedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('chains each entry to the one before, so that anybody can reckon the hashes again', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a'), entryRow(2, 'b')]);
    await one.record([entryRow(3, 'c')]);
    let prev = ZERO_HASH;
    const file = await registry.file(one.caseNo);
    for (const entry of file) {
      expect(entry.prev).toBe(prev);
      expect(entry.hash).toBe(entryHash(entry, prev));
      prev = entry.hash;
    }
    expect(file.map(({ event }) => event['id'])).toEqual(['a', 'b', 'c']);
    expect((await registry.case(one.caseNo))?.hash).toBe(prev);
  });

  it('returns an entry exactly as it came, numbers and instants too', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const row = entryRow(1, 'a');
    if (row.kind !== 'entry') throw new Error('an entry');
    const event = { id: 'a', n: [0, -0.5, 1e21, 5e-324, 9007199254740991], s: '\u2028"\\𝄞', z: {} };
    const entry = { ...row.entry, event, receivedAt: '2025-03-01T10:00:00.120+02:00' };
    await one.record([{ ...row, entry }]);
    const [read] = await registry.file(one.caseNo);
    const { prev: _prev, hash: _hash, ...rest } = read ?? { prev: '', hash: '' };
    expect(rest).toEqual(entry);
  });

  it('appends nothing when the same rows come again', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const input = one.input([entryRow(1, 'a'), rejectedRow(1), entryRow(2, 'b')]);
    const first = await registry.record(input);
    const before = await registry.case(one.caseNo);
    expect(await registry.record(input)).toEqual(first);
    expect(await registry.case(one.caseNo)).toEqual(before);
    expect(await registry.file(one.caseNo)).toHaveLength(2);
    expect(await opsOf(opened, one.caseNo)).toEqual({ insert: 3, found: 3 });
  });

  it('appends the rest when a longer batch comes after a lost task', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await registry.record(one.input([entryRow(1, 'a')]));
    const result = await registry.record(one.input([entryRow(1, 'a'), entryRow(2, 'b')]));
    expect(result.head.seq).toBe(2);
    expect(result.standing.map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await registry.case(one.caseNo))?.state).toBe('state.2');
  });

  it('answers with the head after the rows handed in, though the file goes on behind them', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const first = one.input([entryRow(1, 'a')]);
    const { head } = await one.record(first.rows);
    await one.record([entryRow(2, 'b')]);
    expect((await registry.record(first)).head).toEqual(head);
    expect((await registry.case(one.caseNo))?.state).toBe('state.2');
  });

  it('keeps rejected messages in a count of their own [I30]', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([rejectedRow(1, 'x'), entryRow(1, 'a'), rejectedRow(2, 'y')]);
    expect(one.head).toMatchObject({ seq: 1, rejected: 2 });
    expect((await registry.rejected(one.caseNo)).map(({ digest }) => digest)).toEqual(['x', 'y']);
    expect((await registry.rejectedOfDigest(one.caseNo, 'y'))?.code).toBe('MESSAGE_UNKNOWN');
    expect(await registry.rejectedOfDigest(one.caseNo, 'z')).toBeUndefined();
  });

  it('is written whatever a message was named', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const row = rejectedRow(1);
    if (row.kind !== 'rejected') throw new Error('a rejected message');
    await one.record([{ ...row, rejected: { ...row.rejected, name: 'a\0b\ud800c\\u0000' } }]);
    expect((await registry.rejected(one.caseNo))[0]?.name).toBe('a\ufffdb\ufffdc\\u0000');
  });
}

function refusing(opened: () => Opened): void {
  it.each([
    ['outcome', { outcome: 'recorded' as const }],
    ['code', { outcome: 'rejected' as const, code: 'STAY_ACTIVE' }],
    ['state', { state: 'elsewhere' }],
    ['digest', { digest: 'another' }],
  ])(
    'refuses a row that differs in its %s from what stands with RECORD_CONFLICT',
    async (_, wish) => {
      const { registry } = opened();
      const one = aCase(registry);
      await registry.record(one.input([entryRow(1, 'a'), entryRow(2, 'b')]));
      const other = one.input([entryRow(1, 'a'), entryRow(2, 'b', wish), entryRow(3, 'c')]);
      await expect(registry.record(other)).rejects.toEqual(refusal('RECORD_CONFLICT'));
      expect(await registry.file(one.caseNo)).toHaveLength(2);
      expect(await opsOf(opened, one.caseNo)).toMatchObject({ insert: 2, RECORD_CONFLICT: 1 });
    },
  );

  it('refuses an event of another content under the same id, by its hash', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const row = entryRow(1, 'a');
    if (row.kind !== 'entry') throw new Error('an entry');
    await registry.record(one.input([row]));
    const entry = { ...row.entry, receivedAt: '2025-03-01T10:00:09.000Z' };
    const other = one.input([{ ...row, entry }]);
    await expect(registry.record(other)).rejects.toEqual(refusal('RECORD_CONFLICT'));
  });

  it('refuses a rejected message that differs from what stands', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await registry.record(one.input([rejectedRow(1, 'x')]));
    const other = one.input([rejectedRow(1, 'y')]);
    await expect(registry.record(other)).rejects.toEqual(refusal('RECORD_CONFLICT'));
  });

  it('refuses rows that stand already behind a new one', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await registry.record(one.input([entryRow(1, 'a')]));
    const other = one.input([rejectedRow(1), entryRow(1, 'a')]);
    await expect(registry.record(other)).rejects.toEqual(refusal('RECORD_CONFLICT'));
    expect(await registry.rejected(one.caseNo)).toEqual([]);
  });

  it('refuses a gap with RECORD_GAP', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    const ahead = { after: { ...one.head, seq: 2 } };
    await expect(registry.record(one.input([entryRow(3, 'c')], ahead))).rejects.toEqual(
      refusal('RECORD_GAP'),
    );
    const more = { after: { ...one.head, rejected: 1 } };
    await expect(registry.record(one.input([entryRow(2, 'b')], more))).rejects.toEqual(
      refusal('RECORD_GAP'),
    );
    await expect(registry.record(one.input([entryRow(3, 'c')]))).rejects.toEqual(
      refusal('RECORD_GAP'),
    );
  });

  it('refuses a record on other ground with RECORD_CONFLICT', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    await one.record([entryRow(2, 'b')]);
    for (const seq of [0, 1, 2]) {
      const after = { seq, hash: 'B'.repeat(43), rejected: 0 };
      const input = one.input([entryRow(seq + 1, 'x')], { after });
      await expect(registry.record(input)).rejects.toEqual(refusal('RECORD_CONFLICT'));
      const silent = one.input([rejectedRow(1)], { after });
      await expect(registry.record(silent)).rejects.toEqual(refusal('RECORD_CONFLICT'));
    }
  });

  it('refuses a second run under a used number with CASE_EXISTS', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    const run = { caseNo: one.caseNo, firstExecutionRunId: 'x', runId: 'x', originalRunId: 'x' };
    const second = aCase(registry, { caseNo: one.caseNo }).input([], { run });
    await expect(registry.record(second)).rejects.toEqual(refusal('CASE_EXISTS'));
    const { opening: _opening, ...later } = second;
    await expect(registry.record(later)).rejects.toEqual(refusal('RUN_SUPERSEDED'));
  });

  it('refuses a reset run with RUN_SUPERSEDED, and registers nothing for one [I24]', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const input = one.input([entryRow(1, 'a')]);
    const reset = { ...input, run: { ...input.run, runId: 'another' } };
    await expect(registry.record(reset)).rejects.toEqual(refusal('RUN_SUPERSEDED'));
    expect(await registry.case(one.caseNo)).toBeUndefined();
    await registry.record(input);
    await expect(registry.record(reset)).rejects.toEqual(refusal('RUN_SUPERSEDED'));
  });

  it('refuses rows for a case that never registered', async () => {
    const { registry } = opened();
    const { opening: _opening, ...input } = aCase(registry).input([entryRow(1, 'a')]);
    await expect(registry.record(input)).rejects.toEqual(refusal('RECORD_GAP'));
  });

  it('lets a run after continue-as-new go on, for its chain is the same', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    const input = one.input([entryRow(2, 'b')]);
    const run = { ...input.run, runId: 'second', originalRunId: 'second' };
    expect((await registry.record({ ...input, run })).head.seq).toBe(2);
  });

  it('leaves nothing behind, neither rows nor effects nor a case', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const rows = [entryRow(1, 'a', { effects: [openTask('t', ['EMB-CO'])] }), entryRow(3, 'c')];
    await expect(one.record(rows)).rejects.toEqual(refusal('RECORD_GAP'));
    expect(await registry.case(one.caseNo)).toBeUndefined();
    expect(await registry.tasks({ caseNo: one.caseNo })).toEqual([]);
  });

  it('reaches Temporal as a failure that is not retried, of the type of its code', async () => {
    const store = { record: () => Promise.reject(new RecordRefusal('RECORD_GAP', 'A gap.')) };
    const record = createRecord({ store });
    await expect(record(aCase(store).input([]))).rejects.toMatchObject({
      name: 'ApplicationFailure',
      type: 'RECORD_GAP',
      nonRetryable: true,
      message: 'A gap.',
    });
    const away = { record: () => Promise.reject(new Error('away')) };
    await expect(createRecord({ store: away })(aCase(away).input([]))).rejects.toThrow(/^away$/);
  });
}

function effects(opened: () => Opened): void {
  it('happen once, however often the row comes', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const all = [openTask('t', ['EMB-CO']), sendLetter('nobody')];
    const input = one.input([entryRow(1, 'a', { effects: all })]);
    await registry.record(input);
    await registry.record(input);
    const close = { kind: 'closeTask', id: 't', reason: 'answered' } as const;
    await registry.record(one.input([...input.rows, entryRow(2, 'b', { effects: [close] })]));
    await registry.record(input);
    expect(await registry.tasks({ caseNo: one.caseNo })).toEqual([]);
    const letters = await registry.letters({ caseNo: one.caseNo });
    expect(letters.map(({ key }) => key)).toEqual([`${one.caseNo}/1/1`]);
  });

  it('of the opening happen with the registration', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const input = one.input([]);
    const start = input.opening?.start ?? { caseNo: '', procedure: '', subjectRef: '', facts: {} };
    const task = openTask('t', ['EMB-CO'], '2025-04-01T00:00:00.000Z');
    const opening = { start, effects: [task, sendLetter('nobody')] };
    await registry.record({ ...input, opening });
    await registry.record({ ...input, opening });
    expect(await registry.letters({ caseNo: one.caseNo })).toMatchObject([
      { key: `${one.caseNo}/0/1` },
    ]);
    expect(await registry.tasks({ caseNo: one.caseNo })).toEqual([
      {
        id: 't',
        caseNo: one.caseNo,
        procedure: 'outbound',
        province: 'other',
        title: 'Do t',
        roles: ['EMB-CO'],
        events: ['note.added'],
        since: '2025-03-01T10:00:00.000Z',
        due: '2025-04-01T00:00:00.000Z',
      },
    ]);
  });

  it('are kept in a table of their kind each; a timer is the workflow’s own', async () => {
    const { registry, link } = opened();
    const one = aCase(registry);
    const since = '2025-03-01T10:00:00.000Z';
    const document = { kind: 'passport', number: 'P1', status: 'valid', eventId: 'a' } as const;
    const exchange = { id: 'e', key: 'e', who: 'counterpart', what: 'consent', since };
    const timer = { key: 'k', event: { type: 'reminder.due' }, deadline: since };
    const first = [
      { kind: 'openExchange', exchange } as const,
      { kind: 'issueDocument', document } as const,
      { kind: 'armTimer', timer } as const,
      { kind: 'notify', notice: { roles: ['EMB-HD'], about: 'Look.' } } as const,
    ];
    const voided = { ...document, status: 'void' } as const;
    const second = [
      { kind: 'closeExchange', id: 'e' } as const,
      { kind: 'voidDocument', document: voided, reason: 'lost' } as const,
      { kind: 'cancelTimer', key: 'k' } as const,
    ];
    await one.record([entryRow(1, 'a', { effects: first }), entryRow(2, 'b', { effects: second })]);
    const { db } = link;
    const exchanges = await sql`
      select id, closed_at from exchanges where case_no = ${one.caseNo}`.execute(db);
    expect(exchanges.rows).toEqual([{ id: 'e', closed_at: '2025-03-01T10:00:02.000Z' }]);
    const documents = await sql`
      select number, status, reason from documents where case_no = ${one.caseNo}`.execute(db);
    expect(documents.rows).toEqual([{ number: 'P1', status: 'void', reason: 'lost' }]);
    const notices = await sql`
      select key, roles from notices where case_no = ${one.caseNo}`.execute(db);
    expect(notices.rows).toEqual([{ key: `${one.caseNo}/1/3`, roles: ['EMB-HD'] }]);
  });

  it('move the date of what is open, and take it away', async () => {
    const { registry, link } = opened();
    const one = aCase(registry);
    const since = '2025-03-01T10:00:00.000Z';
    const due = '2025-04-10T00:00:00.000Z';
    const exchange = { id: 'e', key: 'e', who: 'counterpart', what: 'consent', since, due };
    const moved = [
      { kind: 'openExchange', exchange } as const,
      { kind: 'moveDue', of: 'exchange', id: 'e' } as const,
      { kind: 'moveDue', of: 'task', id: 't', due } as const,
    ];
    await one.record([
      entryRow(1, 'a', { effects: [openTask('t', ['EMB-CO'])] }),
      entryRow(2, 'b', { effects: moved }),
    ]);
    expect(await registry.tasks({ caseNo: one.caseNo })).toMatchObject([{ id: 't', due }]);
    const { rows } = await sql`
      select due from exchanges where case_no = ${one.caseNo}`.execute(link.db);
    expect(rows).toEqual([{ due: null }]);
    const overdue = (overdueAt: string) =>
      registry.tasks({ caseNo: one.caseNo, dueBefore: overdueAt });
    expect(await overdue(due)).toEqual([]);
    expect(await overdue('2025-04-10T00:00:00.001Z')).toMatchObject([{ id: 't' }]);
  });

  it('of an unknown kind fail the record rather than being skipped', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const strange = JSON.parse('{"kind":"fly"}') as ReturnType<typeof sendLetter>;
    await expect(one.record([entryRow(1, 'a', { effects: [strange] })])).rejects.toThrow(/fly/);
    expect(await registry.case(one.caseNo)).toBeUndefined();
  });
}

function insertOnly(opened: () => Opened): void {
  it('can never be changed, deleted or emptied', async () => {
    const { registry, link } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a'), rejectedRow(1)]);
    const before = await registry.file(one.caseNo);
    for (const statement of [
      `update entries set outcome = 'recorded'`,
      `delete from entries`,
      `truncate entries`,
      `update rejected set name = 'x'`,
      `delete from rejected`,
      `truncate rejected`,
    ]) {
      await expect(sql.raw(statement).execute(link.db), statement).rejects.toThrow(/never changed/);
    }
    expect(await registry.file(one.caseNo)).toEqual(before);
  });
}
