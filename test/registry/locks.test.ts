import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openRegistry } from '../../src/registry/open.ts';
import { aCase, entryRow } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

onBothDrivers((opened) => {
  describe('two writers at once', () => atOnce(opened));
  describe('who waits for a case', () => waiting(opened));
});

function atOnce(opened: () => Opened): void {
  it('two records at once for one case: one waits, then finds the rows of the other', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([]);
    const input = one.input([entryRow(1, 'a'), entryRow(2, 'b')]);
    const results = await Promise.all(Array.from({ length: 8 }, () => registry.record(input)));
    for (const result of results) expect(result).toEqual(results[0]);
    expect(await registry.file(one.caseNo)).toHaveLength(2);
  });

  it('two first records at once of one run register one case', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const input = one.input([entryRow(1, 'a')]);
    const results = await Promise.all(Array.from({ length: 8 }, () => registry.record(input)));
    for (const result of results) expect(result.head.seq).toBe(1);
  });

  it('two starts at once under one number: one has the file, the other CASE_EXISTS', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const runs = ['one', 'two', 'three', 'four'].map((runId) => {
      const run = { caseNo: one.caseNo, firstExecutionRunId: runId, runId, originalRunId: runId };
      return registry.record(one.input([entryRow(1, runId)], { run }));
    });
    const ends = await Promise.allSettled(runs);
    const failed = ends.flatMap((end) =>
      end.status === 'rejected' ? [end.reason as unknown] : [],
    );
    expect(failed).toHaveLength(3);
    for (const reason of failed) expect(reason).toMatchObject({ code: 'CASE_EXISTS' });
  });

  it('two records at once that contradict each other: one stands, one RECORD_CONFLICT', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([]);
    const ends = await Promise.allSettled([
      registry.record(one.input([entryRow(1, 'a')])),
      registry.record(one.input([entryRow(1, 'b')])),
    ]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const reason = ends.flatMap((end) =>
      end.status === 'rejected' ? [end.reason as unknown] : [],
    );
    expect(reason).toMatchObject([{ code: 'RECORD_CONFLICT' }]);
    expect(await registry.file(one.caseNo)).toHaveLength(1);
  });

  it('transactions never interleave', async () => {
    const { link } = opened();
    const inside: string[] = [];
    const one = async (name: string): Promise<void> => {
      await link.db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(1)`.execute(trx);
        inside.push(`${name} in`);
        await sql`select 1`.execute(trx);
        inside.push(`${name} out`);
      });
    };
    await Promise.all([one('a'), one('b'), one('c')]);
    const pairs = inside.filter((_, index) => index % 2 === 0).map((step) => step.slice(0, 1));
    expect(inside).toEqual(pairs.flatMap((name) => [`${name} in`, `${name} out`]));
  });

  it('a transaction that fails takes back what it wrote and gives the connection back', async () => {
    const { registry, link } = opened();
    const failing = link.db.transaction().execute(async (trx) => {
      await trx.insertInto('channels').values({ body: 'gone', channel: 'x' }).execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const rows = await link.db.selectFrom('channels').where('body', '=', 'gone').execute();
    expect(rows).toEqual([]);
    await registry.health();
  });
}

function waiting(opened: () => Opened): void {
  it('is woken by a new row', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const woken = registry.changed(one.caseNo, 20_000);
    await one.record([entryRow(1, 'a')]);
    await woken;
  });

  it('is woken when a repeat is answered', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    const verdict = {
      kind: 'submission',
      act: 'submit',
      id: 'a',
      digest: 'again',
      receivedAt: '2025-03-01T10:00:00.000Z',
      attested: true,
    } as const;
    await registry.settle(one.caseNo, [{ digest: 'again', verdict }]);
    const woken = registry.changed(one.caseNo, 20_000);
    await one.record([], { repeats: [{ digest: 'again', seq: 1 }] });
    await woken;
    expect((await registry.outcomeOfDigest(one.caseNo, 'again'))?.seq).toBe(1);
  });

  it('is not woken by another case, nor by rows that stood already', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const input = one.input([entryRow(1, 'a')]);
    const first = registry.changed(one.caseNo, 20_000);
    await registry.record(input);
    await first;
    let woken = false;
    const waits = registry.changed(one.caseNo, 20_000).then(() => {
      woken = true;
    });
    await registry.record(input);
    const other = aCase(registry);
    const heard = registry.changed(other.caseNo, 20_000);
    await other.record([entryRow(1, 'a')]);
    // Notifications come in order: what concerns `other` came after all that could concern `one`.
    await heard;
    expect(woken).toBe(false);
    await registry.record(one.input([...input.rows, entryRow(2, 'b')]));
    await waits;
  });

  it('goes on after the time that it named', async () => {
    await opened().registry.changed('NOBODY', 1);
  });

  it('goes on when the registry closes', async () => {
    const { databaseUrl } = opened();
    const registry = await openRegistry({ databaseUrl });
    const waits = registry.changed('NOBODY', 600_000);
    await registry.close();
    await waits;
    await registry.changed('NOBODY', 600_000);
  });
}
