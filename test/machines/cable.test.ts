import { describe, expect, it } from 'vitest';
import {
  EXIT,
  exitCase,
  INBOUND_WAYS,
  inboundCase,
  OUTBOUND,
  outboundCase,
  type ChartCase,
} from '../support/chart-case.ts';

const clause = ({ view }: ChartCase): string | undefined => view.cableDisposition?.clause;
const CONFIRMED = ['clause3.reported', 'clause3.confirmed'] as const;

describe('the bare text of the cable', () => {
  it('gives for outbound cases what clauses 1, 3 and 4 say', () => {
    expect(clause(outboundCase())).toBe('scope');
    expect(clause(outboundCase(OUTBOUND.screened))).toBe('1a');
    expect(clause(outboundCase(OUTBOUND.passport))).toBe('1b+1c');
    expect(clause(outboundCase(OUTBOUND.renunciation))).toBe('1b+1d');
    expect(outboundCase(OUTBOUND.disposition).view.cableDisposition?.words).toMatch(/revives/);
    expect(clause(outboundCase([...OUTBOUND.passport, ...CONFIRMED]))).toBe('3');
    const later = ['screening.completed', { crossedOn: '1958-04' }] as const;
    expect(clause(outboundCase(['identity.verified', later]))).toBe('4c');
  });

  it('gives for inbound cases what clauses 2 and 3 say', () => {
    expect(clause(inboundCase(INBOUND_WAYS.assessment))).toBe('2a');
    expect(clause(inboundCase(INBOUND_WAYS.residenceDecision))).toBe('2b');
    expect(clause(inboundCase([...INBOUND_WAYS.asked, 'counterpart.refused']))).toBe('2a');
    expect(clause(inboundCase(INBOUND_WAYS.residing))).toBe('2b');
    expect(clause(inboundCase(INBOUND_WAYS.mobilization))).toBe('2c');
    expect(clause(inboundCase([...INBOUND_WAYS.residing, ...CONFIRMED]))).toBe('3');
  });

  it('gives for exit cases what 4d and 4e say', () => {
    expect(clause(exitCase())).toBe('4d');
    expect(clause(exitCase(EXIT.decision))).toBe('4d+4e');
    expect(exitCase(EXIT.pending).view.cableDisposition?.words).toMatch(/pending/);
    expect(exitCase(EXIT.unjustified).view.cableDisposition?.words).toMatch(/not justified/);
  });

  it('stays what it is beside a safeguard that decides otherwise [A47]', () => {
    const person = inboundCase(['identity.verified', 'screening.completed']);
    person.on('protection.claimed', 'protection.recognised');
    expect([person.state, clause(person)]).toEqual(['outcome.protection-granted', '2a']);
  });
});
