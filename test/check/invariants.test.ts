import { describe, expect, it } from 'vitest';
import { agreement } from '../../src/check/invariants/agreement.ts';
import { faultsOf } from '../../src/check/invariant.ts';
import { HELD_ELSEWHERE, INVARIANTS } from '../../src/check/invariants.ts';
import {
  AGREED,
  BAD,
  HANDED_OVER,
  HEARD,
  ORDER,
  PASSPORT,
  PROPOSED,
  SETTLED,
} from './bad-cases.ts';
import { broken, logOf, valid } from './bad-logs.ts';

describe('a log made by hand is refused', () => {
  it.each(BAD)('%s: %s', (no, _what, procedure, lines) => {
    expect(broken(logOf(procedure, lines))).toContain(no);
  });

  it('I22: a handover while a child’s case is open', () => {
    const household = [{ caseNo: 'HH-1', relation: 'child', dependent: true, open: true }];
    expect(broken(logOf('inbound', [...AGREED, HANDED_OVER], { household }))).toContain('I22');
  });

  const released = {
    type: 'notice.released',
    by: 'EMB-HD-1',
    event: { correlationId: 'P-1' },
  };

  it('I4: a notice that is released by who drafted it', () => {
    const lines = [{ type: 'notice.drafted', by: 'EMB-HD-1' }, released];
    expect(broken(logOf('policy-notice', lines))).toContain('I4');
  });

  it('I8: an answer to a notice under another correlation', () => {
    const answered = { type: 'notice.answered', event: { correlationId: 'P-2' } };
    expect(broken(logOf('policy-notice', [released, answered]))).toContain('I8');
  });

  it('I25: a case that knows what its log does not say', () => {
    const log = logOf('outbound', [{ type: 'reminder.due', facts: { concluded: true } }]);
    expect(faultsOf([agreement], log).map(({ no }) => no)).toEqual(['I25']);
  });

  it('every invariant that a log shows has one', () => {
    const shown = new Set([...BAD.map(([no]) => no), 'I22', 'I25']);
    expect(INVARIANTS.map(({ no }) => no).filter((no) => !shown.has(no))).toEqual([]);
  });
});

describe('a good log is not refused', () => {
  it('a passport', () => {
    const lines = [
      ...SETTLED,
      { type: 'passport.proposed' },
      { ...PASSPORT, documents: [valid('emigrant-passport', '1', 'E-11')] },
    ];
    expect(broken(logOf('outbound', lines))).toEqual([]);
  });

  it('a handover', () => {
    const issued = [valid('repatriation-order', '1', 'E-3')];
    const after = [...AGREED, HANDED_OVER].map((line) => ({ ...line, documents: issued }));
    const lines = [PROPOSED, HEARD, { ...ORDER, documents: issued }, ...after];
    expect(broken(logOf('outbound', lines))).toEqual([]);
  });
});

describe('the invariants', () => {
  it('are I1 to I30, each asked of logs or held elsewhere', () => {
    const all = new Set([...INVARIANTS.map(({ no }) => no), ...Object.keys(HELD_ELSEWHERE)]);
    const wanted = Array.from({ length: 30 }, (_, at) => `I${at + 1}`);
    expect([...all].toSorted()).toEqual(wanted.toSorted());
  });
});
