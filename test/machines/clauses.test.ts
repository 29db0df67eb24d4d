/**
 * Decisions and invariants that no other test of the charts is about.
 */
import { describe, expect, it } from 'vitest';
import { nodesOf } from '../../machines/kernel/register.ts';
import { procedures } from '../../machines/registry.ts';
import { clausesIn } from '../../src/docs/clauses/index.ts';
import {
  EXIT,
  exitCase,
  INBOUND_WAYS,
  inboundCase,
  OUTBOUND,
  outboundCase,
  type Said,
} from '../support/chart-case.ts';

describe('the day of the cable', () => {
  const proposed = (crossedOn?: string): string =>
    outboundCase([
      'identity.verified',
      ['screening.completed', { crossedOn: crossedOn as string }],
    ]).answer('penalty.referral-proposed');

  it('and an unknown date count as already crossed, the day after does not [A20]', () => {
    expect(proposed('1957-12-17')).toBe('PENALTY_NOT_FOR_ALREADY_CROSSED');
    expect(proposed()).toBe('PENALTY_NOT_FOR_ALREADY_CROSSED');
    expect(proposed('1957-12-18')).toBe('accepted');
  });

  it('is nothing to clause 2: a later crosser may reside without an instruction [A19]', () => {
    const later: Said = ['screening.completed', { crossedOn: '1958-04-11' }];
    const [identity, , ...rest] = INBOUND_WAYS.residing;
    if (identity === undefined) throw new Error('a way to residing has steps');
    const person = inboundCase([identity, later, ...rest]);
    expect(person.state).toBe('residing');
    expect(person.documents).toEqual(['residence-permit valid']);
  });
});

describe('scope', () => {
  it('asks for nationality alone: no event has a field for ethnicity [A25, A26]', () => {
    const fields = Object.values(procedures).flatMap(({ vocabulary }) =>
      Object.values(vocabulary).flatMap((row) => Object.keys(row.fields)),
    );
    expect(fields).toContain('nationality');
    expect(fields.filter((name) => /ethnic/i.test(name))).toEqual([]);
  });
});

describe('an inbound person who wants to return', () => {
  it('is not mobilized: the return is arranged at once [A35]', () => {
    const person = inboundCase([
      ...INBOUND_WAYS.assessment,
      ['willingness.stated', { value: 'willing' }],
      'return.proposed',
      'return.accepted',
      'return.completed',
    ]);
    expect(person.state).toBe('outcome.returned-voluntarily');
  });
});

describe('the bars to an exit', () => {
  it.each([
    ['political-check.completed', { issue: true, second: 'PSO-DR-1', reasons: 'found on file' }],
    ['pending-case-check.completed', { pending: true, certificateRef: 'CERT-1' }],
    ['justification.assessed', { justified: false }],
  ] as const)('are the three of 4e: %s is one, and nothing else is [A40]', (type, fields) => {
    const barred = EXIT.decision.map((said): Said => (said === type ? [type, fields] : said));
    expect(exitCase(barred).answer('exit.approved')).toBe('BAR_OR_NOT_JUSTIFIED');
    expect(exitCase(EXIT.decision).answer('exit.approved')).toBe('accepted');
  });
});

describe('a return on the spot', () => {
  const onTheSpot = { mode: 'on-the-spot' } as const;

  it('is a mode of the handover, after hearing, order and review [A46]', () => {
    for (const way of [OUTBOUND.hearing, OUTBOUND.decision, OUTBOUND.ordered]) {
      expect(outboundCase(way).answer('handover.proposed', onTheSpot)).toBe('EVENT_NOT_ALLOWED');
    }
    expect(outboundCase(OUTBOUND.ready).answer('handover.proposed', onTheSpot)).toBe('accepted');
  });
});

describe('outcomes', () => {
  it('never leave a passport beside a renunciation [I12]', () => {
    const passport = outboundCase([...OUTBOUND.passport, 'passport.approved']);
    expect(passport.documents).toEqual(['emigrant-passport valid']);
    expect(passport.answer('renunciation.submitted')).toBe('CASE_CLOSED');
    const renounced = outboundCase([...OUTBOUND.renunciation, 'renunciation.approved']);
    expect(renounced.documents).toEqual(['renunciation-certificate valid']);
    expect(renounced.answer('passport.approved')).toBe('CASE_CLOSED');
  });

  it('surrender the passport of the earlier case as a renunciation takes effect [A10, I12]', () => {
    const way = [...OUTBOUND.renunciation, 'renunciation.approved'] as const;
    const later = outboundCase(way, { facts: { earlierCase: 'T-0' } });
    expect(later.effects).toContainEqual({
      kind: 'surrenderDocument',
      caseNo: 'T-0',
      document: 'emigrant-passport',
      reason: 'surrendered: the renunciation has taken effect',
      eventId: expect.any(String) as string,
    });
    expect(outboundCase(way).effects.map(({ kind }) => kind)).not.toContain('surrenderDocument');
    for (const earlierCase of ['T-1', 'no number', 7]) {
      expect(() => outboundCase([], { facts: { earlierCase } })).toThrow(/earlierCase/);
    }
  });

  it.each(Object.values(procedures))('of $name each cite a rule or a mark [I17]', (procedure) => {
    const ends = nodesOf(procedure.machine.root).filter(({ path }) => path[1] === 'outcome');
    for (const { id, meta } of ends.slice(1)) {
      const { rule } = meta as { rule: string };
      const cited = [...clausesIn(rule), ...(rule.match(/\[[BPRS]\]/g) ?? [])];
      expect(cited, id).not.toEqual([]);
    }
  });
});

describe('what a chart can ask of the outside', () => {
  it('is to ask, to tell, to draft and to record: nothing carries out force [I29]', () => {
    const own = Object.values(procedures).flatMap(({ machine }) =>
      Object.keys(machine.implementations.actions),
    );
    expect([...new Set(own)]).toEqual(['issueDocument', 'voidDocument', 'sendLetter', 'notify']);
  });
});
