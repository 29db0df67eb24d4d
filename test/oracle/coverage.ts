// What generated cases reach: outcomes, main states and refusal codes, counted.
import { generateCase } from './generate.ts';
import { openSession } from './oracle.ts';

const CLOSINGS = ['closed-deceased', 'closed-mistaken-identity', 'closed-administratively'];

const CROSSING = [
  'repatriated',
  'returned-voluntarily',
  'protection-granted',
  'out-of-scope',
  'not-illegal-assisted',
  ...CLOSINGS,
];

export const OUTCOMES: Record<string, string[]> = {
  outbound: [...CROSSING, 'passport-issued', 'citizenship-renounced'],
  inbound: [...CROSSING, 'returned-citizen', 'residence-ended'],
  exit: ['departed', 'approved-unused', 'exit-refused', 'out-of-scope', 'withdrawn', ...CLOSINGS],
};

const REPATRIATION = [
  'hearing',
  'decision',
  'review-window',
  'under-review',
  'handover-ready',
  'handover-proposed',
  'handover-agreed',
].map((name) => `repatriation.${name}`);

const SHARED = [
  'detected.intake',
  'detected.screening',
  'mobilization',
  'consent-check.requesting',
  'consent-check.awaiting-reply',
  'disposition-review',
  ...REPATRIATION,
];

export const STATES: Record<string, string[]> = {
  outbound: [...SHARED, 'investigation-and-education', 'status-choice', 'passport', 'renunciation'],
  inbound: [...SHARED, 'assessment', 'residence-decision', 'residing'],
  exit: [
    'submitted',
    'checks',
    'decision',
    'approved',
    'deferred',
    'refusal-review',
    'under-review',
    'refusal-ready',
    'documents-issued',
  ],
};

export const REFUSALS = [
  'CASE_CLOSED',
  'EVENT_NOT_ALLOWED',
  'CASE_SUSPENDED',
  'INSTRUCTIONS_AWAITED',
  'RETURN_IN_PROGRESS',
  'ROLE_NOT_ALLOWED',
  'EVIDENCE_MISSING',
  'REASONS_MISSING',
  'FOUR_EYES_MISSING',
  'FOUR_EYES_SAME_PERSON',
  'FOUR_EYES_SAME_BODY',
  'SCREENING_FIRST',
  'MOBILIZATION_NOT_HELD',
  'NO_UNWILLING_STATEMENT',
  'NO_COUNTERPART_CONSENT',
  'INVESTIGATION_OPEN',
  'EDUCATION_OPEN',
  'CLAUSE3_NOT_CLEAR',
  'CLAUSE3_ABSOLUTE',
  'CLAUSE3_CROSSING_ITSELF',
  'CLAUSE3_KIND',
  'LATER_CROSSER_NEEDS_INSTRUCTION',
  'PENALTY_NOT_FOR_ALREADY_CROSSED',
  'NO_REQUEST',
  'STATELESSNESS_RISK',
  'NO_INCONVENIENCE_FINDING',
  'GROUND_NOT_ALLOWED',
  'STAY_ACTIVE',
  'HOUSEHOLD_OPEN',
  'LOCAL_PROCEEDINGS_OPEN',
  'NOT_WILLING',
  'LENIENCY_4D',
  'DEFER_NOT_REFUSE',
  'NO_PENDING_CASE',
  'BAR_OR_NOT_JUSTIFIED',
  'EVENT_MALFORMED',
];

/** Counts by name: `<procedure> <main state>` cases, `code <code>` and `<type> accepted` events, and sums. */
export function measure(from: number, to: number): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (let seed = from; seed < to; seed += 1) {
    const file = generateCase(seed);
    const session = openSession(file);
    const states = new Set<string>([session.state.main]);
    for (const { event } of file.events) {
      const entry = session.submit(event);
      states.add(session.state.main);
      count(`sum ${entry.expect}`);
      if (entry.expect === 'accepted') count(`${file.procedure} ${String(event['type'])} accepted`);
      if (entry.code !== undefined) count(`code ${entry.code}`);
    }
    count(`sum ${file.procedure}`);
    for (const state of states) count(`${file.procedure} ${state}`);
  }
  return counts;
}
