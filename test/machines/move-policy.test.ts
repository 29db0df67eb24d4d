/** A running case goes over to another version of the policy, or is refused. */
import { describe, expect, it } from 'vitest';
import { countersign, propose } from '../../machines/kernel/drafts.ts';
import { movePolicy, previewMove } from '../../machines/kernel/move-policy.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { step } from '../../machines/kernel/step.ts';
import type { CaseState, JsonObject, Message, Officer } from '../../machines/kernel/types.ts';
import { viewOf } from '../../machines/kernel/view.ts';
import { outbound } from '../../machines/outbound/procedure.ts';
import { POLICY_IN_WORKING_DAYS, POLICY_VERSION } from '../../machines/shared/policy.ts';
import { DatedCase, NOON, disposition } from '../support/dated-case.ts';

const FIRST = { id: 'MFA-CD-1', role: 'MFA-CD', body: 'MFA' };
const SECOND = { id: 'MPS-CD-1', role: 'MPS-CD', body: 'MPS' };
const CHECK = { correlationId: 'K-1', homeAuthority: 'PSO Jilin' };
const AT = `1957-12-30${NOON}`;
const ORDER = { version: POLICY_IN_WORKING_DAYS, at: AT };

interface Decided {
  readonly fields?: JsonObject;
  readonly by?: Officer;
  readonly second?: Officer;
}

/** The event of two ministries. */
function decision({ fields, by = FIRST, second }: Decided = {}): Message {
  const reasons = 'officers are away over the holidays';
  const to = { version: POLICY_IN_WORKING_DAYS, reasons };
  const event = { id: 'MOVE-1', type: 'policy.moved', at: AT, ...to, ...fields };
  const message = { event, attested: true, by, receivedAt: AT, effectiveAt: AT };
  return { ...message, ...(second && { second }) };
}

function moved(procedure: Procedure, state: CaseState, order = ORDER): CaseState {
  const move = movePolicy(procedure, state, order);
  if (move.kind === 'refused') throw new Error(move.detail);
  return move.state;
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
    const preview = previewMove(outbound, state, ORDER);
    expect(preview).toMatchObject({ from: POLICY_VERSION, to: ORDER.version, possible: true });
    expect(preview.changes).toEqual([
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
    const { outcome, state } = step(outbound, disposition().state, decision({ second: SECOND }));
    const { asOf: _, steps: __, openedUnder, ...there } = state;
    expect(openedUnder).toBe(POLICY_VERSION);
    const { asOf: ___, steps: ____, ...fromStart } = disposition(POLICY_IN_WORKING_DAYS).state;
    expect(outcome).toBe('accepted');
    expect(there).toEqual(fromStart);
  });

  it('tells everybody who reads a date of the new one', () => {
    const before = disposition();
    const { effects } = step(outbound, before.state, decision({ second: SECOND }));
    const id = before.task('disposition')?.id;
    expect(effects).toEqual([{ kind: 'moveDue', of: 'task', id, due: `1958-01-06${NOON}` }]);
  });

  it('leaves where the case stands as it is, and is not among what the rules let through', () => {
    const { state } = disposition();
    const before = viewOf(outbound, state);
    const after = viewOf(outbound, step(outbound, state, decision({ second: SECOND })).state);
    expect(after.policyVersion).toBe(POLICY_IN_WORKING_DAYS);
    expect(before).not.toHaveProperty('openedUnder');
    expect({ ...after, policyVersion: '', tasks: [], awaiting: [] }).toEqual({
      ...before,
      openedUnder: POLICY_VERSION,
      policyVersion: '',
      tasks: [],
      awaiting: [],
    });
    expect(before.allowed).not.toContain('policy.moved');
  });

  it('can be proposed by one ministry and countersigned by the other', () => {
    const proposed = propose(outbound, disposition().state, decision());
    expect(proposed.outcome).toBe('accepted');
    const act = { draft: 'MOVE-1', attested: true, by: SECOND, receivedAt: AT, effectiveAt: AT };
    const { outcome, state } = countersign(outbound, proposed.state, act);
    expect(outcome).toBe('accepted');
    expect(state).toMatchObject({ drafts: [], policy: { version: POLICY_IN_WORKING_DAYS } });
  });

  it('makes another draft of the same move lapse', () => {
    const proposed = propose(outbound, disposition().state, decision());
    const other = decision({ second: SECOND, fields: { id: 'MOVE-2' } });
    const { state } = step(outbound, proposed.state, other);
    expect(state.drafts).toMatchObject([{ id: 'MOVE-1', lapsed: 'EVENT_NOT_ALLOWED' }]);
  });

  it('stops the time that does not run under it, and lets it run again on the way back', () => {
    const asked = disposition().say('1957-12-30', 'clause3.check-sent', CHECK);
    expect(previewMove(outbound, asked.state, ORDER).changes).toContainEqual({
      of: 'task',
      id: asked.task('disposition')?.id,
      from: `1958-01-04${NOON}`,
    });
    const there = moved(outbound, asked.state);
    const again = moved(outbound, there, { version: POLICY_VERSION, at: `1958-01-09${NOON}` });
    const task = again.tasks.find(({ key }) => key === 'disposition');
    expect(task).toMatchObject({ due: `1958-01-14${NOON}`, moved: [{ days: 10 }] });
  });

  it('keeps the lengths that the case was opened with', () => {
    const config = { delays: { decisionReminder: 'P3D' } };
    const dated = new DatedCase('1957-12-27', undefined, config);
    dated.say('1957-12-27', 'identity.verified', { evidenceRef: 'ID-1' });
    expect(moved(outbound, dated.state)).toMatchObject({
      policy: { delays: { decisionReminder: 'P3D', decisionEscalation: 'P18D@china' } },
    });
  });
});

describe('a move is refused', () => {
  it.each<[string, Decided, string]>([
    ['to a version that there is not', { fields: { version: 'other' } }, 'EVENT_NOT_ALLOWED'],
    ['to a name of every object', { fields: { version: 'constructor' } }, 'EVENT_NOT_ALLOWED'],
    ['to the version of the case', { fields: { version: POLICY_VERSION } }, 'EVENT_NOT_ALLOWED'],
    ['to no version', { fields: { version: undefined } }, 'EVENT_MALFORMED'],
    ['without reasons', { fields: { reasons: '  short ' } }, 'REASONS_MISSING'],
    ['to one officer alone', { second: FIRST }, 'FOUR_EYES_SAME_PERSON'],
    ['to one body alone', { second: { ...FIRST, id: 'MFA-CD-2' } }, 'FOUR_EYES_SAME_BODY'],
    [
      'to an officer and his substitute',
      { second: { ...SECOND, actsFor: [FIRST.id] } },
      'FOUR_EYES_SAME_PERSON',
    ],
    [
      'to who is no ministry',
      { by: { id: 'EMB-HD-1', role: 'EMB-HD', body: 'EMB' } },
      'ROLE_NOT_ALLOWED',
    ],
  ])('%s', (_what, more, code) => {
    const { state } = disposition();
    const result = step(outbound, state, decision({ second: SECOND, ...more }));
    expect(result).toMatchObject({ outcome: 'rejected', code });
    expect(result.state).toBe(state);
  });

  it('without a second officer', () => {
    expect(step(outbound, disposition().state, decision()).code).toBe('FOUR_EYES_MISSING');
  });

  it('where the chart was opened with another figure', () => {
    const procedure = withSecond({ figures: { cutOffDate: '1957-12-17', minRounds: 3 } });
    const move = previewMove(procedure, disposition().state, ORDER);
    expect(move).toMatchObject({ possible: false, message: expect.stringContaining('minRounds') });
  });

  it('where it has no length for what runs', () => {
    const { decisionEscalation: _, ...delays } =
      outbound.policies[POLICY_IN_WORKING_DAYS]?.delays ?? {};
    const move = previewMove(withSecond({ delays }), disposition().state, ORDER);
    expect(move).toMatchObject({
      possible: false,
      message: expect.stringContaining('no length decisionEscalation'),
    });
  });

  it('where an older state does not tell since when a timer runs', () => {
    const { state } = disposition();
    const timers = state.timers.map(({ since: _, ...timer }) => timer);
    const move = previewMove(outbound, { ...state, timers }, ORDER);
    expect(move).toMatchObject({ possible: false, message: expect.stringContaining('since when') });
  });

  it('once the case has its outcome', () => {
    const closed = new DatedCase('1957-12-27')
      .say('1957-12-27', 'identity.verified', { evidenceRef: 'ID-1' })
      .say('1957-12-28', 'screening.completed', { nationality: 'DPRK', illegalCrossing: true });
    const preview = previewMove(outbound, closed.state, ORDER);
    expect(preview).toMatchObject({ possible: false, code: 'CASE_CLOSED' });
    const result = step(outbound, closed.state, decision({ second: SECOND }));
    expect(result.code).toBe('CASE_CLOSED');
  });
});
