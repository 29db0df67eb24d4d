import { describe, expect, it } from 'vitest';
import { countersign, propose, withdraw } from '../../machines/kernel/drafts.ts';
import { start, step } from '../../machines/kernel/step.ts';
import type { CaseState, JsonObject, Message, Officer } from '../../machines/kernel/types.ts';
import { allowedEvents, displayedState, viewOf } from '../../machines/kernel/view.ts';
import { toy } from '../toy/procedure.ts';

const clerk: Officer = { id: 'LIB-CL-1', role: 'LIB-CL', body: 'LIB' };
const head: Officer = { id: 'LIB-HD-1', role: 'LIB-HD', body: 'LIB' };
const AT = '2026-01-01T00:00:00.000Z';

function message(type: string, fields: JsonObject = {}, more: Partial<Message> = {}): Message {
  return {
    event: { id: `${type}-1`, type, at: '2026-01-01', ...fields },
    attested: true,
    by: clerk,
    receivedAt: AT,
    effectiveAt: AT,
    ...more,
  };
}

function opened(clock: 'live' | 'recorded' = 'live'): CaseState {
  return start(toy, { ...toy.example, clock }, AT).state;
}

function lent(clock: 'live' | 'recorded' = 'live'): CaseState {
  return step(toy, opened(clock), message('book.lent')).state;
}

describe('step', () => {
  it('opens with the task of its first state, since when and until when', () => {
    const { state, effects } = start(toy, toy.example, AT);
    expect(displayedState(toy, state)).toBe('shelf');
    expect(effects).toEqual([{ kind: 'openTask', task: state.tasks[0] }]);
    expect(state.tasks).toEqual([
      {
        id: 'lend#1',
        key: 'lend',
        title: 'Lend the book',
        roles: ['LIB-CL'],
        events: ['book.lent'],
        since: AT,
        due: '2026-01-08T00:00:00.000Z',
        dueBy: 'lend',
      },
    ]);
  });

  it('withdraws the task and arms the timer when the state is left', () => {
    const result = step(toy, opened(), message('book.lent'));
    expect(result.outcome).toBe('accepted');
    expect(result.state.tasks).toEqual([]);
    expect(result.state.timers).toMatchObject([
      { key: 'overdue', deadline: '2026-01-31T00:00:00.000Z', event: { type: 'reminder.due' } },
    ]);
    expect(result.effects.map(({ kind }) => kind)).toEqual(['closeTask', 'armTimer']);
  });

  it('arms no timer in a recorded case', () => {
    expect(lent('recorded').timers).toEqual([]);
  });

  it('cancels the timer when its state is left', () => {
    const result = step(toy, lent(), message('book.returned'));
    expect(result.state.timers).toEqual([]);
    expect(result.effects).toContainEqual({ kind: 'cancelTimer', key: 'overdue' });
  });

  it('drops a timer that fired, though nothing is decided by it [I6]', () => {
    const fired = message('reminder.due', { about: 'the book' }, { timer: 'overdue' });
    const result = step(toy, lent(), fired);
    expect(result.outcome).toBe('recorded');
    expect(result.effects).toEqual([
      { kind: 'notify', notice: { roles: ['LIB-HD'], about: 'the book' } },
    ]);
    expect(result.state.timers).toEqual([]);
    expect(displayedState(toy, result.state)).toBe('away');
  });

  it('gives back the same state, to the letter, with every refusal', () => {
    const state = lent();
    for (const refusedMessage of [
      message('book.lent'),
      message('book.returned', { note: 'bad' }),
      message('book.lost'),
      message('xstate.done.actor.lend'),
      message('no.such'),
      message('book.lent', {}, { attested: false }),
    ]) {
      const result = step(toy, state, refusedMessage);
      expect(result.outcome).toBe('rejected');
      expect(result.state).toBe(state);
    }
  });

  it.each([
    ['NOT_ATTESTED', message('no.such', {}, { attested: false })],
    ['EVENT_NOT_ALLOWED', message('no.such')],
    ['EVENT_NOT_ALLOWED', message('xstate.stop')],
    ['EVENT_MALFORMED', message('book.lent', {}, { malformed: 'note: expected text' })],
    ['EVENT_NOT_ALLOWED', message('book.lent')],
    ['ROLE_NOT_ALLOWED', message('book.lost', {}, { by: head })],
    ['FOUR_EYES_MISSING', message('book.lost')],
    ['FOUR_EYES_SAME_PERSON', message('book.lost', {}, { second: clerk })],
    ['ROLE_NOT_ALLOWED', message('book.lost', {}, { second: { ...clerk, id: 'LIB-CL-2' } })],
    ['REASONS_MISSING', message('book.returned', { note: 'bad' })],
    // What stands outside the case comes after all that the case itself can say.
    ['ROLE_NOT_ALLOWED', message('book.lost', {}, { by: head, misfit: 'number: is taken' })],
    ['EVENT_MALFORMED', message('book.lost', {}, { second: head, misfit: 'number: is taken' })],
  ])('refuses with %s in the order of refusals', (code, refusedMessage) => {
    expect(step(toy, lent(), refusedMessage)).toMatchObject({ outcome: 'rejected', code });
  });

  it('takes nothing more once there is an outcome, and withdraws all that is asked', () => {
    const lost = step(toy, lent(), message('book.lost', {}, { second: head }));
    expect(lost.outcome).toBe('accepted');
    expect(lost.state).toMatchObject({ tasks: [], timers: [], exchanges: [] });
    expect(viewOf(toy, lost.state)).toMatchObject({ open: false, outcome: 'lost', allowed: [] });
    const later = step(toy, lost.state, message('book.returned'));
    expect(later).toMatchObject({ outcome: 'rejected', code: 'CASE_CLOSED' });
  });

  it('numbers a document once, by the event that issued it [I26]', () => {
    const lost = step(toy, lent(), message('book.lost', {}, { second: head }));
    expect(lost.state.documents).toEqual([
      { kind: 'loss-note', number: 'TOY-1/loss-note/1', status: 'valid', eventId: 'book.lost-1' },
    ]);
  });

  it('chooses the branch by the payload', () => {
    const lost = step(toy, lent(), message('book.lost', { note: 'burnt' }, { second: head }));
    expect(displayedState(toy, lost.state)).toBe('outcome.burnt');
  });

  it('allows what the rules let through whatever the payload', () => {
    expect(allowedEvents(toy, opened())).toEqual(['book.lent']);
    expect(allowedEvents(toy, lent())).toEqual(['book.returned', 'book.lost']);
  });

  it('gives the same answer after any number of round trips through JSON [I25]', () => {
    const once = step(toy, lent(), message('book.returned'));
    const stored = JSON.parse(JSON.stringify(lent())) as CaseState;
    expect(step(toy, stored, message('book.returned'))).toEqual(once);
  });
});

describe('drafts', () => {
  const proposed = propose(toy, lent(), message('book.lost'));
  const act = { draft: 'book.lost-1', attested: true, receivedAt: AT, effectiveAt: AT };

  it('shows a draft to those who may sign, without moving the chart', () => {
    expect(proposed.outcome).toBe('accepted');
    expect(displayedState(toy, proposed.state)).toBe('away');
    expect(proposed.state.drafts).toMatchObject([
      { id: 'book.lost-1', by: clerk, secondRoles: ['LIB-HD'] },
    ]);
  });

  it('steps the event once another officer has countersigned', () => {
    const result = countersign(toy, proposed.state, { ...act, by: head });
    expect(result.outcome).toBe('accepted');
    expect(displayedState(toy, result.state)).toBe('outcome.lost');
    expect(result.state.drafts).toEqual([]);
  });

  it.each([
    ['FOUR_EYES_SAME_PERSON', clerk],
    ['ROLE_NOT_ALLOWED', { ...clerk, id: 'LIB-CL-2' }],
  ])('refuses a countersignature with %s and keeps the draft', (code, by) => {
    const result = countersign(toy, proposed.state, { ...act, by });
    expect(result).toMatchObject({ outcome: 'rejected', code });
    expect(result.state.drafts).toHaveLength(1);
  });

  it('lapses a draft whose ground has moved, and says so', () => {
    const moved = step(toy, proposed.state, message('book.returned'));
    expect(moved.state.drafts).toMatchObject([{ lapsed: 'EVENT_NOT_ALLOWED' }]);
    const again = step(toy, moved.state, message('book.lent', { id: 'again' }));
    const result = countersign(toy, again.state, { ...act, by: head });
    expect(result).toMatchObject({ outcome: 'rejected', code: 'DRAFT_LAPSED' });
  });

  it('knows no draft that was never proposed', () => {
    const result = countersign(toy, lent(), { ...act, by: head });
    expect(result).toMatchObject({ outcome: 'rejected', code: 'DRAFT_UNKNOWN' });
  });

  it('lets only the proposer withdraw, with reasons', () => {
    const reasons = 'entered for the wrong book';
    const refusals = [
      withdraw(toy, proposed.state, { ...act, by: head, reasons }),
      withdraw(toy, proposed.state, { ...act, by: clerk, reasons: 'short' }),
    ];
    expect(refusals.map(({ code }) => code)).toEqual(['ROLE_NOT_ALLOWED', 'REASONS_MISSING']);
    const result = withdraw(toy, proposed.state, { ...act, by: clerk, reasons });
    expect(result).toMatchObject({ outcome: 'accepted', state: { drafts: [] } });
  });

  it('refuses to draft what needs no second officer', () => {
    const result = propose(toy, lent(), message('book.returned'));
    expect(result).toMatchObject({ outcome: 'rejected', code: 'EVENT_NOT_ALLOWED' });
  });
});
