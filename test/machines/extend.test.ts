/** A date is extended by an officer: once, by the length that the policy has for it. */
import { describe, expect, it } from 'vitest';
import { step } from '../../machines/kernel/step.ts';
import type { JsonObject, Message, Officer } from '../../machines/kernel/types.ts';
import { outbound } from '../../machines/outbound/procedure.ts';
import { POLICY_IN_WORKING_DAYS } from '../../machines/shared/policy.ts';
import { NOON, disposition, type DatedCase } from '../support/dated-case.ts';

const HEAD = { id: 'EMB-HD-1', role: 'EMB-HD', body: 'EMB' };
const AT = `1957-12-30${NOON}`;

function extension(
  about: string | undefined,
  fields: JsonObject = {},
  by: Officer = HEAD,
): Message {
  const reasons = 'the file came late over the river';
  const event = { id: 'EXT-1', type: 'due.extended', at: AT, about, reasons, ...fields };
  return { event, attested: true, by, receivedAt: AT, effectiveAt: AT };
}

function taskOf(one: DatedCase): string {
  return one.task('disposition')?.id ?? '';
}

describe('an extension', () => {
  it('moves the date and the timers that go with it, and says why', () => {
    const one = disposition();
    const { outcome, state, effects } = step(outbound, one.state, extension(taskOf(one)));
    one.state = state;
    expect(outcome).toBe('accepted');
    expect(one.task('disposition')).toMatchObject({
      due: `1958-01-18${NOON}`,
      extendedBy: 'EXT-1',
      moved: [{ by: 'extension', days: 14, from: `1958-01-04${NOON}`, at: `1958-01-18${NOON}` }],
    });
    expect(one.timer('decisionReminder')).toBe(`1958-01-18${NOON}`);
    expect(one.timer('decisionEscalation')).toBe(`1958-02-01${NOON}`);
    const due = `1958-01-18${NOON}`;
    expect(effects).toEqual([{ kind: 'moveDue', of: 'task', id: taskOf(one), due }]);
    expect(one.explained('disposition')).toEqual([
      'P7D from 1957-12-28',
      '14 days later: extended by an officer (from 1958-01-04 to 1958-01-18)',
      `due ${due}`,
    ]);
  });

  it('stays when the case goes over to another policy', () => {
    const one = disposition();
    one.state = step(outbound, one.state, extension(taskOf(one))).state;
    const move = { id: 'MOVE-1', type: 'policy.moved', version: POLICY_IN_WORKING_DAYS };
    const { outcome, state } = step(outbound, one.state, {
      ...extension(undefined, move, { id: 'MFA-CD-1', role: 'MFA-CD', body: 'MFA' }),
      second: { id: 'MPS-CD-1', role: 'MPS-CD', body: 'MPS' },
    });
    expect(outcome).toBe('accepted');
    const task = state.tasks.find(({ key }) => key === 'disposition');
    expect(task).toMatchObject({ due: `1958-01-20${NOON}`, extendedBy: 'EXT-1' });
  });
});

describe('an extension is refused', () => {
  const one = disposition();
  const officer = { id: 'EMB-CO-1', role: 'EMB-CO', body: 'EMB' };
  it.each<[string, Message, string]>([
    ['of what is not open', extension('nothing/1'), 'EVENT_NOT_ALLOWED'],
    ['without saying what', extension(undefined), 'EVENT_MALFORMED'],
    ['without reasons', extension(taskOf(one), { reasons: 'late' }), 'REASONS_MISSING'],
    ['to the officer of the case', extension(taskOf(one), {}, officer), 'ROLE_NOT_ALLOWED'],
  ])('%s', (_what, message, code) => {
    expect(step(outbound, one.state, message)).toMatchObject({ outcome: 'rejected', code });
  });

  it('a second time', () => {
    const first = step(outbound, one.state, extension(taskOf(one)));
    const again = step(outbound, first.state, extension(taskOf(one), { id: 'EXT-2' }));
    expect(again).toMatchObject({ outcome: 'rejected', code: 'EVENT_NOT_ALLOWED' });
    expect(again.message).toContain('was extended by EXT-1');
  });

  it('while no time runs', () => {
    const check = { correlationId: 'K-1', homeAuthority: 'PSO Jilin' };
    const asked = disposition(POLICY_IN_WORKING_DAYS).say(
      '1957-12-30',
      'clause3.check-sent',
      check,
    );
    const { code, message } = step(outbound, asked.state, extension(taskOf(asked)));
    expect({ code, message }).toMatchObject({
      code: 'EVENT_NOT_ALLOWED',
      message: expect.stringContaining('no time runs'),
    });
  });

  it('of a wait for the other side', () => {
    const check = { correlationId: 'K-1', homeAuthority: 'PSO Jilin' };
    const asked = disposition().say('1957-12-30', 'clause3.check-sent', check);
    const id = asked.state.exchanges[0]?.id;
    const { code, message } = step(outbound, asked.state, extension(id));
    expect({ code, message }).toMatchObject({
      code: 'EVENT_NOT_ALLOWED',
      message: expect.stringContaining('the policy extends no'),
    });
  });
});
