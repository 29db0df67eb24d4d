import { assign } from 'xstate';
import { describe, expect, it } from 'vitest';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { propose, withdraw } from '../../machines/kernel/drafts.ts';
import { registered } from '../../machines/kernel/register.ts';
import { bytesOf } from '../../machines/kernel/size.ts';
import { step } from '../../machines/kernel/step.ts';
import type { CaseState, Json, Message } from '../../machines/kernel/types.ts';
import { shapeOf } from '../../machines/shared/submission.ts';
import { Inbox, queueable } from '../../workflows/host/inbox.ts';
import { AT, CLERK, HEAD, after, chart, opened, procedure, row, said } from '../support/small.ts';

/** A book that keeps what was noted last; `go` needs a second officer and reasons. */
const book = registered(
  procedure(
    chart({
      id: 'book',
      context: { note: '' },
      initial: 'a',
      states: {
        a: {
          description: 'The book lies open.',
          on: {
            go: { actions: assign({ note: ({ event }) => event['note'] as string }) },
            stop: { target: 'outcome' },
          },
        },
        outcome: { type: 'final', description: 'Closed.' },
      },
    }),
    {
      vocabulary: {
        go: row({
          second: { roles: ['LIB-HD'] },
          reasons: { field: 'reasons', when: (event) => 'reasons' in event },
        }),
        stop: row(),
      },
    },
  ),
);

function noted(note: string, id = 'go-1', reasons?: string): Message {
  return said('go', { id, note, ...(reasons !== undefined && { reasons }) }, { second: HEAD });
}

describe('every bound holds at the bound and one past it', () => {
  it('stepsPerCase: the next event has no place', () => {
    const last = step(book, { ...opened(book), steps: BOUNDS.stepsPerCase - 1 }, noted('x'));
    expect(last).toMatchObject({ outcome: 'accepted', state: { steps: BOUNDS.stepsPerCase } });
    const next = step(book, last.state, noted('x', 'go-2'));
    expect(next).toMatchObject({ outcome: 'rejected', code: 'EVENT_NOT_ALLOWED' });
    expect(next.state).toBe(last.state);
  });

  it.each([
    ['of one byte', 'x', 1],
    ['of two bytes', 'é', 2],
    ['of three bytes', '日', 3],
    ['of four bytes', '🜚', 4],
    ['that JSON escapes', '"', 2],
  ])('stateBytes: counts characters %s', (_what, character, bytes) => {
    const empty = bytesOf(step(book, opened(book), noted('')).state);
    const room = BOUNDS.stateBytes - empty;
    const filled = character.repeat(Math.floor(room / bytes)) + 'x'.repeat(room % bytes);
    const at = step(book, opened(book), noted(filled));
    expect(at.outcome).toBe('accepted');
    expect(Buffer.byteLength(JSON.stringify(at.state))).toBe(BOUNDS.stateBytes);
    const past = step(book, opened(book), noted(`${filled}x`));
    expect(past).toMatchObject({ outcome: 'rejected', code: 'TOO_LARGE', effects: [] });
  });

  it('reasonsMinChars: counts what is left after trimming', () => {
    const enough = 'r'.repeat(BOUNDS.reasonsMinChars);
    expect(step(book, opened(book), noted('x', 'a', `  ${enough}  `)).outcome).toBe('accepted');
    const short = step(book, opened(book), noted('x', 'b', `${enough.slice(1)}   `));
    expect(short).toMatchObject({ outcome: 'rejected', code: 'REASONS_MISSING' });
  });

  it('drafts: one more than the bound is refused', () => {
    const full = withDrafts(BOUNDS.drafts);
    expect(full.drafts).toHaveLength(BOUNDS.drafts);
    const next = propose(book, full, noted('x', 'one-more'));
    expect(next).toMatchObject({ outcome: 'rejected', code: 'EVENT_NOT_ALLOWED' });
  });

  it('drafts: a lapsed one gives way to a new one, an open one never', () => {
    const full = withDrafts(BOUNDS.drafts);
    const drafts = full.drafts.map((draft, at) =>
      at === 7 || at === 9 ? { ...draft, lapsed: 'EVENT_NOT_ALLOWED' } : draft,
    );
    const next = propose(book, { ...full, drafts }, noted('x', 'new'));
    expect(next.outcome).toBe('accepted');
    const ids = next.state.drafts.map(({ id }) => id);
    expect(ids).toHaveLength(BOUNDS.drafts);
    expect(ids).toEqual([...drafts.filter((_, at) => at !== 7).map(({ id }) => id), 'new']);
  });

  it('draftsBytes: what would be too much is refused, and the case goes on', () => {
    const empty = bytesOf(propose(book, opened(book), noted('', 'd')).state.drafts);
    const note = 'x'.repeat(BOUNDS.draftsBytes - empty);
    const at = propose(book, opened(book), noted(note, 'd'));
    expect(at.outcome).toBe('accepted');
    const past = propose(book, opened(book), noted(`${note}x`, 'd'));
    expect(past).toMatchObject({ outcome: 'rejected', code: 'TOO_LARGE' });
    expect(step(book, at.state, noted('y', 'go-2')).outcome).toBe('accepted');
    const reasons = 'r'.repeat(BOUNDS.reasonsMinChars);
    const act = { draft: 'd', attested: true, by: CLERK, receivedAt: AT, reasons };
    expect(withdraw(book, at.state, act).state.drafts).toEqual([]);
  });

  it('idChars: a longer id is no submission', () => {
    const id = 'i'.repeat(BOUNDS.idChars);
    expect(shapeOf('submit', submission(id))).toHaveProperty('submission.id', id);
    expect(shapeOf('submit', submission(`${id}i`))).toHaveProperty('refused', 'NOT_A_SUBMISSION');
  });

  it('messageBytes: a larger message is none, at the door and in the queue', () => {
    const empty = bytesOf(submission('a', '') as object);
    const at = submission('a', 'x'.repeat(BOUNDS.messageBytes - empty));
    const past = submission('a', 'x'.repeat(BOUNDS.messageBytes - empty + 1));
    expect(shapeOf('submit', at)).toMatchObject({ bytes: BOUNDS.messageBytes });
    expect(shapeOf('submit', at)).toHaveProperty('submission');
    expect(shapeOf('submit', past)).toHaveProperty('refused', 'TOO_LARGE');
    expect(queueable(at)).toEqual(at);
    expect(queueable(past)).toMatchObject({
      $unreadable: { size: BOUNDS.messageBytes + 1, tooLarge: true },
    });
  });

  it('batch: more messages wait for the next one, in their order', () => {
    const inbox = new Inbox();
    for (let at = 0; at <= BOUNDS.batch; at += 1) {
      inbox.push({ via: 'signal', name: 'submit', payload: at });
    }
    expect(inbox.take()).toHaveLength(BOUNDS.batch);
    const rest = inbox.take().map(({ incoming }) => incoming);
    expect(rest).toEqual([{ via: 'signal', name: 'submit', payload: BOUNDS.batch }]);
  });

  it('a closed case takes nothing, however much room there is', () => {
    const closed = after(book, said('stop'));
    expect(step(book, closed, noted('x'))).toMatchObject({ code: 'CASE_CLOSED' });
  });
});

function withDrafts(count: number): CaseState {
  let state = opened(book);
  for (let at = 0; at < count; at += 1) {
    state = propose(book, state, noted('x', `d-${at}`)).state;
  }
  return state;
}

function submission(id: string, note = ''): Json {
  return { event: { id, type: 'go', at: '2026-01-01', note }, attestations: [] };
}
