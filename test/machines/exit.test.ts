import { describe, expect, it } from 'vitest';
import { EXIT, exitCase, type Said } from '../support/chart-case.ts';

const REFUSED: readonly Said[] = [...EXIT.unjustified, 'exit.refused'];
const PERMIT: Said = ['instructions.received', { permits: ['correct-check'] }];

describe('the checks [4e]', () => {
  it('are each made once, in any order, and a political issue takes two officers [A39]', () => {
    const applicant = exitCase(['application.completed']);
    const issue = { issue: true, reasons: 'evidence on file, see reference' };
    expect(applicant.answer('political-check.completed', { issue: true })).toBe('REASONS_MISSING');
    expect(applicant.answer('political-check.completed', issue)).toBe('FOUR_EYES_MISSING');
    expect(applicant.answer('political-check.completed', { ...issue, second: 'PSO-DR-1' })).toBe(
      'accepted',
    );
    expect(applicant.answer('political-check.completed')).toBe('EVENT_NOT_ALLOWED');
    expect(applicant.answer('pending-case-check.completed', { pending: true })).toBe(
      'EVIDENCE_MISSING',
    );
    expect(applicant.on('justification.assessed').state).toBe('checks');
    expect(applicant.on('pending-case-check.completed').state).toBe('decision');
  });

  it('are not made for an application that is none of 4d [4d, A26]', () => {
    expect(exitCase([['application.completed', { inScope: false }]]).state).toBe(
      'outcome.out-of-scope',
    );
  });
});

describe('the decision [4e]', () => {
  it('must approve without a bar: refusal and deferral are impossible [4d, I15, I16]', () => {
    const applicant = exitCase(EXIT.decision);
    expect(applicant.answer('exit.refused')).toBe('LENIENCY_4D');
    expect(applicant.answer('exit.deferred')).toBe('NO_PENDING_CASE');
    expect(applicant.on('exit.approved').state).toBe('approved');
  });

  it('defers a pending case and does not refuse for it alone [A38]', () => {
    const applicant = exitCase(EXIT.pending);
    expect(applicant.answer('exit.approved')).toBe('BAR_OR_NOT_JUSTIFIED');
    expect(applicant.answer('exit.refused')).toBe('DEFER_NOT_REFUSE');
    expect(applicant.answer('pending-case.closed')).toBe('EVENT_NOT_ALLOWED');
    expect(applicant.on('exit.deferred').state).toBe('deferred');
  });

  it('follows the end of the last pending case', () => {
    const applicant = exitCase([...EXIT.pending, 'pending-case.reported', 'exit.deferred']);
    applicant.on('pending-case.reported', 'pending-case.closed', 'pending-case.closed');
    expect(applicant.state).toBe('deferred');
    expect(applicant.on('pending-case.closed').state).toBe('decision');
    expect(applicant.answer('exit.approved')).toBe('accepted');
  });

  it('turns to pending when a case is reported while it is open', () => {
    const applicant = exitCase([...EXIT.decision, 'pending-case.reported']);
    expect(applicant.state).toBe('decision');
    expect(applicant.answer('exit.approved')).toBe('BAR_OR_NOT_JUSTIFIED');
  });

  it('takes no report before it is open, and none while a refusal is reviewed', () => {
    for (const way of [['application.completed'], REFUSED] as const) {
      expect(exitCase(way).answer('pending-case.reported')).toBe('EVENT_NOT_ALLOWED');
    }
  });
});

describe('a bar [A38]', () => {
  it('is lifted only after an instruction that permits it', () => {
    const applicant = exitCase(EXIT.unjustified);
    expect(applicant.answer('check.corrected')).toBe('EVENT_NOT_ALLOWED');
    applicant.on(PERMIT);
    expect(applicant.answer('check.corrected', { second: undefined })).toBe('FOUR_EYES_MISSING');
    expect(applicant.answer('check.corrected')).toBe('accepted');
    expect(applicant.answer('exit.approved')).toBe('accepted');
  });

  it('is not raised by a correction, nor is one lifted that there is not', () => {
    const applicant = exitCase([...EXIT.decision, PERMIT]);
    for (const fields of [
      { check: 'justification', value: false },
      { check: 'justification', value: true },
      { check: 'political', value: true },
      { check: 'political', value: false },
      { check: 'pending', value: false },
    ]) {
      expect(applicant.answer('check.corrected', fields)).toBe('EVENT_NOT_ALLOWED');
    }
  });

  it('of a pending case is lifted with all its cases', () => {
    const applicant = exitCase([...EXIT.pending, 'pending-case.reported', PERMIT]);
    applicant.on(['check.corrected', { check: 'pending', value: false }]);
    expect(applicant.answer('exit.approved')).toBe('accepted');
  });
});

describe('a refusal [A38]', () => {
  it('takes two bodies and is served after the window, by the director [I4]', () => {
    const applicant = exitCase(EXIT.unjustified);
    expect(applicant.answer('exit.refused', { second: 'PSO-DR-2' })).toBe('FOUR_EYES_SAME_BODY');
    applicant.on('exit.refused');
    expect(applicant.answer('refusal.served')).toBe('EVENT_NOT_ALLOWED');
    applicant.on('review.window-elapsed');
    expect(applicant.state).toBe('refusal-ready');
    expect(applicant.on('refusal.served').documents).toEqual(['refusal-notice valid']);
    expect(applicant.state).toBe('outcome.exit-refused');
  });

  it('that a review upholds is final and has its notice', () => {
    const applicant = exitCase([...REFUSED, 'review.requested', 'review.decided']);
    expect([applicant.state, ...applicant.documents]).toEqual([
      'outcome.exit-refused',
      'refusal-notice valid',
    ]);
  });

  it('is overturned only by naming what is corrected', () => {
    const applicant = exitCase([...REFUSED, 'review.requested']);
    const overturned = { result: 'overturned' };
    for (const corrects of [undefined, {}, { other: true }]) {
      expect(applicant.answer('review.decided', { ...overturned, corrects })).toBe(
        'EVIDENCE_MISSING',
      );
    }
    expect(applicant.answer('review.decided', { ...overturned, corrects: 'justified' })).toBe(
      'EVENT_MALFORMED',
    );
    const corrects = { justified: true };
    expect(applicant.answer('review.decided', { ...overturned, corrects })).toBe('accepted');
    expect(applicant.state).toBe('decision');
    expect(applicant.answer('exit.refused')).toBe('LENIENCY_4D');
  });

  it('may be asked to be reviewed by a consular officer too', () => {
    expect(exitCase(REFUSED).answer('review.requested', { by: 'EMB-CO-1' })).toBe('accepted');
  });
});

describe('documents of an exit', () => {
  it('are void when a case comes up, and issued anew later [I26]', () => {
    const applicant = exitCase([...EXIT.issued, 'pending-case.reported']);
    expect(applicant.state).toBe('deferred');
    applicant.on('pending-case.closed', 'exit.approved', 'documents.issued');
    expect(applicant.documents).toEqual([
      'exit-permit void',
      'passport void',
      'exit-permit valid',
      'passport valid',
    ]);
  });

  it('expire by the registrar alone, without a date guard [I6]', () => {
    const applicant = exitCase(EXIT.issued);
    expect(applicant.answer('documents.expired', { by: 'PSO-DR-1' })).toBe('ROLE_NOT_ALLOWED');
    expect(applicant.on('documents.expired').documents).toEqual([
      'exit-permit expired',
      'passport expired',
    ]);
    expect(applicant.state).toBe('outcome.approved-unused');
  });

  it.each(['application.withdrawn', 'death.recorded', 'identity.mistaken'])(
    'are void after %s [I20]',
    (type) => {
      expect(exitCase([...EXIT.issued, type]).documents).toEqual([
        'exit-permit void',
        'passport void',
      ]);
    },
  );
});

describe('what an exit case has not', () => {
  it.each(['person.absconded', 'protection.claimed', 'willingness.stated', 'clause3.reported'])(
    'does not know %s',
    (type) => {
      expect(exitCase(EXIT.decision).answer(type)).toBe('EVENT_NOT_ALLOWED');
    },
  );
});
