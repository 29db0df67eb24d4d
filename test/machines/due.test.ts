/** Due dates of cases under the policy that counts working days and lets no time run against nobody. */
import { describe, expect, it } from 'vitest';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { step } from '../../machines/kernel/step.ts';
import { viewOf } from '../../machines/kernel/view.ts';
import { outbound } from '../../machines/outbound/procedure.ts';
import { POLICY_IN_WORKING_DAYS } from '../../machines/shared/policy.ts';
import { NOON, disposition, screening } from '../support/dated-case.ts';

const CHECK = { correlationId: 'K-1', homeAuthority: 'PSO Jilin' };
const FOUND = { correlationId: 'K-1', certificateRef: 'CERT-1' };

describe('a case over the turn of the year', () => {
  const day = '1957-12-27';

  it('counts calendar days under the first policy', () => {
    expect(screening(day).task('screening')?.due).toBe(`1958-01-03${NOON}`);
  });

  it('counts working days under the second, and explains them', () => {
    const dated = screening(day, POLICY_IN_WORKING_DAYS);
    expect(dated.task('screening')?.due).toBe(`1958-01-04${NOON}`);
    expect(dated.explained('screening')).toEqual([
      '6 working days (china) from 1957-12-27; not counted: 1957-12-29 Sunday, 1958-01-01 New Year',
      `due 1958-01-04${NOON}`,
    ]);
  });
});

describe('a pause', () => {
  it('of 40 days moves due dates and timers by 40 days', () => {
    const dated = disposition(POLICY_IN_WORKING_DAYS);
    const before = dated.task('disposition')?.due ?? '';
    expect(before).toBe(`1958-01-06${NOON}`);
    const timer = dated.timer('decisionEscalation') ?? '';
    dated.say('1957-12-30', 'clause3.check-sent', CHECK);
    expect(dated.task('disposition')).toMatchObject({
      paused: { by: 'clause3-answer', since: `1957-12-30${NOON}`, due: before },
    });
    expect(dated.task('disposition')?.due).toBeUndefined();
    expect(dated.effects).toContainEqual({
      kind: 'moveDue',
      of: 'task',
      id: dated.task('disposition')?.id,
    });
    dated.say('1958-02-08', 'clause3.nothing-found', FOUND);
    const moved = dated.task('disposition');
    expect(moved?.due).toBe(`1958-02-15${NOON}`);
    expect(moved?.paused).toBeUndefined();
    expect(moved?.moved).toEqual([
      {
        by: 'clause3-answer',
        reason: 'home authority owed an answer: certificate that nothing is pending, or a report',
        days: 40,
        from: `1957-12-30${NOON}`,
        at: `1958-02-08${NOON}`,
      },
    ]);
    expect(dated.effects).toContainEqual({
      kind: 'moveDue',
      of: 'task',
      id: moved?.id,
      due: `1958-02-15${NOON}`,
    });
    const days = Date.parse(dated.timer('decisionEscalation') ?? '') - Date.parse(timer);
    expect(days / 86_400_000).toBe(40);
    expect(dated.explained('disposition').join('\n')).toContain(
      '40 days later: home authority owed an answer',
    );
  });

  it('holds for a question that is asked while it lasts', () => {
    const dated = screening('1957-12-27', POLICY_IN_WORKING_DAYS)
      .say('1957-12-27', 'person.absconded')
      .say('1957-12-30', 'person.reappeared');
    expect(dated.task('screening')).toMatchObject({
      due: `1958-01-07${NOON}`,
      moved: [{ by: 'presence.absent', days: 3 }],
    });
  });

  it('goes on where one answer is owed after the other', () => {
    const dated = disposition(POLICY_IN_WORKING_DAYS)
      .say('1957-12-30', 'clause3.check-sent', CHECK)
      .say('1958-01-09', 'clause3.check-sent', { ...CHECK, correlationId: 'K-2' })
      .say('1958-01-19', 'clause3.nothing-found', { ...FOUND, correlationId: 'K-2' });
    expect(dated.task('disposition')?.moved).toMatchObject([{ days: 20 }]);
  });

  it('is no part of the first policy', () => {
    const dated = disposition().say('1957-12-30', 'clause3.check-sent', CHECK);
    expect(dated.task('disposition')?.due).toBe(`1958-01-04${NOON}`);
    expect(dated.effects.map(({ kind }) => kind)).not.toContain('moveDue');
  });

  it('keeps its reasons within the bound, and forgets no day', () => {
    const dated = screening('1957-12-27', POLICY_IN_WORKING_DAYS);
    const days = BOUNDS.moves + 5;
    let day = Date.parse('1957-12-28');
    const next = (): string => {
      day += 86_400_000;
      return new Date(day).toISOString().slice(0, 10);
    };
    for (let nth = 0; nth < days; nth += 1) {
      dated.say(next(), 'person.absconded').say(next(), 'person.reappeared');
    }
    const moved = dated.task('screening')?.moved ?? [];
    expect(moved).toHaveLength(BOUNDS.moves);
    expect(moved.reduce((sum, one) => sum + one.days, 0)).toBe(days);
    const due = Date.parse(`1958-01-04${NOON}`) + days * 86_400_000;
    expect(dated.task('screening')?.due).toBe(new Date(due).toISOString());
  });
});

describe('a reminder and an escalation [I6]', () => {
  it('fire once, and decide nothing', () => {
    const dated = disposition(POLICY_IN_WORKING_DAYS);
    for (const key of ['decisionReminder', 'decisionEscalation']) {
      const timer = dated.state.timers.find((one) => one.key === key);
      if (timer === undefined) throw new Error(`no timer ${key}`);
      const at = timer.deadline;
      const { state } = dated;
      const shown = viewOf(outbound, state);
      const result = step(outbound, state, {
        event: { ...timer.event, id: `timer/${key}/${at}`, at },
        attested: true,
        by: { id: 'service', role: 'service', body: 'service' },
        receivedAt: at,
        effectiveAt: at,
        timer: key,
      });
      expect(result.outcome).toBe('recorded');
      expect(result.state.timers.some((one) => one.key === key)).toBe(false);
      expect(viewOf(outbound, result.state)).toEqual(shown);
      dated.state = result.state;
    }
  });
});
