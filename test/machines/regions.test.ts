import { describe, expect, it } from 'vitest';
import {
  ChartCase,
  exitCase,
  EXIT,
  INBOUND_WAYS,
  inboundCase,
  OUTBOUND,
  outboundCase,
  type Said,
} from '../support/chart-case.ts';

const LATER: readonly Said[] = [
  'identity.verified',
  ['screening.completed', { crossedOn: '1958-04-11' }],
];

describe('before screening', () => {
  it.each([
    'willingness.stated',
    'person.heard',
    'clause3.check-sent',
    'clause3.reported',
    'clause3.confirmed',
    'clause3.not-confirmed',
    'clause3.resolved',
    'penalty.referral-proposed',
    'penalty.referred',
    'penalty.referral-declined',
    'penalty.outcome-recorded',
  ])('answers %s that the screening comes first', (type) => {
    expect(outboundCase().answer(type)).toBe('SCREENING_FIRST');
    expect(inboundCase(['identity.verified']).answer(type)).toBe('SCREENING_FIRST');
  });

  it('says so only once role, form and fields are right', () => {
    const person = outboundCase();
    expect(person.answer('person.heard', { by: 'PRO-OF-1' })).toBe('ROLE_NOT_ALLOWED');
    expect(person.answer('person.heard', { statementRef: '' })).toBe('EVIDENCE_MISSING');
    expect(person.answer('clause3.reported', { kind: 'debt' })).toBe('SCREENING_FIRST');
    expect(person.answer('clause3.nothing-found')).toBe('recorded');
  });

  it.each([
    'protection.claimed',
    'household.unity-decided',
    'local-proceedings.opened',
    'instructions.requested',
    'instructions.received',
    'person.absconded',
    'death.recorded',
    'identity.mistaken',
  ])('takes %s', (type) => {
    expect(outboundCase().answer(type)).toBe('accepted');
  });
});

describe('absence', () => {
  it('makes decisions wait, resumes where the case stopped, and is not said twice [A30, I21]', () => {
    const person = outboundCase([...OUTBOUND.passport, 'person.absconded']);
    expect(person.answer('person.absconded')).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('passport.approved')).toBe('CASE_SUSPENDED');
    expect(person.on('person.reappeared').state).toBe('passport');
    expect(person.answer('person.reappeared')).toBe('EVENT_NOT_ALLOWED');
  });
});

describe('instructions', () => {
  it('make decisions wait, facts not [0b, 5b]', () => {
    const person = outboundCase([...OUTBOUND.disposition, 'instructions.requested']);
    expect(person.answer('disposition.remobilize')).toBe('INSTRUCTIONS_AWAITED');
    expect(person.answer('instructions.requested')).toBe('INSTRUCTIONS_AWAITED');
    expect(person.answer('clause3.reported')).toBe('accepted');
  });

  it('keep what they permit, awaited or not, each permit once [5b]', () => {
    const person = outboundCase();
    person.on(['instructions.received', { permits: ['a', 'b'] }]);
    person.on(['instructions.received', { permits: ['b', 'c'] }]);
    expect(person.facts['permits']).toEqual(['a', 'b', 'c']);
  });
});

describe('a protection claim [A47]', () => {
  it('stays every step toward return, and plain messages without a clearance [I5]', () => {
    const person = outboundCase([...OUTBOUND.concluded, 'protection.claimed']);
    expect(person.answer('consent.requested')).toBe('STAY_ACTIVE');
    const clearance = { protectionClearanceId: 'CL-1' };
    expect(person.answer('consent.requested', clearance)).toBe('accepted');
    const ready = outboundCase([...OUTBOUND.ready, 'protection.claimed']);
    expect(ready.answer('handover.proposed', clearance)).toBe('STAY_ACTIVE');
  });

  it('is not made twice, and goes on through its review', () => {
    const person = outboundCase(['protection.claimed']);
    expect(person.answer('protection.claimed')).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('protection.not-recognised', { second: 'PRO-OF-1' })).toBe(
      'FOUR_EYES_SAME_PERSON',
    );
    person.on('protection.not-recognised');
    expect(person.answer('return.proposed')).toBe('STAY_ACTIVE');
    person.on('protection.review-requested');
    expect(person.answer('protection.review-window-elapsed')).toBe('recorded');
    expect(person.answer('return.proposed')).toBe('STAY_ACTIVE');
    person.on('protection.review-decided');
    expect(person.answer('return.proposed')).toBe('NOT_WILLING');
    expect(person.answer('protection.claimed')).toBe('accepted');
  });

  it('ends when the window elapses without a request, also in absence [I6]', () => {
    const person = outboundCase([
      'protection.claimed',
      'protection.not-recognised',
      'person.absconded',
    ]);
    expect(person.answer('protection.review-window-elapsed')).toBe('accepted');
    expect(person.view.regions['safeguard']).toBe('clear');
  });

  it('that is recognised ends the case and voids the order', () => {
    for (const last of [
      ['protection.recognised'],
      [
        'protection.not-recognised',
        'protection.review-requested',
        ['protection.review-decided', { result: 'recognised' }],
      ],
    ] as readonly (readonly Said[])[]) {
      const person = outboundCase([...OUTBOUND.ordered, 'protection.claimed', ...last]);
      expect(person.state).toBe('outcome.protection-granted');
      expect(person.view.regions['safeguard']).toBe('protected');
      expect(person.documents).toEqual(['repatriation-order void']);
    }
  });
});

describe('the penalty track [4c]', () => {
  it('is closed to those already across [A21, I23]', () => {
    const person = outboundCase(OUTBOUND.screened);
    expect(person.answer('penalty.referral-proposed')).toBe('PENALTY_NOT_FOR_ALREADY_CROSSED');
  });

  it('refers a later crosser by two bodies and records what came of it [A22, I4]', () => {
    const person = outboundCase([...LATER, 'penalty.referral-proposed']);
    expect(person.answer('penalty.referral-proposed')).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('penalty.outcome-recorded')).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('penalty.referred', { second: 'PSO-DR-2' })).toBe('FOUR_EYES_SAME_BODY');
    person.on('penalty.referred', 'penalty.outcome-recorded');
    expect(person.view.regions['penalty']).toBe('recorded');
    expect(person.documents).toEqual(['penalty-referral valid']);
  });

  it('is over once a referral was declined', () => {
    const person = outboundCase([
      ...LATER,
      'penalty.referral-proposed',
      'penalty.referral-declined',
    ]);
    expect(person.answer('penalty.referral-proposed')).toBe('EVENT_NOT_ALLOWED');
  });
});

describe('a person under age', () => {
  it('states and is heard with the guardian and with a view of its own [A28]', () => {
    const person = new ChartCase('outbound', { facts: { adult: false } }).on(...OUTBOUND.screened);
    expect(person.answer('willingness.stated')).toBe('EVIDENCE_MISSING');
    expect(person.answer('willingness.stated', { guardianRef: 'G-1' })).toBe('EVIDENCE_MISSING');
    const both = { guardianRef: 'G-1', childViewRef: 'V-1' };
    expect(person.answer('willingness.stated', both)).toBe('accepted');
    person.on('clause3.reported', 'clause3.confirmed');
    expect(person.answer('person.heard')).toBe('EVIDENCE_MISSING');
    expect(person.answer('person.heard', both)).toBe('accepted');
  });
});

describe('closings', () => {
  it('void what was ordered, by death and mistaken identity [A29, A31, I20]', () => {
    const dead = outboundCase([...OUTBOUND.ordered, 'death.recorded']);
    expect([dead.state, ...dead.documents]).toEqual([
      'outcome.closed-deceased',
      'repatriation-order void',
    ]);
    const mistaken = inboundCase([...INBOUND_WAYS.residing, 'identity.mistaken']);
    expect([mistaken.state, ...mistaken.documents]).toEqual([
      'outcome.closed-mistaken-identity',
      'residence-permit valid',
    ]);
  });

  it('close administratively only what is absent, awaited or waiting for consent [A30]', () => {
    expect(outboundCase(OUTBOUND.screened).answer('case.closed-administratively')).toBe(
      'EVENT_NOT_ALLOWED',
    );
    const ways: readonly (readonly Said[])[] = [
      [...OUTBOUND.screened, 'person.absconded'],
      [...OUTBOUND.screened, 'instructions.requested'],
      OUTBOUND.concluded,
      OUTBOUND.asked,
    ];
    for (const way of ways) {
      const person = outboundCase(way);
      expect(person.answer('case.closed-administratively', { second: 'EMB-CO-1' })).toBe(
        'FOUR_EYES_SAME_PERSON',
      );
      expect(person.on('case.closed-administratively').state).toBe(
        'outcome.closed-administratively',
      );
      expect(person.answer('death.recorded')).toBe('CASE_CLOSED');
    }
    const applicant = exitCase(EXIT.decision);
    expect(applicant.answer('case.closed-administratively')).toBe('EVENT_NOT_ALLOWED');
    expect(applicant.on('instructions.requested').answer('case.closed-administratively')).toBe(
      'accepted',
    );
  });

  it('withdraw everything that is still asked', () => {
    const person = outboundCase([...OUTBOUND.asked, 'clause3.reported', 'death.recorded']);
    expect(person.view).toMatchObject({ open: false, tasks: [], awaiting: [], allowed: [] });
  });
});

describe('the passing of time', () => {
  it('arms reminders by the policy in a live case and takes them back', () => {
    const person = new ChartCase('outbound', { clock: 'live' }).on(...OUTBOUND.asked);
    const keys = (): string[] => person.snapshot.timers.map(({ key }) => key).toSorted();
    expect(keys()).toEqual([
      'consentEscalation',
      'consentReminder1',
      'consentReminder2',
      'statementReminder',
    ]);
    person.on('counterpart.refused');
    expect(keys()).toEqual(['decisionEscalation', 'decisionReminder', 'statementReminder']);
  });

  it('never moves a case by a reminder [I6]', () => {
    const person = outboundCase(OUTBOUND.agreed);
    expect(person.answer('escalation.due')).toBe('recorded');
    expect(person.state).toBe('repatriation.handover-agreed');
  });
});
