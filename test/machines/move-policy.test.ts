/** A running case goes over to another version of the policy, or is refused. */
import { describe, expect, it } from 'vitest';
import { movePolicy, type PolicyDecision } from '../../machines/kernel/move-policy.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { outbound } from '../../machines/outbound/procedure.ts';
import { POLICY_IN_WORKING_DAYS, POLICY_VERSION } from '../../machines/shared/policy.ts';
import { DatedCase, NOON, disposition } from '../support/dated-case.ts';

const FIRST = { id: 'MFA-CD-1', role: 'MFA-CD', body: 'MFA' };
const SECOND = { id: 'MPS-CD-1', role: 'MPS-CD', body: 'MPS' };
const CHECK = { correlationId: 'K-1', homeAuthority: 'PSO Jilin' };

function decision(more: Partial<PolicyDecision> = {}): PolicyDecision {
  return {
    version: POLICY_IN_WORKING_DAYS,
    by: FIRST,
    second: SECOND,
    reasons: 'officers are away over the holidays',
    at: `1957-12-30${NOON}`,
    ...more,
  };
}

/** The first policy is replaced by one that differs in this. */
function withSecond(more: Partial<Procedure['policies'][string]>): Procedure {
  const next = outbound.policies[POLICY_IN_WORKING_DAYS];
  if (next === undefined) throw new Error('no such policy');
  const changed = { ...next, ...more };
  return { ...outbound, policies: { ...outbound.policies, [next.version]: changed } };
}

describe('a move to another policy', () => {
  it('begins with a dry run that shows every date that changes, and changes nothing', () => {
    const { state } = disposition();
    const before = structuredClone(state);
    const move = movePolicy(outbound, state, decision());
    expect(move.kind === 'moved' ? move.changes : move).toEqual([
      {
        of: 'task',
        id: state.tasks.find(({ key }) => key === 'disposition')?.id,
        from: `1958-01-04${NOON}`,
        to: `1958-01-06${NOON}`,
      },
      {
        of: 'timer',
        id: 'decisionReminder',
        from: `1958-01-04${NOON}`,
        to: `1958-01-06${NOON}`,
      },
      {
        of: 'timer',
        id: 'decisionEscalation',
        from: `1958-01-18${NOON}`,
        to: `1958-01-20${NOON}`,
      },
    ]);
    expect(state).toEqual(before);
  });

  it('gives the dates that a case under that policy has from its start', () => {
    const move = movePolicy(outbound, disposition().state, decision());
    expect(move.kind === 'moved' ? move.state : move).toEqual(
      disposition(POLICY_IN_WORKING_DAYS).state,
    );
  });

  it('stops the time that does not run under it, and lets it run again on the way back', () => {
    const asked = disposition().say('1957-12-30', 'clause3.check-sent', CHECK);
    const there = movePolicy(outbound, asked.state, decision());
    if (there.kind === 'refused') throw new Error(there.message);
    expect(there.changes).toContainEqual({
      of: 'task',
      id: asked.task('disposition')?.id,
      from: `1958-01-04${NOON}`,
    });
    const back = decision({ version: POLICY_VERSION, at: `1958-01-09${NOON}` });
    const again = movePolicy(outbound, there.state, back);
    if (again.kind === 'refused') throw new Error(again.message);
    const task = again.state.tasks.find(({ key }) => key === 'disposition');
    expect(task).toMatchObject({ due: `1958-01-14${NOON}`, moved: [{ days: 10 }] });
  });

  it('keeps the lengths that the case was opened with', () => {
    const config = { delays: { decisionReminder: 'P3D' } };
    const dated = new DatedCase('1957-12-27', undefined, config);
    dated.say('1957-12-27', 'identity.verified', { evidenceRef: 'ID-1' });
    const move = movePolicy(outbound, dated.state, decision());
    expect(move).toMatchObject({
      kind: 'moved',
      state: { policy: { delays: { decisionReminder: 'P3D', decisionEscalation: 'P18D@china' } } },
    });
  });
});

describe('a move is refused', () => {
  it.each<[string, Partial<PolicyDecision>, string]>([
    ['to a version that there is not', { version: 'other' }, 'EVENT_NOT_ALLOWED'],
    ['to a name that every object has', { version: 'constructor' }, 'EVENT_NOT_ALLOWED'],
    ['to the version of the case', { version: POLICY_VERSION }, 'EVENT_NOT_ALLOWED'],
    ['without reasons', { reasons: '  short ' }, 'REASONS_MISSING'],
    ['by one officer alone', { second: FIRST }, 'FOUR_EYES_SAME_PERSON'],
    [
      'by an officer and his substitute',
      { second: { ...SECOND, actsFor: [FIRST.id] } },
      'FOUR_EYES_SAME_PERSON',
    ],
  ])('%s', (_what, more, code) => {
    const move = movePolicy(outbound, disposition().state, decision(more));
    expect(move).toMatchObject({ kind: 'refused', code });
  });

  it('where the chart was opened with another figure', () => {
    const procedure = withSecond({ figures: { cutOffDate: '1957-12-17', minRounds: 3 } });
    const move = movePolicy(procedure, disposition().state, decision());
    expect(move).toMatchObject({ kind: 'refused', message: expect.stringContaining('minRounds') });
  });

  it('where it has no length for what runs', () => {
    const { decisionEscalation: _, ...delays } =
      outbound.policies[POLICY_IN_WORKING_DAYS]?.delays ?? {};
    const move = movePolicy(withSecond({ delays }), disposition().state, decision());
    expect(move).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('no length decisionEscalation'),
    });
  });

  it('where an older state does not tell since when a timer runs', () => {
    const { state } = disposition();
    const timers = state.timers.map(({ since: _, ...timer }) => timer);
    const move = movePolicy(outbound, { ...state, timers }, decision());
    expect(move).toMatchObject({ kind: 'refused', message: expect.stringContaining('since when') });
  });

  it('once the case has its outcome', () => {
    const closed = new DatedCase('1957-12-27')
      .say('1957-12-27', 'identity.verified', { evidenceRef: 'ID-1' })
      .say('1957-12-28', 'screening.completed', { nationality: 'DPRK', illegalCrossing: true });
    const move = movePolicy(outbound, closed.state, decision());
    expect(move).toMatchObject({ kind: 'refused', code: 'CASE_CLOSED' });
  });
});
