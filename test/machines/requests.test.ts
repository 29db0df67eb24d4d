import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { provinceOf } from '../../machines/shared/province.ts';
import {
  ChartCase,
  EXIT,
  exitCase,
  INBOUND_WAYS,
  inboundCase,
  OUTBOUND,
  outboundCase,
} from '../support/chart-case.ts';

function letters({ effects }: ChartCase): readonly unknown[] {
  return effects.flatMap((effect) => (effect.kind === 'sendLetter' ? [effect.letter] : []));
}

describe('letters', () => {
  it('ask for consent outbound and for approval inbound, with number, date and the ground in a word', () => {
    const letter = { to: 'counterpart', correlationId: 'C-1' };
    const content = { caseNo: 'T-1', crossedOn: '1957-09' };
    expect(letters(outboundCase(OUTBOUND.asked))).toEqual([{ kind: 'M2', ...letter, content }]);
    expect(letters(inboundCase(INBOUND_WAYS.asked))).toEqual([
      { kind: 'M3', ...letter, content: { ...content, ground: 'family' } },
    ]);
  });

  it('propose a handover with place, time, escort and the number of the order', () => {
    expect(letters(outboundCase(OUTBOUND.proposed))).toEqual([
      {
        kind: 'M6',
        to: 'counterpart',
        correlationId: 'H-1',
        content: {
          caseNo: 'T-1',
          place: 'agreed port',
          escortRole: 'escort officer',
          papers: [{ kind: 'repatriation-order', number: 'T-1/repatriation-order/1' }],
        },
      },
    ]);
  });

  it('pass a withdrawal of consent on to whoever was told of it, without the reason [M9, A3]', () => {
    const passedOn = {
      kind: 'M9',
      to: 'told-of-consent',
      correlationId: 'C-1',
      content: { caseNo: 'T-1' },
    };
    const withdrew = ['counterpart.withdrew', { reason: 'nobody is to know' }] as const;
    for (const way of [OUTBOUND.consented, OUTBOUND.passport]) {
      expect(letters(outboundCase([...way, withdrew]))).toContainEqual(passedOn);
    }
    for (const way of [INBOUND_WAYS.residing, INBOUND_WAYS.mobilization]) {
      expect(letters(inboundCase([...way, withdrew]))).toContainEqual(passedOn);
    }
    expect(letters(outboundCase([...OUTBOUND.asked, withdrew]))).toEqual([]);
  });

  it('tell of mobilization under 2c, but not while a claim is open [M11]', () => {
    const declared = inboundCase([...INBOUND_WAYS.residing, 'necessity.declared']);
    expect(letters(declared)).toContainEqual(
      expect.objectContaining({ kind: 'M11', content: { caseNo: 'T-1' } }),
    );
    const stayed = [...INBOUND_WAYS.residing, 'protection.claimed', 'necessity.declared'] as const;
    expect(JSON.stringify(letters(inboundCase(stayed)))).not.toContain('M11');
  });

  it('correct a mistaken identity with everybody outside who got one [M13, A31]', () => {
    const person = outboundCase([...OUTBOUND.asked, 'identity.mistaken']);
    expect(letters(person)).toContainEqual(
      expect.objectContaining({ kind: 'M13', to: 'every-recipient', content: { caseNo: 'T-1' } }),
    );
  });

  it('name the replies that would be taken, each with its correlation', () => {
    expect(outboundCase(OUTBOUND.asked).view.replies).toEqual({
      'counterpart.consented': 'C-1',
      'counterpart.refused': 'C-1',
    });
    expect(outboundCase(OUTBOUND.consented).view.replies).toEqual({
      'counterpart.withdrew': 'C-1',
    });
    expect(outboundCase([...OUTBOUND.asked, 'identity.mistaken']).view.replies).toEqual({});
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
    expect(letters(applicant)).toMatchObject([
      {
        kind: 'M8',
        correlationId: 'D-1',
        content: { papers: [{ kind: 'exit-permit' }, { kind: 'passport' }] },
      },
    ]);
  });
});

describe('a province', () => {
  const asked = ['clause3.check-sent'] as const;
  const inquiry = (procedure: 'outbound' | 'inbound', facts: JsonObject) => {
    const person = new ChartCase(procedure, { facts }).on(...OUTBOUND.screened, ...asked);
    const [{ who } = { who: '' }] = person.view.awaiting.filter(({ what }) => /report/.test(what));
    const [letter] = letters(person) as readonly { readonly content: JsonObject }[];
    return { who, via: letter?.content['via'] };
  };

  it.each(['Beijing', 'Tianjin', 'other'])(
    'such as %s is none of the cable’s: its authorities are asked through the MPS [A44]',
    (province) => {
      expect(inquiry('outbound', { province })).toEqual({ who: 'MPS', via: 'MPS' });
      // The other side's authorities are not the MPS's to ask.
      expect(inquiry('inbound', { province })).toMatchObject({ who: 'home authority' });
    },
  );

  it.each([{ province: 'Jilin' }, { province: 'Liaoning' }, { province: 'Heilongjiang' }, {}])(
    'of the cable, or none, is asked itself: %j',
    (facts) => {
      expect(inquiry('outbound', facts)).toEqual({ who: 'home authority', via: undefined });
    },
  );

  it('counts as `other` where it is none of the cable’s [A44]', () => {
    expect(['Jilin', 'Beijing', '', 7, null].map((province) => provinceOf({ province }))).toEqual([
      'Jilin',
      ...['other', 'other', 'other', 'other'],
    ]);
    expect(provinceOf({})).toBe('other');
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
