// Which event types bring a case forward from where it is, with weights.
import type { CaseState } from './model.ts';
import { mustApprove } from './model.ts';

export type Wish = readonly [string, number];

const STEPS: Record<string, Wish[]> = {
  'detected.intake': [['identity.verified', 10]],
  'detected.screening': [['screening.completed', 10]],
  assessment: [
    ['inconvenience.claimed', 2],
    ['inconvenience.found', 5],
    ['inconvenience.not-found', 1],
    ['repatriation.proposed', 1],
  ],
  'consent-check.requesting': [['consent.requested', 8]],
  'investigation-and-education': [
    ['investigation.completed', 6],
    ['education.completed', 6],
    ['counterpart.withdrew', 0.3],
  ],
  passport: [
    ['passport.approved', 4],
    ['passport.declined', 2],
    ['counterpart.withdrew', 0.4],
    ['renunciation.requested', 0.5],
  ],
  renunciation: [
    ['renunciation.approved', 4],
    ['renunciation.refused', 1.5],
    ['renunciation.withdrawn', 0.8],
    ['counterpart.withdrew', 0.5],
  ],
  'residence-decision': [
    ['residence.granted', 8],
    ['residence.declined', 1],
    ['counterpart.withdrew', 0.5],
  ],
  'repatriation.hearing': [['person.heard', 8]],
  'repatriation.decision': [
    ['repatriation.decided', 8],
    ['repatriation.not-ordered', 0.8],
  ],
  'repatriation.review-window': [
    ['review.window-elapsed', 6],
    ['review.requested', 3],
  ],
  'repatriation.under-review': [['review.decided', 8]],
  'repatriation.handover-ready': [['handover.proposed', 8]],
  'repatriation.handover-proposed': [
    ['handover.accepted', 7],
    ['handover.declined', 1],
  ],
  'repatriation.handover-agreed': [
    ['handover.completed', 5],
    ['handover.declined', 0.5],
  ],
  submitted: [['application.completed', 10]],
  checks: [
    ['political-check.completed', 4],
    ['pending-case-check.completed', 4],
    ['justification.assessed', 4],
  ],
  approved: [
    ['documents.issued', 6],
    ['pending-case.reported', 1],
    ['application.withdrawn', 0.4],
  ],
  deferred: [
    ['pending-case.closed', 6],
    ['pending-case.reported', 1],
  ],
  'refusal-review': [
    ['review.window-elapsed', 3],
    ['review.requested', 5],
  ],
  'under-review': [['review.decided', 8]],
  'refusal-ready': [['refusal.served', 8]],
  'documents-issued': [
    ['departure.notice-sent', 2],
    ['departure.recorded', 3],
    ['documents.expired', 2],
    ['pending-case.reported', 1.5],
  ],
};

function mobilizing(s: CaseState): Wish[] {
  const enough = s.rounds >= s.minRounds && !s.roundWanted;
  return [
    ['mobilization.round-held', enough ? 0.7 : 6],
    ['willingness.stated', s.statement === 'unwilling' ? 0.7 : 5],
    ['mobilization.concluded', enough && s.statement === 'unwilling' ? 8 : 0.7],
  ];
}

function choosing(s: CaseState, goal: string): Wish[] {
  const list: Wish[] = [['willingness.stated', s.statement === 'unwilling' ? 0.2 : 6]];
  if (s.consent === undefined || s.consent.lastDay !== undefined)
    list.push(['disposition.reconsult', 2]);
  if (s.later && s.permits.length === 0) list.push(['instructions.requested', 3]);
  const renounces = goal === 'renunciation';
  if (!s.asked) list.push(['renunciation.requested', renounces ? 5 : 0.6]);
  list.push(
    ['passport.proposed', renounces ? 0.4 : 5],
    ['renunciation.submitted', renounces ? 5 : 0.6],
  );
  return list;
}

function reviewing(s: CaseState, goal: string): Wish[] {
  const repatriates = goal === 'repatriation' || goal === 'protection';
  const list: Wish[] = [
    ['repatriation.proposed', repatriates ? 6 : 1],
    ['disposition.reconsult', repatriates ? 1 : 4],
    ['instructions.requested', 0.7],
  ];
  list.push([s.procedure === 'outbound' ? 'disposition.remobilize' : 'disposition.reassess', 2]);
  return list;
}

function replying(s: CaseState, goal: string): Wish[] {
  const yes = s.procedure === 'outbound' ? 'counterpart.consented' : 'counterpart.approved';
  const refuses = goal === 'repatriation' || goal === 'protection';
  return [
    [yes, refuses ? 1.2 : 8],
    ['counterpart.refused', refuses ? 6 : 1],
  ];
}

function residing(goal: string): Wish[] {
  return [
    ['necessity.declared', goal === 'residence' ? 2 : 6],
    ['residence.ended', goal === 'residence' ? 1.5 : 0.4],
    ['counterpart.withdrew', 1],
    ['clause3.reported', 0.7],
  ];
}

function deciding(s: CaseState): Wish[] {
  if (mustApprove(s))
    return [
      ['exit.approved', 8],
      ['exit.refused', 0.6],
      ['pending-case.reported', 1],
    ];
  return [
    ['exit.refused', 4],
    ['exit.deferred', s.exit.pending === true ? 5 : 0.4],
    ['exit.approved', 0.5],
    ['instructions.requested', s.permits.includes('correct-check') ? 0.2 : 2],
    ['check.corrected', s.permits.includes('correct-check') ? 6 : 0.4],
    ['pending-case.reported', 0.5],
  ];
}

function clause3(s: CaseState, goal: string): Wish[] {
  const grave = goal === 'clause3';
  switch (s.clause3) {
    case 'unchecked':
      return [
        ['clause3.check-sent', 2.5],
        ['clause3.reported', grave ? 2 : 0.2],
      ];
    case 'checking':
      return [
        ['clause3.nothing-found', 2.5],
        ['clause3.reported', grave ? 2 : 0.2],
        ['clause3.check-sent', 0.2],
      ];
    case 'reported':
      return [
        ['clause3.confirmed', grave ? 6 : 2],
        ['clause3.not-confirmed', grave ? 1 : 3],
      ];
    case 'confirmed':
      return [['clause3.resolved', 1]];
    default:
      return [
        ['clause3.check-sent', 0.15],
        ['clause3.reported', grave ? 1.5 : 0.15],
      ];
  }
}

function safeguard(s: CaseState, goal: string): Wish[] {
  switch (s.safeguard) {
    case 'clear':
      return [['protection.claimed', goal === 'protection' ? 1 : 0.12]];
    case 'stayed':
      return [
        ['protection.not-recognised', 4],
        ['protection.recognised', goal === 'protection' ? 1.5 : 0.1],
      ];
    case 'reviewable':
      return [
        ['protection.review-requested', 2],
        ['protection.review-window-elapsed', 3],
      ];
    default:
      return [['protection.review-decided', 5]];
  }
}

function penalty(s: CaseState): Wish[] {
  if (!s.later) return [['penalty.referral-proposed', 0.1]];
  switch (s.penalty) {
    case 'none':
      return [['penalty.referral-proposed', 1.2]];
    case 'proposed':
      return [
        ['penalty.referred', 2],
        ['penalty.referral-declined', 0.7],
      ];
    case 'referred':
      return [['penalty.outcome-recorded', 1]];
    default:
      return [];
  }
}

function waiting(s: CaseState): Wish[] {
  const list: Wish[] = [];
  if (s.awaited) list.push(['instructions.received', 14], ['case.closed-administratively', 0.4]);
  if (!s.present) list.push(['person.reappeared', 12], ['case.closed-administratively', 0.2]);
  if (!s.arranging) return list;
  list.push(['willingness.stated', 3]);
  if (s.open.returnAccepted !== undefined)
    list.push(['return.completed', 10], ['return.proposed', 0.5]);
  else if (s.open.return !== undefined) list.push(['return.accepted', 10], ['return.proposed', 1]);
  else list.push(['return.proposed', 10]);
  return list;
}

function consenting(s: CaseState): Wish[] {
  if (s.consent === undefined) return [];
  const renewable = s.main === 'passport' || s.main === 'renunciation';
  return [
    ['counterpart.withdrew', s.main === 'mobilization' ? 1 : 0.25],
    ['disposition.reconsult', renewable && s.consent.lastDay !== undefined ? 4 : 0],
  ];
}

function sides(s: CaseState, goal: string): Wish[] {
  return [
    ...consenting(s),
    ...clause3(s, goal),
    ...safeguard(s, goal),
    ...penalty(s),
    ['willingness.stated', goal === 'return' ? 1.5 : s.open.handover === undefined ? 0.25 : 0.6],
    ['renunciation.requested', 0.15],
    ['household.unity-decided', s.householdOpen ? 0.8 : 0.03],
    ['local-proceedings.opened', 0.15],
    ['local-proceedings.closed', s.local.length > 0 ? 2.5 : 0],
    ['person.absconded', 0.15],
  ];
}

function mainSteps(s: CaseState, goal: string): Wish[] {
  switch (s.main) {
    case 'mobilization':
      return mobilizing(s);
    case 'status-choice':
      return choosing(s, goal);
    case 'disposition-review':
      return reviewing(s, goal);
    case 'consent-check.awaiting-reply':
      return replying(s, goal);
    case 'residing':
      return residing(goal);
    case 'decision':
      return deciding(s);
    default:
      return STEPS[s.main] ?? [];
  }
}

export function wishes(s: CaseState, goal: string): Wish[] {
  const common: Wish[] = [
    ['instructions.requested', 0.1],
    ['instructions.received', 0.06],
    ['reminder.due', 0.1],
    ['death.recorded', goal === 'early' ? 0.3 : 0.02],
    ['identity.mistaken', goal === 'early' ? 0.3 : 0.02],
    ['case.closed-administratively', goal === 'early' ? 0.5 : 0.02],
  ];
  const own = mainSteps(s, goal);
  if (s.procedure === 'exit')
    return [...own, ...waiting(s), ...common, ['application.withdrawn', 0.05]];
  return [...own, ...waiting(s), ...common, ...sides(s, goal)];
}

const NEAR: Record<string, string[]> = {
  mobilization: ['mobilization.concluded', 'disposition.remobilize'],
  'consent-check.awaiting-reply': ['consent.requested'],
  'investigation-and-education': [
    'passport.proposed',
    'renunciation.submitted',
    'investigation.completed',
  ],
  'status-choice': ['renunciation.submitted', 'renunciation.withdrawn', 'disposition.reconsult'],
  passport: ['disposition.reconsult', 'renunciation.withdrawn'],
  renunciation: ['disposition.reconsult', 'renunciation.approved', 'renunciation.requested'],
  assessment: ['residence.granted', 'disposition.reconsult'],
  'residence-decision': ['disposition.reconsult', 'residence.granted', 'residence.ended'],
  residing: ['residence.granted', 'repatriation.proposed'],
  'disposition-review': ['disposition.reconsult', 'passport.proposed'],
  'repatriation.hearing': ['repatriation.decided'],
  'repatriation.decision': ['repatriation.not-ordered', 'repatriation.decided', 'person.heard'],
  'repatriation.handover-ready': ['handover.completed', 'review.requested'],
  'repatriation.handover-proposed': [
    'handover.proposed',
    'handover.completed',
    'willingness.stated',
  ],
  'repatriation.handover-agreed': ['handover.accepted', 'willingness.stated', 'person.absconded'],
  checks: [
    'political-check.completed',
    'pending-case-check.completed',
    'justification.assessed',
    'exit.approved',
  ],
  decision: [
    'exit.approved',
    'exit.refused',
    'exit.deferred',
    'check.corrected',
    'pending-case.closed',
  ],
  'refusal-ready': ['review.requested'],
  approved: ['departure.recorded', 'exit.refused'],
};

const NEAR_CROSSING = [
  'willingness.stated',
  'person.heard',
  'clause3.check-sent',
  'clause3.reported',
  'clause3.confirmed',
  'clause3.resolved',
  'penalty.referral-proposed',
  'penalty.referred',
  'return.proposed',
  'return.completed',
  'handover.proposed',
];

/** Steps that are near, and may or may not be there: the next ones whatever is awaited, and the tempting ones. */
export function nears(s: CaseState, goal: string): Wish[] {
  const near: Wish[] = (NEAR[s.main] ?? []).map((type) => [type, 4]);
  const crossing: Wish[] = s.procedure === 'exit' ? [] : NEAR_CROSSING.map((type) => [type, 0.6]);
  const waits = s.awaited || !s.present || s.arranging;
  const own: Wish[] = mainSteps(s, goal).map(([type, weight]) => [
    type,
    waits ? weight * 2 : weight * 0.3,
  ]);
  return [...near, ...crossing, ...own, ['case.closed-administratively', 0.5]];
}
