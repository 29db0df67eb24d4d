import { describe, expect, it } from 'vitest';
import { INBOUND_WAYS, inboundCase, OUTBOUND, outboundCase } from '../support/chart-case.ts';

const CONFIRMED = ['clause3.reported', 'clause3.confirmed'] as const;

describe('clause 3 [3]', () => {
  it('asks anew from clear and checking; the old inquiry is closed', () => {
    const person = outboundCase([...OUTBOUND.screened, 'clause3.check-sent']);
    expect(person.answer('clause3.check-sent', { correlationId: 'K-2' })).toBe('accepted');
    expect(person.answer('clause3.nothing-found')).toBe('recorded');
    expect(person.answer('clause3.nothing-found', { correlationId: 'K-2' })).toBe('accepted');
    expect(person.answer('clause3.check-sent', { correlationId: 'K-3' })).toBe('accepted');
    expect(person.view.regions['clause3']).toBe('checking');
  });

  it('closes the inquiry by a report, and takes a report again', () => {
    const person = outboundCase([...OUTBOUND.screened, 'clause3.check-sent', 'clause3.reported']);
    expect(person.answer('clause3.nothing-found')).toBe('recorded');
    expect(person.answer('clause3.reported')).toBe('accepted');
    expect(person.answer('clause3.check-sent')).toBe('EVENT_NOT_ALLOWED');
    expect(person.on('clause3.confirmed').answer('clause3.check-sent')).toBe('EVENT_NOT_ALLOWED');
    expect(person.answer('clause3.reported')).toBe('EVENT_NOT_ALLOWED');
  });

  it('knows three kinds, on a report and on its confirmation [A14, A16, I3]', () => {
    const person = outboundCase(OUTBOUND.screened);
    expect(person.answer('clause3.reported', { kind: 'debt' })).toBe('CLAUSE3_KIND');
    expect(person.answer('clause3.reported', { kind: undefined })).toBe('EVENT_MALFORMED');
    expect(person.answer('clause3.reported', { kind: 3 })).toBe('EVENT_MALFORMED');
    person.on('clause3.reported');
    expect(person.answer('clause3.confirmed', { kind: 'debt' })).toBe('CLAUSE3_KIND');
  });

  it('never counts the crossing itself, and says that before the kind [A13, I3]', () => {
    const person = outboundCase([...OUTBOUND.screened, 'clause3.reported']);
    const itself = { offenceIsTheCrossing: true, kind: 'debt' };
    expect(person.answer('clause3.confirmed', itself)).toBe('CLAUSE3_CROSSING_ITSELF');
  });

  it('is confirmed from a report only, by two bodies [A14, I3]', () => {
    const person = outboundCase(OUTBOUND.screened);
    expect(person.answer('clause3.confirmed')).toBe('EVENT_NOT_ALLOWED');
    person.on('clause3.reported');
    expect(person.answer('clause3.confirmed', { second: undefined })).toBe('FOUR_EYES_MISSING');
    expect(person.answer('clause3.confirmed', { second: 'PSO-DR-2' })).toBe('FOUR_EYES_SAME_BODY');
    expect(person.on('clause3.confirmed').state).toBe('repatriation.hearing');
  });

  it('is taken in absence and while instructions are awaited, and the main region moves', () => {
    const person = outboundCase([
      ...OUTBOUND.screened,
      'instructions.requested',
      'person.absconded',
      ...CONFIRMED,
    ]);
    expect([person.state, person.main]).toEqual(['suspended', 'repatriation.hearing']);
  });

  it('voids an order on another ground, calls a handover off and hears the person again [A12, I27]', () => {
    const person = outboundCase([...OUTBOUND.agreed, ...CONFIRMED]);
    expect(person.documents).toEqual(['repatriation-order void']);
    expect(person.state).toBe('repatriation.hearing');
    expect(person.effects).toContainEqual(
      expect.objectContaining({
        letter: expect.objectContaining({ kind: 'M13', correlationId: 'H-1' }) as object,
      }),
    );
    expect(person.answer('handover.accepted')).toBe('recorded');
    expect(person.facts['repatriationProposer']).toBeNull();
  });

  it('leaves no other decision than repatriation on ground 3, by a head of either office [A12, I2]', () => {
    const person = outboundCase([...OUTBOUND.statusChoice, ...CONFIRMED, 'person.heard']);
    expect(person.answer('repatriation.not-ordered')).toBe('CLAUSE3_ABSOLUTE');
    expect(person.answer('repatriation.decided')).toBe('GROUND_NOT_ALLOWED');
    expect(person.answer('repatriation.decided', { by: 'PSO-DR-1', clause: '3' })).toBe('accepted');
  });

  it('hears the person again where a review overturns an order while it stands', () => {
    const person = outboundCase([
      ...OUTBOUND.screened,
      ...CONFIRMED,
      'person.heard',
      ['repatriation.decided', { clause: '3' }],
      'review.requested',
      ['review.decided', { result: 'overturned' }],
    ]);
    expect(person.state).toBe('repatriation.hearing');
    expect(person.documents).toEqual(['repatriation-order void']);
  });

  it('gives way to a report that is not confirmed', () => {
    const person = outboundCase([...OUTBOUND.statusChoice, 'clause3.reported']);
    expect(person.answer('clause3.resolved')).toBe('EVENT_NOT_ALLOWED');
    expect(person.on('clause3.not-confirmed').answer('passport.proposed')).toBe('accepted');
    expect(person.answer('clause3.not-confirmed')).toBe('EVENT_NOT_ALLOWED');
  });

  it('leads to the disposition review when it is resolved, the order on its ground void [A16]', () => {
    const person = outboundCase([
      ...OUTBOUND.screened,
      ...CONFIRMED,
      'person.heard',
      ['repatriation.decided', { clause: '3' }],
      'clause3.resolved',
    ]);
    expect(person.state).toBe('disposition-review');
    expect(person.documents).toEqual(['repatriation-order void']);
    expect(person.view.regions['clause3']).toBe('clear');
  });

  it('leads back to residing when it is resolved and a permit is valid [A17]', () => {
    const person = inboundCase([...INBOUND_WAYS.mobilization, ...CONFIRMED, 'clause3.resolved']);
    expect(person.state).toBe('residing');
    expect(person.documents).toEqual(['residence-permit valid']);
  });

  it('leaves a resident who was asked to return to mobilization alone once resolved [A17]', () => {
    const person = inboundCase([...INBOUND_WAYS.residing, ...CONFIRMED, 'clause3.resolved']);
    expect(person.answer('repatriation.proposed')).toBe('EVENT_NOT_ALLOWED');
  });

  it('does not end a return that the person chose [A6]', () => {
    const person = outboundCase([
      ...OUTBOUND.screened,
      ['willingness.stated', { value: 'willing' }],
      ...CONFIRMED,
      'return.proposed',
      'return.accepted',
      'return.completed',
    ]);
    expect(person.state).toBe('outcome.returned-voluntarily');
  });
});
