import { describe, expect, it } from 'vitest';
import { INBOUND_WAYS as WAYS, inboundCase, type Said } from '../support/chart-case.ts';

describe('screening of an inbound case', () => {
  it('looks at the nationality first, then at the kind of crossing [A24, A27]', () => {
    const screened = (fields: Record<string, string | boolean>): string =>
      inboundCase(['identity.verified', ['screening.completed', fields]]).state;
    expect(screened({ nationality: 'PRC', illegalCrossing: false })).toBe(
      'outcome.returned-citizen',
    );
    expect(screened({ nationality: 'other', illegalCrossing: false })).toBe('outcome.out-of-scope');
    expect(screened({ nationality: 'DPRK', illegalCrossing: false })).toBe(
      'outcome.not-illegal-assisted',
    );
    expect(screened({ nationality: 'DPRK' })).toBe('assessment');
  });
});

describe('inconvenience [2b]', () => {
  it('can be found without a claim, by two officers [A32]', () => {
    const person = inboundCase(WAYS.assessment);
    expect(person.answer('inconvenience.claimed')).toBe('accepted');
    expect(person.answer('inconvenience.found', { second: undefined })).toBe('FOUR_EYES_MISSING');
    expect(person.answer('inconvenience.found', { grounds: undefined })).toBe('EVENT_MALFORMED');
    expect(person.on('inconvenience.found').state).toBe('consent-check.requesting');
  });

  it('not found leads to the review, from where the other side cannot be asked [A33]', () => {
    const person = inboundCase(WAYS.disposition);
    expect(person.answer('disposition.reconsult')).toBe('NO_INCONVENIENCE_FINDING');
    expect(person.on('disposition.reassess').state).toBe('assessment');
  });

  it('stays found while it is assessed again', () => {
    const person = inboundCase([...WAYS.asked, 'counterpart.refused', 'disposition.reassess']);
    expect(person.facts['inconvenient']).toBe(true);
    expect(
      inboundCase([...WAYS.asked, 'counterpart.refused']).answer('disposition.reconsult'),
    ).toBe('accepted');
  });
});

describe('residence [2b]', () => {
  it('is granted on a live approval and a clear clause 3 [I13]', () => {
    const person = inboundCase([...WAYS.residenceDecision, 'clause3.reported']);
    expect(person.answer('residence.granted')).toBe('CLAUSE3_NOT_CLEAR');
    person.on('clause3.not-confirmed', ['residence.granted', { permitNo: 'RP-1' }]);
    expect(person.state).toBe('residing');
    expect(person.snapshot.documents.map(({ number }) => number)).toEqual(['RP-1']);
  });

  it('is not granted once the approval has run out, and the other side is asked again', () => {
    const way = WAYS.residenceDecision.map((said): Said =>
      said === 'counterpart.approved' ? [said, { validUntil: '1958-02' }] : said,
    );
    const person = inboundCase(way).until('1958-03-01');
    expect(person.answer('residence.granted')).toBe('NO_COUNTERPART_CONSENT');
    expect(person.on('disposition.reconsult').state).toBe('consent-check.requesting');
    expect(inboundCase(WAYS.residenceDecision).answer('disposition.reconsult')).toBe(
      'EVENT_NOT_ALLOWED',
    );
  });

  it('declined waits for instructions where it is', () => {
    const person = inboundCase([...WAYS.residenceDecision, 'residence.declined']);
    expect([person.state, person.main]).toEqual(['awaiting-instructions', 'residence-decision']);
  });

  it('goes back to asking where the approval is withdrawn before the permit [A3]', () => {
    const person = inboundCase([...WAYS.residenceDecision, 'counterpart.withdrew']);
    expect(person.state).toBe('consent-check.requesting');
  });

  it('stands after a withdrawal, and the ministries are asked [A4]', () => {
    for (const way of [WAYS.residing, WAYS.mobilization]) {
      const person = inboundCase([...way, 'counterpart.withdrew']);
      expect(person.state).toBe('awaiting-instructions');
      expect(person.documents).toEqual(['residence-permit valid']);
    }
  });

  it('ends for a reason, and its permit with it', () => {
    const person = inboundCase(WAYS.residing);
    expect(person.answer('residence.ended', { reason: 'too short' })).toBe('REASONS_MISSING');
    expect(person.answer('residence.ended', { reason: undefined })).toBe('REASONS_MISSING');
    expect(person.on('residence.ended').documents).toEqual(['residence-permit void']);
    expect(person.state).toBe('outcome.residence-ended');
  });
});

describe('mobilization of a resident (2c) [2c]', () => {
  it('takes two ministries, wants one new round, and lets the unwilling reside on [A34]', () => {
    const declared = inboundCase(WAYS.residing);
    expect(declared.answer('necessity.declared', { second: 'MFA-CD-2' })).toBe(
      'FOUR_EYES_SAME_BODY',
    );
    const person = inboundCase(['identity.verified', 'screening.completed', 'willingness.stated']);
    person.on(...WAYS.mobilization.slice(2));
    expect(person.answer('mobilization.concluded')).toBe('MOBILIZATION_NOT_HELD');
    person.on('mobilization.round-held');
    // The last statement counts even from before the new round.
    expect(person.on('mobilization.concluded').state).toBe('residing');
    person.on('necessity.declared');
    expect(person.answer('mobilization.concluded')).toBe('MOBILIZATION_NOT_HELD');
  });

  it('has no way to an order [I14]', () => {
    const person = inboundCase(WAYS.mobilization);
    expect(person.answer('repatriation.proposed')).toBe('EVENT_NOT_ALLOWED');
  });
});

describe('repatriation of an inbound case [2a]', () => {
  it('rests on 2a, from the assessment or from the review', () => {
    for (const way of [WAYS.assessment, WAYS.disposition]) {
      const person = inboundCase(way);
      expect(person.answer('repatriation.proposed', { ground: '1a' })).toBe('GROUND_NOT_ALLOWED');
      person.on('repatriation.proposed', 'person.heard');
      expect(person.answer('repatriation.decided', { by: 'EMB-HD-1' })).toBe('ROLE_NOT_ALLOWED');
      expect(person.answer('repatriation.decided')).toBe('accepted');
    }
  });

  it('ends a residence permit with the handover, and the order stays valid', () => {
    const person = inboundCase([
      ...WAYS.residing,
      'clause3.reported',
      'clause3.confirmed',
      'person.heard',
      ['repatriation.decided', { clause: '3' }],
      'review.window-elapsed',
      'handover.proposed',
      'handover.accepted',
      'handover.completed',
    ]);
    expect(person.documents).toEqual([
      'residence-permit void',
      'repatriation-order valid',
      'handover-record valid',
    ]);
  });
});
