import { describe, expect, it } from 'vitest';
import { OUTBOUND, outboundCase, type Said } from '../support/chart-case.ts';

const LATER: Said = ['screening.completed', { crossedOn: '1958-04-11' }];
const later = (way: readonly Said[]): readonly Said[] =>
  way.map((said) => (said === 'screening.completed' ? LATER : said));
const PERMIT: Said = ['instructions.received', { permits: ['passport-for-later-crosser'] }];

describe('screening of an outbound case', () => {
  it('looks at the kind of crossing first, then at the nationality [A23, A27]', () => {
    const screened = (fields: Record<string, string | boolean>): string =>
      outboundCase(['identity.verified', ['screening.completed', fields]]).state;
    expect(screened({ illegalCrossing: false, nationality: 'DPRK' })).toBe(
      'outcome.not-illegal-assisted',
    );
    expect(screened({ nationality: 'DPRK' })).toBe('outcome.out-of-scope');
    expect(screened({ nationality: 'PRC' })).toBe('mobilization');
  });

  it('lets the flag decide, not the cause [A27]', () => {
    const flood: Said = ['screening.completed', { cause: 'flood' }];
    expect(outboundCase(['identity.verified', flood]).state).toBe('mobilization');
  });

  it.each([
    ['1957-12-17', 'already'],
    ['1957-12-18', 'later'],
    ['1957-12', 'already'],
    ['1957', 'already'],
    ['1958', 'later'],
    ['1958-01', 'later'],
    [undefined, 'already'],
  ])('takes a crossing on %s as %s', (crossedOn, period) => {
    const way: Said[] = ['identity.verified', ['screening.completed', { crossedOn }]];
    expect(outboundCase(way).facts['period']).toBe(period);
  });
});

describe('mobilization [1a]', () => {
  it('cannot be concluded before a round was held [1a, I10]', () => {
    const person = outboundCase([...OUTBOUND.screened, 'willingness.stated']);
    expect(person.answer('mobilization.concluded')).toBe('MOBILIZATION_NOT_HELD');
  });

  it('needs as many rounds as the case was opened with [A36]', () => {
    const person = outboundCase(
      [...OUTBOUND.screened, 'willingness.stated', 'mobilization.round-held'],
      { config: { minRounds: 2 } },
    );
    expect(person.answer('mobilization.concluded')).toBe('MOBILIZATION_NOT_HELD');
    person.on('mobilization.round-held');
    expect(person.answer('mobilization.concluded')).toBe('accepted');
  });

  it('is concluded on the last statement alone [A7, I10]', () => {
    const person = outboundCase([...OUTBOUND.screened, 'mobilization.round-held']);
    expect(person.answer('mobilization.concluded')).toBe('NO_UNWILLING_STATEMENT');
    person.on('willingness.stated', ['willingness.stated', { value: 'undecided' }]);
    expect(person.answer('mobilization.concluded')).toBe('NO_UNWILLING_STATEMENT');
  });

  it('wants one new round after remobilize and keeps statement and reports [A1]', () => {
    const person = outboundCase([...OUTBOUND.disposition, 'disposition.remobilize']);
    expect(person.answer('mobilization.concluded')).toBe('MOBILIZATION_NOT_HELD');
    person.on('mobilization.round-held');
    expect(person.answer('mobilization.concluded')).toBe('accepted');
    expect(person.state).toBe('consent-check.requesting');
  });
});

describe('the consent of the other side [1b]', () => {
  it('must name the person, and an unspecific answer leaves the request open [A5]', () => {
    const person = outboundCase(OUTBOUND.asked);
    for (const personSpecific of [undefined, false]) {
      expect(person.answer('counterpart.consented', { personSpecific })).toBe(
        'NO_COUNTERPART_CONSENT',
      );
    }
    expect(person.answer('counterpart.consented')).toBe('accepted');
  });

  it('is awaited without end: an unknown or an answered correlation is only recorded [A2, I7, I8]', () => {
    const person = outboundCase(OUTBOUND.asked);
    expect(person.answer('counterpart.refused', { correlationId: 'other' })).toBe('recorded');
    expect(person.answer('reminder.due', { about: 'silence' })).toBe('recorded');
    expect(person.on('counterpart.consented').answer('counterpart.refused')).toBe('recorded');
    expect(person.answer('counterpart.consented')).toBe('recorded');
  });

  it('takes a correlation that a new request uses again', () => {
    const person = outboundCase([
      ...OUTBOUND.disposition,
      'disposition.reconsult',
      'consent.requested',
    ]);
    expect(person.answer('counterpart.consented')).toBe('accepted');
  });

  it('is a fact when the reply has no correlation: evidence is missing', () => {
    const person = outboundCase(OUTBOUND.screened);
    expect(person.answer('counterpart.refused', { correlationId: undefined })).toBe(
      'EVIDENCE_MISSING',
    );
  });

  it('lives to its last day, of a partial date the last possible one [A5]', () => {
    const way = OUTBOUND.passport.map((said): Said =>
      said === 'counterpart.consented' ? [said, { validUntil: '1958-06' }] : said,
    );
    expect(outboundCase(way).until('1958-06-29').answer('passport.approved')).toBe('accepted');
    expect(outboundCase(way).until('1958-06-30').answer('passport.approved')).toBe(
      'NO_COUNTERPART_CONSENT',
    );
  });

  it('leads back to asking where it is withdrawn, and done stays done [A3]', () => {
    for (const way of [OUTBOUND.consented, OUTBOUND.statusChoice, OUTBOUND.passport]) {
      const person = outboundCase([...way, 'counterpart.withdrew']);
      expect(person.state).toBe('consent-check.requesting');
    }
    const person = outboundCase([
      ...OUTBOUND.passport,
      'counterpart.withdrew',
      ['consent.requested', { correlationId: 'C-2' }],
      ['counterpart.consented', { correlationId: 'C-2' }],
    ]);
    expect(person.state).toBe('status-choice');
  });

  it('keeps one half of investigation and education done when consent is lost', () => {
    const person = outboundCase([
      ...OUTBOUND.consented,
      'investigation.completed',
      'counterpart.withdrew',
      'consent.requested',
      'counterpart.consented',
    ]);
    expect(person.state).toBe('investigation-and-education');
    expect(person.answer('investigation.completed')).toBe('EVENT_NOT_ALLOWED');
    expect(person.on('education.completed').state).toBe('status-choice');
  });

  it('can be withdrawn once, and only while it lives', () => {
    const person = outboundCase(OUTBOUND.statusChoice);
    expect(person.answer('counterpart.withdrew', { correlationId: 'other' })).toBe('recorded');
    expect(person.on('counterpart.withdrew').answer('counterpart.withdrew')).toBe('recorded');
  });

  it('is asked for again only when none lives', () => {
    const person = outboundCase(OUTBOUND.statusChoice);
    expect(person.answer('disposition.reconsult')).toBe('EVENT_NOT_ALLOWED');
    for (const way of [OUTBOUND.statusChoice, OUTBOUND.passport, OUTBOUND.renunciation]) {
      const dated = way.map((said): Said =>
        said === 'counterpart.consented' ? [said, { validUntil: '1958-02' }] : said,
      );
      const ran = outboundCase(dated).until('1958-05-01');
      expect(ran.answer('disposition.reconsult')).toBe('accepted');
      expect(ran.state).toBe('consent-check.requesting');
    }
  });
});

describe('settle [1c, I1]', () => {
  it('names the open half before anything else, in investigation and education', () => {
    const person = outboundCase(OUTBOUND.consented);
    for (const type of ['passport.proposed', 'renunciation.submitted']) {
      expect(person.answer(type)).toBe('INVESTIGATION_OPEN');
    }
    person.on('investigation.completed', ['willingness.stated', { value: 'undecided' }]);
    expect(person.answer('passport.proposed')).toBe('EDUCATION_OPEN');
    expect(person.answer('passport.proposed', { by: 'PSO-IN-1' })).toBe('ROLE_NOT_ALLOWED');
    expect(person.answer('passport.proposed', { reasons: 'short' })).toBe('REASONS_MISSING');
  });

  it('asks in order: unwilling, consent, clause 3, later crosser [A18, I23]', () => {
    const unanswered = later(OUTBOUND.consented).filter((said) => said !== 'clause3.nothing-found');
    const person = outboundCase([
      ...unanswered,
      'instructions.received',
      'investigation.completed',
      'education.completed',
      ['willingness.stated', { value: 'undecided' }],
    ]);
    const blocked = (): string => person.answer('passport.proposed');
    expect(blocked()).toBe('NO_UNWILLING_STATEMENT');
    person.on('willingness.stated');
    expect(blocked()).toBe('CLAUSE3_NOT_CLEAR');
    person.on('clause3.nothing-found');
    expect(blocked()).toBe('LATER_CROSSER_NEEDS_INSTRUCTION');
    person.on(PERMIT);
    expect(blocked()).toBe('accepted');
  });

  it('must still hold when the head approves', () => {
    const person = outboundCase([
      ...OUTBOUND.passport,
      ['willingness.stated', { value: 'undecided' }],
    ]);
    expect(person.answer('passport.approved')).toBe('NO_UNWILLING_STATEMENT');
    expect(person.on('willingness.stated', 'clause3.reported').answer('passport.approved')).toBe(
      'CLAUSE3_NOT_CLEAR',
    );
  });
});

describe('the emigrant passport [1c]', () => {
  it('is issued under the given number, or under one that is drawn', () => {
    const given = outboundCase([...OUTBOUND.passport, ['passport.approved', { passportNo: 'P9' }]]);
    expect(given.snapshot.documents.map(({ number }) => number)).toEqual(['P9']);
    const drawn = outboundCase([...OUTBOUND.passport, 'passport.approved']);
    expect(drawn.snapshot.documents.map(({ number }) => number)).toEqual([
      'T-1/emigrant-passport/1',
    ]);
    expect(drawn.state).toBe('outcome.passport-issued');
  });

  it('leads to instructions where it is declined, not to repatriation [A37]', () => {
    const person = outboundCase([...OUTBOUND.passport, 'passport.declined']);
    expect(person.state).toBe('awaiting-instructions');
    expect(person.on('instructions.received').state).toBe('status-choice');
  });
});

describe('renunciation [1d]', () => {
  it('is recorded and kept before status-choice, and used when due [A8, A9]', () => {
    const person = outboundCase(OUTBOUND.consented);
    expect(person.answer('renunciation.requested')).toBe('recorded');
    person.on('investigation.completed', 'education.completed');
    expect(person.answer('renunciation.submitted')).toBe('accepted');
    expect(person.answer('renunciation.requested')).toBe('accepted');
  });

  it('is not kept where role or form are wrong, and is recorded all the same', () => {
    const person = outboundCase(OUTBOUND.consented);
    expect(person.answer('renunciation.requested', { signed: false })).toBe('recorded');
    expect(person.answer('renunciation.requested', { by: 'REG-CL-1' })).toBe('recorded');
    person.on('investigation.completed', 'education.completed');
    expect(person.answer('renunciation.submitted')).toBe('NO_REQUEST');
    expect(person.answer('renunciation.requested', { signed: false })).toBe('EVIDENCE_MISSING');
  });

  it('waits for another nationality [A11, I11]', () => {
    const person = outboundCase(OUTBOUND.renunciation);
    for (const otherNationalityAssured of [undefined, false]) {
      expect(person.answer('renunciation.approved', { otherNationalityAssured })).toBe(
        'STATELESSNESS_RISK',
      );
    }
    expect(person.on('renunciation.approved').documents).toEqual([
      'renunciation-certificate valid',
    ]);
    expect(person.state).toBe('outcome.citizenship-renounced');
  });

  it('keeps the request when refused or when consent is withdrawn, and drops it when withdrawn', () => {
    const refused = outboundCase([...OUTBOUND.renunciation, 'renunciation.refused']);
    expect(refused.answer('renunciation.submitted')).toBe('accepted');
    const lost = outboundCase([...OUTBOUND.renunciation, 'counterpart.withdrew']);
    expect(lost.facts['renunciationRequest']).toBe('ST-R');
    const person = outboundCase([...OUTBOUND.renunciation, 'renunciation.withdrawn']);
    expect(person.state).toBe('status-choice');
    expect(person.answer('renunciation.submitted')).toBe('NO_REQUEST');
  });

  it('can be withdrawn anywhere once it was asked for, and nowhere before', () => {
    const person = outboundCase();
    expect(person.answer('renunciation.withdrawn')).toBe('NO_REQUEST');
    person.on('renunciation.requested');
    expect(person.answer('renunciation.withdrawn')).toBe('accepted');
    expect(person.answer('renunciation.withdrawn')).toBe('NO_REQUEST');
  });
});

describe('a later crosser [A18, I23]', () => {
  it('waits for instructions once the other side consents', () => {
    const person = outboundCase(later(OUTBOUND.consented));
    expect(person.state).toBe('awaiting-instructions');
    expect(person.main).toBe('investigation-and-education');
    expect(person.on('instructions.received').state).toBe('investigation-and-education');
  });

  it('does not wait where the permit came before, awaited or not, and it is not used up', () => {
    const way = later(OUTBOUND.asked);
    const person = outboundCase([...way, PERMIT, 'counterpart.consented']);
    expect(person.state).toBe('investigation-and-education');
    person.on('investigation.completed', 'education.completed', 'instructions.received');
    person.on('renunciation.requested', 'renunciation.submitted', 'renunciation.refused');
    expect(person.answer('passport.proposed')).toBe('accepted');
  });
});

describe('disposition review of an outbound case [A1]', () => {
  it('takes ground 1a alone while clause 3 is not confirmed', () => {
    const person = outboundCase(OUTBOUND.disposition);
    for (const ground of ['2a', '3']) {
      expect(person.answer('repatriation.proposed', { ground })).toBe('GROUND_NOT_ALLOWED');
    }
    expect(person.answer('repatriation.proposed', { ground: '4c' })).toBe('EVENT_MALFORMED');
    expect(person.answer('repatriation.proposed')).toBe('accepted');
  });

  it('does not ask again before mobilization was concluded', () => {
    const person = outboundCase([
      ...OUTBOUND.screened,
      'clause3.reported',
      'clause3.confirmed',
      'clause3.resolved',
    ]);
    expect(person.state).toBe('disposition-review');
    expect(person.answer('disposition.reconsult')).toBe('MOBILIZATION_NOT_HELD');
  });
});
