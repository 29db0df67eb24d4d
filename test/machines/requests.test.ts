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

function letters({ effects }: ChartCase): readonly unknown[] {
  return effects.flatMap((effect) => (effect.kind === 'sendLetter' ? [effect.letter] : []));
}

describe('letters', () => {
  it('ask for consent outbound and for approval inbound, with the case number alone', () => {
    const letter = { to: 'counterpart', correlationId: 'C-1', content: { caseNo: 'T-1' } };
    expect(letters(outboundCase(OUTBOUND.asked))).toEqual([{ kind: 'M2', ...letter }]);
    expect(letters(inboundCase(INBOUND_WAYS.asked))).toEqual([{ kind: 'M3', ...letter }]);
  });

  it('propose a handover with place, time and escort', () => {
    expect(letters(outboundCase(OUTBOUND.proposed))).toEqual([
      {
        kind: 'M6',
        to: 'counterpart',
        correlationId: 'H-1',
        content: { caseNo: 'T-1', place: 'agreed port', escortRole: 'escort officer' },
      },
    ]);
  });

  it('carry nothing of a claim [I18]', () => {
    const person = outboundCase(OUTBOUND.agreed);
    person.on(['protection.claimed', { statementRef: 'SECRET-CLAIM' }]);
    expect(JSON.stringify(person.effects)).not.toContain('SECRET-CLAIM');
    expect(JSON.stringify(person.snapshot)).not.toContain('SECRET-CLAIM');
    expect(letters(person)).toHaveLength(1);
  });

  it('are not sent where nothing was arranged that could be called off', () => {
    const person = outboundCase([
      ...OUTBOUND.screened,
      ['willingness.stated', { value: 'willing' }],
      'protection.claimed',
    ]);
    expect(letters(person)).toEqual([]);
  });

  it('tell of a departure [4f, A41]', () => {
    const applicant = exitCase([...EXIT.issued, 'departure.notice-sent']);
    expect(letters(applicant)).toMatchObject([{ kind: 'M8', correlationId: 'D-1' }]);
  });
});

describe('who is asked', () => {
  it('are all roles that may enter an answer', () => {
    expect(outboundCase(OUTBOUND.statusChoice).view.tasks).toMatchObject([
      { key: 'status-choice', roles: ['EMB-CO'] },
    ]);
    const third = ['clause3.reported', 'clause3.confirmed', 'person.heard'] as const;
    const [task] = outboundCase([...OUTBOUND.screened, ...third]).view.tasks;
    expect(task).toMatchObject({ key: 'repatriation-decision', roles: ['EMB-HD', 'PSO-DR'] });
    const [own] = outboundCase(OUTBOUND.decision).view.tasks;
    expect(own?.roles).toEqual(['EMB-HD', 'PSO-DR']);
  });

  it('is withdrawn when the case moves on, and asked anew when it comes back', () => {
    const person = outboundCase(OUTBOUND.passport);
    const [before] = person.view.tasks;
    person.on('passport.declined');
    expect(person.view.tasks.map(({ key }) => key)).toEqual(['status-choice', 'instruction']);
    person.on('instructions.received', 'passport.proposed');
    expect(person.view.tasks.map(({ id }) => id)).not.toContain(before?.id);
  });

  it('asks only for what is still to be done when consent came back', () => {
    const person = outboundCase([
      ...OUTBOUND.consented,
      'investigation.completed',
      'counterpart.withdrew',
      'consent.requested',
      'counterpart.consented',
    ]);
    expect(person.view.tasks.map(({ key }) => key)).toEqual(['education']);
  });

  it('has the other side on its list until it answers', () => {
    const person = outboundCase(OUTBOUND.asked);
    expect(person.view.awaiting).toMatchObject([
      { who: 'counterpart', what: 'consent or refusal', due: '1958-03-10T00:00:00.000Z' },
    ]);
  });
});
