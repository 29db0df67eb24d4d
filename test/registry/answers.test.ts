import { describe, expect, it } from 'vitest';
import type { Row, SubmissionVerdict, Verdict } from '../../activities/contract.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { entryHash } from '../../src/file/chain.ts';
import { aCase, entryRow, freshCaseNo } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

onBothDrivers((opened) => {
  describe('verdicts', () => verdicts(opened));
  describe('outcomes', () => outcomes(opened));
  describe('after the end', () => afterEnd(opened));
  describe('registers', () => registers(opened));
});

function verdict(digest: string, more: Partial<SubmissionVerdict> = {}): Verdict {
  const receivedAt = '2025-03-01T10:00:00.000Z';
  return {
    kind: 'submission',
    act: 'submit',
    id: 'a',
    digest,
    receivedAt,
    attested: true,
    ...more,
  };
}

function verdicts(opened: () => Opened): void {
  it('stand: the first one on a digest is answered ever after', async () => {
    const { registry } = opened();
    const caseNo = freshCaseNo();
    const first = verdict('d');
    expect(await registry.settle(caseNo, [{ digest: 'd', verdict: first }])).toEqual([first]);
    const second = { digest: 'd', verdict: verdict('d', { attested: false, fault: 'expired' }) };
    const other = { digest: 'e', verdict: verdict('e') };
    expect(await registry.settle(caseNo, [other, second, other])).toEqual([
      other.verdict,
      first,
      other.verdict,
    ]);
    const elsewhere = [{ digest: 'd', verdict: second.verdict }];
    expect(await registry.settle(freshCaseNo(), elsewhere)).toEqual([second.verdict]);
    expect(await registry.settle(caseNo, [])).toEqual([]);
  });

  it('given at once are the same for everybody', async () => {
    const { registry } = opened();
    const caseNo = freshCaseNo();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => {
        const both = ['d', 'e'].map((digest) => ({
          digest,
          verdict: verdict(digest, { fault: String(n) }),
        }));
        return registry.settle(caseNo, n % 2 === 0 ? both : both.toReversed()).then((stand) => {
          return n % 2 === 0 ? stand : stand.toReversed();
        });
      }),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('are stored though their words quote what no database holds', async () => {
    const { registry } = opened();
    const said = { digest: 'd', verdict: verdict('d', { malformed: 'a\0b' }) };
    const [stands] = await registry.settle(freshCaseNo(), [said]);
    expect(stands).toMatchObject({ malformed: 'a\ufffdb' });
  });

  it('find what the file has of an id or a digest, up to a place', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([
      entryRow(1, 'a', { act: 'propose' }),
      entryRow(2, 'b', { outcome: 'rejected', code: 'NOT_ATTESTED', sender: null }),
      entryRow(3, 'a', { act: 'countersign', digest: 'late' }),
    ]);
    const what = { ids: ['a'], digests: ['digest-b'] };
    expect(await registry.earlier(one.caseNo, what, 2)).toEqual([
      {
        seq: 1,
        id: 'a',
        act: 'propose',
        sender: 'EMB-CO-1',
        outcome: 'accepted',
        digest: 'digest-a',
      },
      {
        seq: 2,
        id: 'b',
        act: 'submit',
        outcome: 'rejected',
        code: 'NOT_ATTESTED',
        digest: 'digest-b',
      },
    ]);
    const far = Number.MAX_SAFE_INTEGER;
    expect(await registry.earlier(one.caseNo, { ids: [], digests: ['late'] }, far)).toHaveLength(1);
    expect(await registry.earlier(one.caseNo, { ids: [], digests: [] }, far)).toEqual([]);
    const proposals = await registry.proposals(one.caseNo, 'a', far);
    expect([...proposals]).toEqual([['EMB-CO-1', expect.objectContaining({ id: 'a' })]]);
    expect((await registry.proposals(one.caseNo, 'a', 0)).size).toBe(0);
    expect((await registry.proposals(one.caseNo, 'b', far)).size).toBe(0);
  });
}

function outcomes(opened: () => Opened): void {
  it('have the state and what is allowed of now', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const refused = { outcome: 'rejected', code: 'STAY_ACTIVE', message: 'Wait.' } as const;
    await one.record([entryRow(1, 'a', refused), entryRow(2, 'b')]);
    const now = { state: 'state.2', allowed: ['note.added'] };
    const expected = { id: 'a', ...refused, ...now, seq: 1 };
    expect(await registry.outcome(one.caseNo, 'a')).toEqual(expected);
    expect(await registry.outcomeOfDigest(one.caseNo, 'digest-a')).toEqual(expected);
    expect(await registry.outcome(one.caseNo, 'x')).toBeUndefined();
    expect(await registry.outcomeOfDigest(one.caseNo, 'x')).toBeUndefined();
  });

  it('of an id are those of the attested sender, whoever used the id before or after', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const forged = { outcome: 'rejected', code: 'NOT_ATTESTED', sender: null } as const;
    await one.record([entryRow(1, 'a', { ...forged, digest: 'f1' })]);
    expect(await registry.outcome(one.caseNo, 'a')).toMatchObject({ code: 'NOT_ATTESTED', seq: 1 });
    await one.record([entryRow(2, 'a'), entryRow(3, 'a', { ...forged, digest: 'f2' })]);
    expect(await registry.outcome(one.caseNo, 'a')).toMatchObject({ outcome: 'accepted', seq: 2 });
  });

  it('of an id that nobody proved are the last refusal', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const forged = { outcome: 'rejected', code: 'NOT_ATTESTED', sender: null } as const;
    await one.record([entryRow(1, 'a', { ...forged, digest: 'f1' }), entryRow(2, 'a', forged)]);
    expect(await registry.outcome(one.caseNo, 'a')).toMatchObject({ seq: 2 });
  });

  it('of a draft are those of the countersignature that carried it', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    const wrong = { outcome: 'rejected', code: 'ROLE_NOT_ALLOWED', act: 'countersign' } as const;
    await one.record([
      entryRow(1, 'a', { act: 'propose' }),
      entryRow(2, 'a', { ...wrong, digest: 'c1' }),
      entryRow(3, 'a', { act: 'countersign', digest: 'c2' }),
    ]);
    expect(await registry.outcome(one.caseNo, 'a')).toMatchObject({ seq: 3, outcome: 'accepted' });
  });

  it('of late are listed, newest last', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a'), entryRow(2, 'b'), entryRow(3, 'c')]);
    expect(await registry.recentOutcomes(one.caseNo, 2)).toEqual([
      { id: 'b', outcome: 'accepted', state: 'state.2', seq: 2 },
      { id: 'c', outcome: 'accepted', state: 'state.3', seq: 3 },
    ]);
    expect(await registry.file(one.caseNo, 1, 1)).toMatchObject([{ seq: 2 }]);
  });
}

function afterEnd(opened: () => Opened): void {
  it('a refusal takes the next place in the chain and leaves the state alone', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    await registry.settle(one.caseNo, [{ digest: 'late', verdict: verdict('late') }]);
    const woken = registry.changed(one.caseNo, 20_000);
    const late = lateRefusal(one.caseNo, 'z', 'late');
    expect(await registry.refuseAfterEnd(late)).toEqual({
      id: 'z',
      outcome: 'rejected',
      code: 'CASE_CLOSED',
      message: 'Closed.',
      state: 'state.1',
      seq: 2,
      allowed: ['note.added'],
    });
    await woken;
    const [, entry] = await registry.file(one.caseNo);
    if (entry === undefined) throw new Error('a second entry');
    expect(entry.prev).toBe(one.head.hash);
    expect(entry.hash).toBe(entryHash(entry, entry.prev));
    expect(await registry.case(one.caseNo)).toMatchObject({
      seq: 2,
      hash: entry.hash,
      view: { seq: 2 },
    });
  });

  it('the same digest finds its answer; others at once take a place each', async () => {
    const { registry } = opened();
    const one = aCase(registry);
    await one.record([entryRow(1, 'a')]);
    const all = ['x', 'y', 'x', 'y', 'z'].map((id) => {
      return registry.refuseAfterEnd(lateRefusal(one.caseNo, id, `late-${id}`));
    });
    const answers = await Promise.all(all);
    expect(answers[0]).toEqual(answers[2]);
    expect(answers[1]).toEqual(answers[3]);
    expect((await registry.file(one.caseNo)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('of a case that never was there is nothing to refuse', async () => {
    const { registry } = opened();
    const late = lateRefusal(freshCaseNo(), 'x', 'x');
    await expect(registry.refuseAfterEnd(late)).rejects.toMatchObject({ code: 'RECORD_GAP' });
  });
}

function lateRefusal(caseNo: string, id: string, digest: string) {
  return {
    caseNo,
    entry: {
      event: { id, type: 'note.added', at: '2025-04-01' },
      expect: 'rejected',
      code: 'CASE_CLOSED',
      receivedAt: '2025-04-01T00:00:00.000Z',
      attestations: [],
    },
    digest,
    sender: 'EMB-CO-1',
    message: 'Closed.',
  } as const;
}

function registers(opened: () => Opened): void {
  it('tell which versions files name, and how many open cases are under each', async () => {
    const { registry } = opened();
    const before = await registry.versions();
    const under = (policyVersion: string, open = true, rows: readonly Row[] = [], more = {}) => {
      const one = aCase(registry, { procedure: 'versioned' });
      const view = { caseNo: one.caseNo, state: 's', seq: rows.length, open, ...more };
      return one.record(rows, { view: { ...view, chartVersion: 'chart-1', policyVersion } });
    };
    const moved = entryRow(1, 'moved');
    if (moved.kind !== 'entry') throw new Error('an entry was asked for');
    const event = { id: 'moved', type: 'policy.moved', at: '2025-03-01', version: '4' };
    const move: Row = { ...moved, entry: { ...moved.entry, event } };
    await under('1');
    await under('2');
    await under('2');
    await under('3', false);
    // Opened under 0, moved to 4 and on to 2.
    await under('2', true, [move], { openedUnder: '0' });
    const versions = await registry.versions();
    const common = { procedure: 'versioned', chartVersion: 'chart-1' };
    expect(versions.filter(({ procedure }) => procedure === 'versioned')).toEqual([
      { ...common, policyVersion: '0', cases: 0, files: 1 },
      { ...common, policyVersion: '1', cases: 1, files: 1 },
      { ...common, policyVersion: '2', cases: 3, files: 3 },
      { ...common, policyVersion: '3', cases: 0, files: 1 },
      { ...common, policyVersion: '4', cases: 0, files: 1 },
    ]);
    expect(versions).toHaveLength(before.length + 5);
  });

  it('a second entry of a name replaces the first', async () => {
    const { registry } = opened();
    const office = { role: 'EMB-CO', body: 'EMB' };
    const term = { from: '2025-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z', province: 'JP' };
    await registry.putOfficers([{ id: 'o-1', ...office, ...term }]);
    await registry.putOfficers([
      { id: 'o-2', ...office, ...term },
      { id: 'o-1', ...office },
    ]);
    const officers = async (...ids: string[]) =>
      (await registry.named({ officers: ids, issuers: [] })).officers;
    expect(await officers('o-1', 'o-3')).toEqual([{ id: 'o-1', ...office }]);
    expect(await officers('o-2')).toEqual([{ id: 'o-2', ...office, ...term }]);
    expect(await officers()).toEqual([]);
    const key = { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'k' };
    await registry.putIssuers([{ iss: 'i', jwks: { keys: [] }, speaksFor: [] }]);
    const issuer = { iss: 'i', jwks: { keys: [key] }, speaksFor: ['o-1', 'o,"2'] };
    await registry.putIssuers([issuer]);
    expect(await registry.issuers(['i'])).toEqual([issuer]);
    const named = await registry.named({ officers: ['o-1'], issuers: ['i', 'j'] });
    const found = { officers: [{ id: 'o-1', ...office }], issuers: [issuer] };
    expect(named).toEqual({ ...found, substitutions: [] });
    expect(await registry.issuers([])).toEqual([]);
  });

  it('duties are listed by kind and by whether they are open, newest first', async () => {
    const { registry } = opened();
    const open = (no: string, kind: string, facts: JsonObject = {}) =>
      aCase(registry, { caseNo: `${kind}/${no}`, procedure: kind, facts });
    await aCase(registry).record([]);
    await open('1', 'coordination', { province: 'Jilin' }).record([]);
    await open('2', 'policy-notice').record([]);
    const closed = open('3', 'coordination');
    await closed.record([], { view: { ...closed.input([]).view, open: false } });
    const list = async (filter: Parameters<typeof registry.duties>[0]) =>
      (await registry.duties(filter)).map(({ caseNo }) => caseNo);
    expect(new Set(await list({}))).toEqual(
      new Set(['coordination/1', 'policy-notice/2', 'coordination/3']),
    );
    expect(await list({ kind: 'coordination', open: true })).toEqual(['coordination/1']);
    expect(await list({ provinces: ['Jilin'] })).toEqual(['coordination/1']);
    expect(await list({ provinces: ['Liaoning', 'every'], open: true })).toEqual([
      'policy-notice/2',
    ]);
    expect(await registry.duties({ open: false })).toMatchObject([
      { caseNo: 'coordination/3', procedure: 'coordination', open: false },
    ]);
    const instants = (await registry.duties({})).map(({ openedAt }) => openedAt);
    expect(instants).toEqual(instants.toSorted().toReversed());
  });
}
