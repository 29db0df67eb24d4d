import { describe, expect, it } from 'vitest';
import {
  INBOUND_WAYS,
  inboundCase,
  OUTBOUND,
  outboundCase,
  type Said,
} from '../support/chart-case.ts';

const WILLING: Said = ['willingness.stated', { value: 'willing' }];
const ARRANGED: readonly Said[] = [WILLING, 'return.proposed', 'return.accepted'];
const FAMILY = {
  facts: { household: [{ caseNo: 'T-2', relation: 'child', dependent: true, open: true }] },
};

describe('repatriation [1a, 2a]', () => {
  it('hears the person before anything is decided [I27]', () => {
    const person = outboundCase(OUTBOUND.hearing);
    expect(person.answer('repatriation.decided')).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('person.heard', { language: undefined })).toBe('EVIDENCE_MISSING');
    expect(person.on('person.heard').answer('person.heard')).toBe('EVENT_NOT_ALLOWED');
  });

  it('is decided under the clause that is its ground', () => {
    const person = outboundCase(OUTBOUND.decision);
    expect(person.answer('repatriation.decided', { clause: '3' })).toBe('GROUND_NOT_ALLOWED');
    expect(person.answer('repatriation.decided', { clause: undefined })).toBe('EVENT_MALFORMED');
    expect(person.answer('repatriation.decided', { second: 'EMB-HD-2' })).toBe(
      'FOUR_EYES_SAME_BODY',
    );
    expect(person.answer('repatriation.decided', { by: 'PSO-DR-1' })).toBe('ROLE_NOT_ALLOWED');
    expect(person.answer('repatriation.decided', { second: 'FAO-LN-1' })).toBe('ROLE_NOT_ALLOWED');
    expect(person.answer('repatriation.decided')).toBe('accepted');
  });

  it('opens the handover to a human when the window is over, whatever is awaited [I6]', () => {
    const absent = outboundCase([...OUTBOUND.ordered, 'person.absconded']);
    expect(absent.answer('review.window-elapsed')).toBe('accepted');
    expect([absent.state, absent.main]).toEqual(['suspended', 'repatriation.handover-ready']);
    const stayed = outboundCase([...OUTBOUND.ordered, 'protection.claimed']);
    expect(stayed.answer('review.window-elapsed')).toBe('accepted');
    expect(stayed.answer('review.window-elapsed')).toBe('recorded');
  });

  it('goes back to the disposition review where a review overturns the order, and voids it', () => {
    const person = outboundCase([
      ...OUTBOUND.ordered,
      'review.requested',
      ['review.decided', { result: 'overturned' }],
    ]);
    expect(person.state).toBe('disposition-review');
    expect(person.documents).toEqual(['repatriation-order void']);
  });

  it('agrees a handover before it is recorded, under the accepted correlation [I28]', () => {
    const person = outboundCase(OUTBOUND.proposed);
    expect(person.answer('handover.completed')).toBe('EVENT_NOT_ALLOWED');
    person.on('handover.accepted');
    const other = { correlationId: 'other' };
    expect(person.answer('handover.completed', other)).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('handover.completed', { ...other, by: 'EMB-CO-1' })).toBe(
      'ROLE_NOT_ALLOWED',
    );
    expect(person.answer('handover.completed', { ...other, receiptRef: '' })).toBe(
      'EVIDENCE_MISSING',
    );
    expect(person.on('handover.completed').state).toBe('outcome.repatriated');
    expect(person.documents).toEqual(['repatriation-order valid', 'handover-record valid']);
  });

  it('waits for instructions where the other side declines, before or after it agreed [A45]', () => {
    for (const way of [OUTBOUND.proposed, OUTBOUND.agreed]) {
      const person = outboundCase([...way, 'handover.declined']);
      expect([person.state, person.main]).toEqual([
        'awaiting-instructions',
        'repatriation.handover-ready',
      ]);
      expect(person.answer('handover.declined')).toBe('recorded');
    }
  });

  it.each<[string, Said]>([
    ['a claim', 'protection.claimed'],
    ['absence', 'person.absconded'],
    ['a willing statement', WILLING],
    ['local proceedings', 'local-proceedings.opened'],
  ])('falls back to handover-ready by %s, and tells the other side no reason', (_, said) => {
    for (const way of [OUTBOUND.proposed, OUTBOUND.agreed]) {
      const person = outboundCase(way).on(said);
      expect(person.main).toBe('repatriation.handover-ready');
      expect(person.effects).toContainEqual({
        kind: 'sendLetter',
        letter: {
          kind: 'M13',
          to: 'counterpart',
          correlationId: 'H-1',
          content: { caseNo: 'T-1' },
        },
      });
      expect(person.answer('handover.accepted')).toBe('recorded');
    }
  });
});

describe('voluntary return [1a, A6]', () => {
  it('is not arranged for a person who is not willing [I9]', () => {
    const person = outboundCase();
    expect(person.answer('return.proposed')).toBe('NOT_WILLING');
    expect(person.answer('return.completed')).toBe('NOT_WILLING');
    expect(person.answer('return.proposed', { by: 'PRO-OF-1' })).toBe('ROLE_NOT_ALLOWED');
    expect(person.answer('return.completed', { receiptRef: undefined })).toBe('EVIDENCE_MISSING');
    expect(person.answer('return.accepted')).toBe('recorded');
  });

  it('makes decisions wait, and does not itself wait for absence or instructions', () => {
    const person = outboundCase([
      ...OUTBOUND.screened,
      WILLING,
      'instructions.received',
      'person.absconded',
    ]);
    expect(person.answer('mobilization.round-held')).toBe('CASE_SUSPENDED');
    expect(person.answer('return.proposed')).toBe('accepted');
    person.on('person.reappeared');
    expect(person.answer('mobilization.round-held')).toBe('RETURN_IN_PROGRESS');
    expect(person.on('return.accepted').answer('return.completed')).toBe('accepted');
    expect(person.state).toBe('outcome.returned-voluntarily');
  });

  it('is completed only once it was accepted, under its correlation where one is named [I9]', () => {
    const person = outboundCase([...OUTBOUND.screened, WILLING, 'return.proposed']);
    expect(person.answer('return.completed')).toBe('EVENT_NOT_ALLOWED');
    person.on('return.accepted');
    expect(person.answer('return.accepted')).toBe('recorded');
    expect(person.answer('return.completed', { correlationId: 'other' })).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('return.completed', { correlationId: 'R-1' })).toBe('accepted');
  });

  it('starts anew where it is proposed again', () => {
    const person = outboundCase([...OUTBOUND.screened, ...ARRANGED]);
    person.on(['return.proposed', { correlationId: 'R-2' }]);
    expect(person.answer('return.completed')).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('return.accepted')).toBe('recorded');
  });

  it('keeps the arrangement at a second willing statement, and drops it at a retraction [A7]', () => {
    const person = outboundCase([...OUTBOUND.screened, ...ARRANGED, WILLING]);
    expect(person.state).toBe('voluntary-return');
    expect(person.facts['returnAgreed']).toBe('R-1');
    person.on('willingness.stated');
    expect(person.effects).toContainEqual(
      expect.objectContaining({ letter: expect.objectContaining({ kind: 'M13' }) as object }),
    );
    expect(person.on(WILLING).answer('return.completed')).toBe('EVENT_NOT_ALLOWED');
  });

  it('is left at a claim, and the last statement stays what it was', () => {
    const person = outboundCase([...OUTBOUND.screened, ...ARRANGED, 'protection.claimed']);
    expect([person.state, person.facts['will']]).toEqual(['mobilization', 'willing']);
    expect(person.answer('return.proposed')).toBe('STAY_ACTIVE');
    expect(person.answer('willingness.stated', { value: 'willing' })).toBe('STAY_ACTIVE');
    expect(person.answer('willingness.stated')).toBe('accepted');
  });

  it('voids an order and ends a residence permit when it is done', () => {
    const ordered = outboundCase([...OUTBOUND.ordered, ...ARRANGED, 'return.completed']);
    expect(ordered.documents).toEqual(['repatriation-order void', 'return-record valid']);
    const resident = inboundCase([...INBOUND_WAYS.residing, ...ARRANGED, 'return.completed']);
    expect(resident.documents).toEqual(['residence-permit void', 'return-record valid']);
  });
});

describe('what blocks leaving', () => {
  it('names local proceedings before the household, and knows several by their reference [A15]', () => {
    const person = outboundCase(OUTBOUND.ready, FAMILY);
    person.on('local-proceedings.opened', ['local-proceedings.opened', { ref: 'LP-2' }]);
    person.on('local-proceedings.opened');
    expect(person.answer('handover.proposed')).toBe('LOCAL_PROCEEDINGS_OPEN');
    person.on('local-proceedings.closed');
    expect(person.answer('local-proceedings.closed')).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('handover.proposed')).toBe('LOCAL_PROCEEDINGS_OPEN');
    person.on(['local-proceedings.closed', { ref: 'LP-2' }]);
    expect(person.answer('handover.proposed')).toBe('HOUSEHOLD_OPEN');
    person.on('household.unity-decided');
    expect(person.answer('handover.proposed')).toBe('accepted');
  });

  it('holds for every step of a return', () => {
    const person = outboundCase([...OUTBOUND.screened, WILLING], FAMILY);
    expect(person.answer('return.proposed')).toBe('HOUSEHOLD_OPEN');
    person.on('household.unity-decided', 'return.proposed', 'local-proceedings.opened');
    expect(person.answer('return.accepted')).toBe('LOCAL_PROCEEDINGS_OPEN');
    person.on('local-proceedings.closed', 'return.accepted', 'local-proceedings.opened');
    expect(person.answer('return.completed')).toBe('LOCAL_PROCEEDINGS_OPEN');
  });

  it('takes a dependant without `open` as not open, and a family decision without any [A28, I22]', () => {
    const household = [{ caseNo: 'T-2', relation: 'child', dependent: true }];
    const person = outboundCase(OUTBOUND.ready, { facts: { household } });
    expect(person.answer('household.unity-decided')).toBe('accepted');
    expect(outboundCase(OUTBOUND.ready, { facts: { household } }).answer('handover.proposed')).toBe(
      'accepted',
    );
  });
});

describe('what the registry knows of dependants', () => {
  it('comes before what was said at the opening [A28, I22]', () => {
    const family = outboundCase(OUTBOUND.ready, FAMILY).dependants(false);
    expect(family.answer('handover.proposed')).toBe('accepted');
    const alone = outboundCase(OUTBOUND.ready).dependants(true);
    expect(alone.answer('handover.proposed')).toBe('HOUSEHOLD_OPEN');
    expect(alone.on('household.unity-decided').answer('handover.proposed')).toBe('accepted');
  });

  it('holds at every step, and cannot be sent from outside', () => {
    const agreed = outboundCase(OUTBOUND.agreed).dependants(true);
    const forged = { dependantsOpen: false };
    expect(agreed.answer('handover.completed', forged)).toBe('HOUSEHOLD_OPEN');
    expect(agreed.dependants(false).answer('handover.completed')).toBe('accepted');
    const said = outboundCase(OUTBOUND.ready, FAMILY);
    expect(said.answer('handover.proposed', forged)).toBe('HOUSEHOLD_OPEN');
  });

  it('shows in what is allowed from the next event on', () => {
    const person = outboundCase(OUTBOUND.ready).dependants(true).on('local-proceedings.opened');
    person.on('local-proceedings.closed');
    expect(person.view.allowed).not.toContain('handover.proposed');
    person.dependants(false).on('local-proceedings.opened', 'local-proceedings.closed');
    expect(person.view.allowed).toContain('handover.proposed');
  });
});
