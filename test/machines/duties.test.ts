import { describe, expect, it } from 'vitest';
import { start, step } from '../../machines/kernel/step.ts';
import type { CaseState, Effect, JsonObject } from '../../machines/kernel/types.ts';
import { viewOf } from '../../machines/kernel/view.ts';
import { dutyOf, duties, procedureOf } from '../../machines/registry.ts';
import { attributedTo } from '../../machines/shared/officers.ts';
import { formOf } from '../../machines/shared/schema.ts';
import { chartTable } from '../support/chart-table.ts';

const REASONS = 'synthetic reasons, recorded in full';
const AT = '1958-02-01T00:00:00.000Z';

/** A duty that a test talks to. */
class DutyCase {
  readonly #procedure;
  #state: CaseState;
  #said = 0;
  #effects: readonly Effect[] = [];
  /** Words of the last refusal. */
  message = '';

  constructor(kind: string, clock: 'live' | 'recorded' = 'live') {
    const found = dutyOf(kind);
    if (found === undefined) throw new Error(`no duty ${kind}`);
    this.#procedure = found;
    this.#state = start(found, { ...found.example, clock }, AT).state;
  }

  /** `accepted`, `recorded`, or the code of the refusal. */
  answer(type: string, by: string, fields: JsonObject = {}): string {
    this.#said += 1;
    const event = { id: `E-${this.#said}`, type, at: '1958-02-01', by, ...fields };
    const malformed = formOf(this.#procedure.name, event);
    const officer = attributedTo(this.#procedure.name, event);
    const result = step(this.#procedure, this.#state, {
      event,
      attested: true,
      by: officer,
      ...(malformed !== undefined && { malformed }),
      receivedAt: AT,
      effectiveAt: AT,
    });
    this.#state = result.state;
    this.#effects = result.effects;
    this.message = result.message ?? '';
    return result.code ?? result.outcome;
  }

  get state(): string {
    return viewOf(this.#procedure, this.#state).state;
  }

  get timers(): readonly string[] {
    return this.#state.timers.map(({ key, deadline }) => `${key} ${deadline.slice(0, 10)}`);
  }

  get letters(): readonly object[] {
    return this.#effects.flatMap((effect) => (effect.kind === 'sendLetter' ? [effect.letter] : []));
  }
}

describe.each(Object.entries(duties))('the %s chart', (name, procedure) => {
  it('has the transitions that were read and agreed', async () => {
    await expect(chartTable(procedure)).toMatchFileSnapshot(`../golden/${name}.transitions.txt`);
  });

  it('is no procedure of a case, and can be withdrawn with reasons in every state', () => {
    expect(procedureOf(name)).toBeUndefined();
    const duty = new DutyCase(name);
    expect(duty.answer('duty.withdrawn', 'EMB-CO-1', { reasons: REASONS })).toBe(
      'ROLE_NOT_ALLOWED',
    );
    expect(duty.answer('duty.withdrawn', 'EMB-HD-1')).toBe('REASONS_MISSING');
    expect(duty.answer('duty.withdrawn', 'EMB-HD-1', { reasons: REASONS })).toBe('accepted');
    expect(duty.state).toBe('outcome.withdrawn');
    expect(duty.answer('duty.withdrawn', 'EMB-HD-1', { reasons: REASONS })).toBe('CASE_CLOSED');
  });
});

describe('a notice of the policy [5a, A43]', () => {
  const letter = { correlationId: 'P-1', noticeRef: 'NOTICE-1' };
  it('is drafted, released by the head of the Embassy, delivered, answered', () => {
    const duty = new DutyCase('policy-notice');
    expect(duty.answer('notice.released', 'EMB-HD-1', letter)).toBe('EVENT_NOT_ALLOWED');
    expect(duty.answer('notice.drafted', 'EMB-CO-1', { noticeRef: 'NOTICE-1' })).toBe('accepted');
    expect(duty.answer('notice.released', 'EMB-CO-1', letter)).toBe('ROLE_NOT_ALLOWED');
    expect(duty.answer('notice.released', 'EMB-HD-1', letter)).toBe('accepted');
    expect(duty.letters).toEqual([
      { kind: 'M1', to: 'counterpart', correlationId: 'P-1', content: { noticeRef: 'NOTICE-1' } },
    ]);
    const note = { correlationId: 'P-1', noteRef: 'NOTE-1' };
    expect(duty.answer('notice.delivered', 'CPL-LN-1', note)).toBe('accepted');
    expect(duty.timers).toEqual(['dutyAnswer 1958-04-02']);
    const stray = { ...note, correlationId: 'P-2' };
    expect(duty.answer('notice.answered', 'CPL-LN-1', stray)).toBe('recorded');
    expect(duty.answer('notice.answered', 'CPL-LN-1', note)).toBe('accepted');
    expect(duty.state).toBe('outcome.answered');
  });
});

describe('what is released', () => {
  it('is what was drafted last: the two pairs of eyes see the same text', () => {
    const duty = new DutyCase('policy-notice');
    expect(duty.answer('notice.drafted', 'EMB-CO-1', { noticeRef: 'N-1' })).toBe('accepted');
    expect(duty.answer('notice.drafted', 'EMB-CO-1', { noticeRef: 'N-2' })).toBe('accepted');
    const release = (noticeRef: string): string =>
      duty.answer('notice.released', 'EMB-HD-1', { correlationId: 'P-1', noticeRef });
    expect(release('N-1')).toBe('EVENT_NOT_ALLOWED');
    expect(release('N-3')).toBe('EVENT_NOT_ALLOWED');
    expect(duty.state).toBe('drafted');
    expect(release('N-2')).toBe('accepted');
  });
});

describe('a measure of prevention [4b]', () => {
  it('is in force until a review ends it, and is looked at every year', () => {
    const duty = new DutyCase('prevention-measure');
    const measure = { measureRef: 'MEASURE-1' };
    expect(duty.answer('measure.entered-into-force', 'PSO-DR-1', measure)).toBe('accepted');
    expect(duty.timers).toEqual(['measureReview 1959-02-01']);
    const review = (result: string) => ({ result, reasons: REASONS });
    expect(duty.answer('measure.reviewed', 'PSO-DR-1', review('forgotten'))).toBe(
      'EVENT_MALFORMED',
    );
    expect(duty.answer('measure.reviewed', 'PSO-DR-1', review('continued'))).toBe('accepted');
    expect(duty.state).toBe('in-force');
    expect(duty.answer('measure.reviewed', 'PSO-DR-1', review('ended'))).toBe('accepted');
    expect(duty.state).toBe('outcome.reviewed');
  });
});

describe('a request for coordination [4a, 4f]', () => {
  it('is sent, and answered under its correlation', () => {
    const duty = new DutyCase('coordination');
    const request = { correlationId: 'K-1', measureRef: 'MEASURE-1' };
    expect(duty.answer('coordination.requested', 'FAO-LN-1', request)).toBe('accepted');
    expect(duty.letters).toMatchObject([{ kind: 'M12', correlationId: 'K-1' }]);
    const note = { correlationId: 'K-1', noteRef: 'NOTE-1' };
    expect(duty.answer('coordination.answered', 'CPL-LN-1', note)).toBe('accepted');
    expect(duty.state).toBe('outcome.answered');
  });
});

describe('a registration list [M10]', () => {
  it('is sent, and the other side sends its own', () => {
    const duty = new DutyCase('registration-list');
    const list = { correlationId: 'L-1', listRef: 'LIST-1' };
    expect(duty.answer('list.sent', 'FAO-LN-1', list)).toBe('accepted');
    expect(duty.letters).toEqual([
      { kind: 'M10', to: 'counterpart', correlationId: 'L-1', content: { listRef: 'LIST-1' } },
    ]);
    const theirs = { correlationId: 'L-1', listRef: 'LIST-2' };
    expect(duty.answer('list.returned', 'CPL-LN-1', theirs)).toBe('accepted');
    expect(duty.state).toBe('outcome.answered');
  });
});

describe('views and instructions [0b, 5b]', () => {
  const says = { instructionId: 'INS-1', permits: ['correct-check'] };
  const received = { id: 'INS', type: 'instructions.received', at: '1958-02-01', by: 'MFA-CD-1' };
  const submission = (fields: JsonObject = {}): JsonObject => ({
    event: { ...received, ...says, ...fields },
    attestations: ['a.b.c'],
  });
  const one = (caseNo: string, fields?: JsonObject) => ({ caseNo, submission: submission(fields) });

  function forwarded(): DutyCase {
    const duty = new DutyCase('views-and-instructions');
    expect(duty.answer('question.asked', 'EMB-CO-1', { questionRef: 'Q-1' })).toBe('accepted');
    expect(duty.answer('question.forwarded', 'EMB-HD-1', { to: ['MFA'] })).toBe('accepted');
    return duty;
  }

  it('reach every case that the instruction names, each by a letter of its own', () => {
    const duty = forwarded();
    const issued = { ...says, cases: [one('A-1'), one('A-2'), one('A-3')] };
    expect(duty.answer('instruction.issued', 'EMB-HD-1', issued)).toBe('ROLE_NOT_ALLOWED');
    expect(duty.answer('instruction.issued', 'MFA-CD-1', issued)).toBe('accepted');
    expect(duty.letters).toEqual(
      ['A-1', 'A-2', 'A-3'].map((caseNo) => ({
        kind: 'instruction',
        to: 'case',
        correlationId: 'INS-1',
        content: { caseNo, submission: submission() },
      })),
    );
    expect(duty.state).toBe('outcome.instructed');
  });

  it('are not forwarded to nobody, and have a number', () => {
    const duty = new DutyCase('views-and-instructions');
    duty.answer('question.asked', 'EMB-CO-1', { questionRef: 'Q-1' });
    expect(duty.answer('question.forwarded', 'EMB-HD-1', { to: [] })).toBe('EVENT_MALFORMED');
    expect(duty.answer('question.forwarded', 'EMB-HD-1', { to: ['OCC'] })).toBe('accepted');
    for (const instructionId of ['', '  ']) {
      const issued = { instructionId, permits: [] };
      expect(duty.answer('instruction.issued', 'MFA-CD-1', issued)).toBe('EVENT_MALFORMED');
    }
  });

  it('may name no case', () => {
    const duty = forwarded();
    expect(duty.answer('instruction.issued', 'MFA-CD-1', says)).toBe('accepted');
    expect(duty.letters).toEqual([]);
  });

  it.each([
    ['no list', 'A-1', 'cases: is no list'],
    ['a case twice', [one('A-1'), one('A-1')], 'cases[1]: is named twice'],
    ['what is no case number', [one('no number')], 'cases[0]: caseNo'],
    ['no object', [one('A-1'), 'A-2'], 'cases[1]: is no object'],
    ['another officer', [one('A-1', { by: 'MFA-CD-2' })], 'cases[0]: submission.event.by'],
    ['another instruction', [one('A-1', { instructionId: 'INS-2' })], 'event.instructionId'],
    [
      'other permits',
      [one('A-1'), one('A-2', { permits: [] })],
      'cases[1]: submission.event.permits',
    ],
    ['another event', [one('A-1', { type: 'review.decided' })], 'submission.event.type'],
    ['a case without its submission', [{ caseNo: 'A-1' }], 'submission holds no event'],
    ['more than fifty', Array.from({ length: 51 }, (_, n) => one(`A-${n}`)), 'more than 50'],
  ])('are refused where the instruction names %s, and told what is wrong', (_, cases, words) => {
    const duty = forwarded();
    const issued = { ...says, cases: cases as JsonObject[] };
    expect(duty.answer('instruction.issued', 'MFA-CD-1', issued)).toBe('EVENT_MALFORMED');
    expect(duty.message).toContain(words);
    expect(duty.letters).toEqual([]);
    expect(duty.state).toBe('forwarded');
  });
});
