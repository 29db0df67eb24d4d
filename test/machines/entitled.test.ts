import { describe, expect, it } from 'vitest';
import {
  barOfFirst,
  barOfSecond,
  barredOfSecond,
  secondAfter,
} from '../../machines/kernel/entitled.ts';
import { propose } from '../../machines/kernel/drafts.ts';
import type { Officer } from '../../machines/kernel/types.ts';
import { viewOf, type Decision, type View } from '../../machines/kernel/view.ts';
import { outbound } from '../../machines/outbound/procedure.ts';
import { attributedTo, officerOf, ROLES } from '../../machines/shared/officers.ts';
import {
  ChartCase,
  EXIT,
  INBOUND_WAYS,
  OUTBOUND,
  outboundCase,
  type Said,
} from '../support/chart-case.ts';

type Name = 'outbound' | 'inbound' | 'exit';

const OFFICERS: readonly Officer[] = Object.keys(ROLES).flatMap((role) => [
  officerOf(`${role}-1`),
  officerOf(`${role}-2`),
]);

const WAYS: readonly (readonly [Name, string, readonly Said[]])[] = [
  ...Object.entries(OUTBOUND).map(([name, way]) => ['outbound', name, way] as const),
  ...Object.entries(INBOUND_WAYS).map(([name, way]) => ['inbound', name, way] as const),
  ...Object.entries(EXIT).map(([name, way]) => ['exit', name, way] as const),
];

function decisionsOf(view: View): readonly Decision[] {
  return view.tasks.flatMap(({ decisions }) => decisions);
}

function decisionOf(view: View, type: string): Decision {
  const found = decisionsOf(view).find((decision) => decision.type === type);
  if (found === undefined) throw new Error(`nobody is asked for ${type}`);
  return found;
}

describe('what a task says may be decided, and by whom', () => {
  it.each(WAYS)('is what the case then answers to the first officer: %s, %s', (name, _, way) => {
    const at = () => new ChartCase(name).on(...way);
    for (const decision of decisionsOf(at().view)) {
      for (const officer of OFFICERS) {
        const answer = at().answer(decision.type, { by: officer.id, second: undefined });
        if (answer === 'recorded') continue;
        const bar = barOfFirst(decision, officer);
        if (decision.refused !== undefined) expect(answer).not.toBe('accepted');
        else if (bar === undefined) expect(answer).not.toMatch(/^(ROLE_|FOUR_EYES_SAME|EVENT_NOT)/);
        else expect([decision.type, officer.id, answer]).toEqual([decision.type, officer.id, bar]);
      }
    }
  });

  it.each(WAYS)('is what the case then answers to the second officer: %s, %s', (name, _, way) => {
    const at = () => new ChartCase(name).on(...way);
    for (const { type, second, refused } of decisionsOf(at().view)) {
      if (second === undefined || second.sometimes || refused !== undefined) continue;
      const by = officerIn(name, type);
      for (const officer of OFFICERS) {
        const answer = at().answer(type, { by: by.id, second: officer.id });
        const bar = barOfSecond(secondAfter(second, by), officer);
        if (bar === undefined) expect(answer).not.toMatch(/^(ROLE_|FOUR_EYES_)/);
        else expect([type, officer.id, answer]).toEqual([type, officer.id, bar]);
      }
    }
  });

  it('names the code of what no one may decide now', () => {
    const waiting = outboundCase([...OUTBOUND.passport, 'person.absconded']);
    expect(decisionOf(waiting.view, 'passport.approved').refused).toBe('CASE_SUSPENDED');
    expect(
      decisionOf(outboundCase(OUTBOUND.passport).view, 'passport.approved'),
    ).not.toHaveProperty('refused');
  });
});

/** Who the valid form of the type names as first officer. */
function officerIn(name: Name, type: string): Officer {
  const known: Readonly<Record<string, string>> = {
    'repatriation.decided': name === 'inbound' ? 'PSO-DR-1' : 'EMB-HD-1',
  };
  const found = known[type] ?? FIRST[type];
  return found === undefined ? attributedTo(name, { type }) : officerOf(found);
}

const FIRST: Readonly<Record<string, string>> = {
  'renunciation.approved': 'MFA-CD-1',
  'handover.completed': 'PSO-IN-1',
  'inconvenience.found': 'PSO-IN-1',
  'inconvenience.not-found': 'PSO-IN-1',
  'residence.granted': 'PSO-DR-1',
  'residence.declined': 'PSO-DR-1',
  'household.unity-decided': 'PSO-DR-1',
  'necessity.declared': 'MFA-CD-1',
  'clause3.confirmed': 'PSO-DR-1',
  'clause3.resolved': 'PSO-DR-1',
  'penalty.referred': 'PSO-DR-1',
  'protection.not-recognised': 'PRO-OF-1',
  'exit.refused': 'PSO-DR-1',
  'pending-case.reported': 'PSO-DR-1',
};

describe('who may not be the second', () => {
  it('is whoever proposed, whoever acts for him, and his body where two bodies are asked', () => {
    const { snapshot } = outboundCase(OUTBOUND.decision);
    const substitute: Officer = { ...officerOf('EMB-HD-2'), actsFor: ['EMB-HD-1'] };
    const event = {
      id: 'D-1',
      type: 'repatriation.decided',
      at: '1958-06-01',
      clause: '1a',
      reasons: 'synthetic reasons, recorded in full',
    };
    const proposed = propose(outbound, snapshot, {
      event,
      attested: true,
      by: substitute,
      receivedAt: event.at,
      effectiveAt: event.at,
    });
    const [draft] = decisionOf(viewOf(outbound, proposed.state), event.type).drafts ?? [];
    expect(draft).toMatchObject({ id: 'D-1', by: 'EMB-HD-2', second: { notOf: 'EMB' } });
    if (draft === undefined) return;
    expect(barredOfSecond(draft.second)).toMatchObject([
      { kind: 'officer', name: 'EMB-HD-2', code: 'FOUR_EYES_SAME_PERSON' },
      { kind: 'officer', name: 'EMB-HD-1', code: 'FOUR_EYES_SAME_PERSON' },
      { kind: 'officer', name: 'EMB-CO-1', code: 'FOUR_EYES_SAME_PERSON' },
      { kind: 'body', name: 'EMB', code: 'FOUR_EYES_SAME_BODY' },
    ]);
    const bar = (officer: Officer) => barOfSecond(draft.second, officer);
    expect(bar({ ...officerOf('MFA-CD-1'), actsFor: ['EMB-HD-1'] })).toBe('FOUR_EYES_SAME_PERSON');
    expect(bar(officerOf('EMB-HD-3'))).toBe('FOUR_EYES_SAME_BODY');
    expect(bar(officerOf('FAO-LN-1'))).toBe('ROLE_NOT_ALLOWED');
    expect(bar(officerOf('MFA-CD-1'))).toBeUndefined();
  });

  it('is whoever proposed the step before, though he may record it himself', () => {
    const { second, barred } = decisionOf(outboundCase(OUTBOUND.agreed).view, 'handover.completed');
    expect([barred, second?.barred]).toEqual([[], ['PSO-IN-1']]);
  });
});
