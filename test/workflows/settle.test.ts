import { describe, expect, it } from 'vitest';
import type { Incoming, SubmissionVerdict, Verdict } from '../../activities/contract.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { bytesOf } from '../../machines/kernel/size.ts';
import { start } from '../../machines/kernel/step.ts';
import type { Officer } from '../../machines/kernel/types.ts';
import { settle, type Standing } from '../../workflows/host/settle.ts';
import { turnoverOf } from '../../workflows/host/turnover.ts';
import { toy } from '../toy/procedure.ts';

const AT = '2026-01-01T00:00:00.000Z';
const clerk: Officer = { id: 'LIB-CL-1', role: 'LIB-CL', body: 'LIB' };

function opened(): Standing {
  const { state } = start(toy, toy.example, AT);
  return { state, seq: 0, rejected: 0, recent: [], tail: [], signatures: {} };
}

interface Said {
  readonly incoming: Incoming;
  readonly verdict: Verdict;
}

function said(id: string, type: string, more: Partial<SubmissionVerdict> = {}, note = ''): Said {
  const event = { id, type, at: '2026-01-01', ...(note !== '' && { note }) };
  const payload = { event, attestations: [] };
  const verdict: Verdict = {
    ...{ kind: 'submission', act: 'submit', id, digest: `digest of ${id}`, receivedAt: AT },
    ...{ attested: true, by: clerk },
    ...more,
  };
  return { incoming: { via: 'signal', name: 'submit', payload }, verdict };
}

function run(standing: Standing, batch: readonly Said[]): ReturnType<typeof settle> {
  const messages = batch.map(({ incoming }) => incoming);
  const verdicts = batch.map(({ verdict }) => verdict);
  return settle(toy, standing, messages, verdicts);
}

const DAY: readonly Said[] = [
  said('1', 'book.lent'),
  said('1', 'book.lent'),
  said('2', 'book.lost'),
  said('3', 'no.such'),
  said('4', 'book.returned', { attested: false }),
  said('4', 'book.returned', { digest: 'signed' }),
  said('5', 'book.lent'),
];

describe('settling a batch', () => {
  it('gives for a prefix of the messages a prefix of the rows', () => {
    const whole = run(opened(), DAY).rows;
    for (let length = 0; length <= DAY.length; length += 1) {
      const { rows } = run(opened(), DAY.slice(0, length));
      expect(rows).toEqual(whole.slice(0, rows.length));
    }
  });

  it('gives the same rows however the messages fall into batches', () => {
    const whole = run(opened(), DAY).rows;
    for (let cut = 1; cut < DAY.length; cut += 1) {
      const first = run(opened(), DAY.slice(0, cut));
      // What admission finds out of earlier batches: the place that a message repeats.
      const second = DAY.slice(cut).map(({ incoming, verdict }) => {
        const seq = first.standing.recent.find(
          ({ id, code }) =>
            verdict.kind === 'submission' && id === verdict.id && code !== 'NOT_ATTESTED',
        )?.seq;
        const repeats = seq === undefined ? {} : { repeats: { seq } };
        return { incoming, verdict: { ...verdict, ...repeats } };
      });
      expect([...first.rows, ...run(first.standing, second).rows]).toEqual(whole);
    }
  });

  it('answers the same id once, and tells where the first answer stands', () => {
    const settled = run(opened(), DAY.slice(0, 2));
    expect(settled.rows).toHaveLength(1);
    expect(settled.repeats).toEqual([{ digest: 'digest of 1', seq: 1 }]);
    expect(settled.answers.map((answer) => answer?.())).toMatchObject([
      { outcome: { outcome: 'accepted', seq: 1 } },
      { outcome: { outcome: 'accepted', seq: 1 } },
    ]);
  });

  it('does not let an unsigned message use up an id', () => {
    const { rows } = run(
      opened(),
      [DAY[0], DAY[4], DAY[5]].flatMap((one) => one ?? []),
    );
    const outcomes = rows.map((row) => (row.kind === 'entry' ? row.entry.code : 'rejected'));
    expect(outcomes).toEqual([undefined, 'NOT_ATTESTED', undefined]);
  });

  it('carries a bounded tail, however large the messages are', () => {
    let standing = opened();
    const note = 'x'.repeat(60_000);
    for (let count = 0; count < BOUNDS.recent; count += 1) {
      standing = run(standing, [said(`large-${count}`, 'no.such', {}, note)]).standing;
    }
    expect(bytesOf(standing.tail)).toBeLessThan(BOUNDS.tailBytes + 10_000);
    expect(standing.tail.at(-1)?.entry.seq).toBe(BOUNDS.recent);
    for (let count = 0; count < 2 * BOUNDS.recent; count += 1) {
      standing = run(standing, [said(`small-${count}`, 'no.such')]).standing;
    }
    expect(standing.tail).toHaveLength(BOUNDS.recent);
  });
});

describe('turnover', () => {
  it.each([0, -1, 1.5, Number.NaN, '3', null])('refuses to continue as new every %s', (every) => {
    expect(() => turnoverOf({ continueAsNewEvery: every })).toThrow('whole number from 1');
  });
});
