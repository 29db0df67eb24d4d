/**
 * Logs that each break one invariant, written down line by line.
 */
import type { JsonObject } from '../../machines/kernel/types.ts';
import { valid, type Line } from './bad-logs.ts';

const REASONS = { reasons: 'synthetic reasons' };
const UNWILLING: Line = {
  type: 'willingness.stated',
  event: { value: 'unwilling', statementRef: 'ST-1', language: 'ko', signed: true },
};
const CONSENTED: readonly Line[] = [
  { type: 'mobilization.round-held' },
  UNWILLING,
  { type: 'mobilization.concluded', main: 'consent-check.requesting' },
  {
    type: 'consent.requested',
    event: { correlationId: 'C-1' },
    main: 'consent-check.awaiting-reply',
  },
  {
    type: 'counterpart.consented',
    event: { correlationId: 'C-1', validUntil: '1958-12' },
    main: 'investigation-and-education',
  },
];
/** A case in which settle holds, before its passport. */
export const SETTLED: readonly Line[] = [
  ...CONSENTED,
  { type: 'investigation.completed' },
  { type: 'education.completed', main: 'passport' },
  { type: 'clause3.check-sent', event: { correlationId: 'K-1' } },
  { type: 'clause3.nothing-found', event: { correlationId: 'K-1' } },
];
/** The passport of a settled case. */
export const PASSPORT: Line = {
  type: 'passport.approved',
  by: 'EMB-HD-1',
  event: REASONS,
  main: 'outcome.passport-issued',
};
/** Two bodies order repatriation. */
export const ORDER: Line = {
  type: 'repatriation.decided',
  by: 'EMB-HD-1',
  second: 'MFA-CD-1',
  event: { clause: '1a', ...REASONS },
  main: 'repatriation.review-window',
};
/** Repatriation is proposed. */
export const PROPOSED: Line = {
  type: 'repatriation.proposed',
  event: { ground: '1a' },
  main: 'repatriation.hearing',
};
/** The person is heard. */
export const HEARD: Line = {
  type: 'person.heard',
  event: { statementRef: 'ST-2', language: 'ko' },
  main: 'repatriation.decision',
};
const CONFIRMED: Line = {
  type: 'clause3.confirmed',
  by: 'PSO-DR-1',
  second: 'MPS-CD-1',
  event: { certificateRef: 'CERT-1', kind: 'crime', ...REASONS },
  main: 'repatriation.hearing',
  regions: { clause3: 'confirmed' },
};
const CLAIMED: Line = { type: 'protection.claimed', regions: { safeguard: 'stayed' } };
const order = [valid('repatriation-order')];
/** The handover is done. */
export const HANDED_OVER: Line = {
  type: 'handover.completed',
  by: 'PSO-IN-1',
  second: 'PSO-DR-1',
  event: { correlationId: 'H-1', receiptRef: 'RC-1' },
  main: 'outcome.repatriated',
};
/** A handover is proposed and agreed. */
export const AGREED: readonly Line[] = [
  { type: 'handover.proposed', event: { correlationId: 'H-1' }, documents: [] },
  { type: 'handover.accepted', event: { correlationId: 'H-1' } },
];
const letter = (kind: string, content: JsonObject = {}) =>
  ({
    kind: 'sendLetter',
    letter: { kind, to: 'counterpart', correlationId: 'L-1', content },
  }) as const;
const LATER: Line = {
  type: 'screening.completed',
  event: { crossedOn: '1958-04' },
  main: 'mobilization',
};
const EXIT_GOOD: readonly Line[] = [
  { type: 'political-check.completed', event: { issue: false } },
  { type: 'pending-case-check.completed', event: { pending: false } },
  { type: 'justification.assessed', event: { justified: true } },
];

/** Number of the invariant, what is wrong, and the log that is wrong in this. */
export const BAD: readonly (readonly [string, string, string, readonly Line[]])[] = [
  ['I1', 'a passport without a clear clause 3', 'outbound', [...SETTLED.slice(0, 7), PASSPORT]],
  [
    'I1',
    'a passport on an expired consent',
    'outbound',
    [...SETTLED, { ...PASSPORT, event: { at: '1959-01-01', ...REASONS } }],
  ],
  [
    'I1',
    'a passport after the consent was withdrawn',
    'outbound',
    [...SETTLED, { type: 'counterpart.withdrew', event: { correlationId: 'C-1' } }, PASSPORT],
  ],
  [
    'I1',
    'a passport for the willing',
    'outbound',
    [...SETTLED, { ...UNWILLING, event: { ...UNWILLING.event, value: 'willing' } }, PASSPORT],
  ],
  [
    'I2',
    'a settlement though clause 3 is confirmed',
    'inbound',
    [{ type: 'clause3.reported' }, { ...CONFIRMED, main: 'residing' }],
  ],
  ['I3', 'clause 3 by one body', 'outbound', [{ ...CONFIRMED, second: 'PSO-IN-2' }]],
  [
    'I3',
    'clause 3 for the crossing itself',
    'outbound',
    [{ ...CONFIRMED, event: { ...CONFIRMED.event, offenceIsTheCrossing: true } }],
  ],
  [
    'I4',
    'an order by one',
    'outbound',
    [PROPOSED, HEARD, { ...ORDER, second: undefined as never }],
  ],
  [
    'I4',
    'an order by a substitute of its proposer',
    'outbound',
    [PROPOSED, HEARD, { ...ORDER, by: 'EMB-HD-7' }],
  ],
  [
    'I4',
    'a passport by a substitute of its proposer',
    'outbound',
    [...SETTLED, { type: 'passport.proposed' }, { ...PASSPORT, by: 'EMB-HD-7' }],
  ],
  ['I5', 'an order under a stay', 'outbound', [PROPOSED, HEARD, CLAIMED, ORDER]],
  [
    'I5',
    'a letter of handover under a stay',
    'outbound',
    [CLAIMED, { type: 'reminder.due', outcome: 'recorded', effects: [letter('M6')] }],
  ],
  [
    'I6',
    'a timer that ends a case',
    'exit',
    [{ type: 'review.window-elapsed', by: 'service', main: 'outcome.exit-refused' }],
  ],
  [
    'I6',
    'a timer that sends a letter',
    'exit',
    [{ type: 'escalation.due', by: 'service', outcome: 'recorded', effects: [letter('M8')] }],
  ],
  [
    'I7',
    'silence taken as an answer',
    'outbound',
    [...CONSENTED.slice(0, 4), { type: 'disposition.remobilize', main: 'disposition-review' }],
  ],
  [
    'I8',
    'a reply under another correlation',
    'outbound',
    [
      ...CONSENTED.slice(0, 4),
      { type: 'counterpart.refused', event: { correlationId: 'C-9' }, main: 'disposition-review' },
    ],
  ],
  [
    'I9',
    'a return that nobody accepted',
    'outbound',
    [
      { ...UNWILLING, event: { ...UNWILLING.event, value: 'willing' } },
      { type: 'return.completed', main: 'outcome.returned-voluntarily' },
    ],
  ],
  [
    'I9',
    'a statement that is not signed',
    'outbound',
    [{ ...UNWILLING, event: { ...UNWILLING.event, signed: false } }],
  ],
  [
    'I10',
    'consent asked for before mobilization',
    'outbound',
    [{ type: 'consent.requested', event: { correlationId: 'C-1' } }],
  ],
  [
    'I11',
    'a renunciation that nobody asked for',
    'outbound',
    [
      ...SETTLED,
      {
        type: 'renunciation.approved',
        by: 'MFA-CD-1',
        second: 'MPS-CD-1',
        event: { otherNationalityAssured: true, ...REASONS },
        main: 'outcome.citizenship-renounced',
      },
    ],
  ],
  [
    'I12',
    'a passport beside a renunciation',
    'outbound',
    [
      {
        type: 'reminder.due',
        documents: [valid('emigrant-passport'), valid('renunciation-certificate')],
      },
    ],
  ],
  [
    'I13',
    'residence without an approval',
    'inbound',
    [
      { type: 'inconvenience.found', by: 'PSO-IN-1', second: 'PSO-DR-1' },
      { type: 'residence.granted', by: 'PSO-DR-1', second: 'FAO-LN-1', main: 'residing' },
    ],
  ],
  ['I13', 'a finding by one', 'inbound', [{ type: 'inconvenience.found', by: 'PSO-IN-1' }]],
  [
    'I14',
    'an order after necessity was declared',
    'inbound',
    [{ type: 'necessity.declared' }, PROPOSED, HEARD, ORDER],
  ],
  [
    'I15',
    'a refusal of who must be approved',
    'exit',
    [...EXIT_GOOD, { type: 'exit.refused', by: 'PSO-DR-1', second: 'FAO-LN-1', event: REASONS }],
  ],
  ['I15', 'a deferral for nothing', 'exit', [...EXIT_GOOD, { type: 'exit.deferred' }]],
  [
    'I16',
    'an approval in spite of a bar',
    'exit',
    [
      ...EXIT_GOOD.slice(1),
      { type: 'political-check.completed', event: { issue: true } },
      { type: 'exit.approved' },
    ],
  ],
  [
    'I17',
    'an outcome that cites nothing',
    'exit',
    [{ type: 'departure.recorded', main: 'outcome.departed', rule: '' }],
  ],
  [
    'I18',
    'a letter that tells the statement',
    'outbound',
    [
      {
        type: 'return.proposed',
        event: { correlationId: 'R-1', statementRef: 'ST-77' },
        effects: [letter('M7', { ref: 'ST-77' })],
      },
    ],
  ],
  [
    'I20',
    'an order that outlives the person',
    'outbound',
    [
      { type: 'reminder.due', documents: order },
      { type: 'death.recorded', main: 'outcome.closed-deceased' },
    ],
  ],
  [
    'I21',
    'an order in absence',
    'outbound',
    [PROPOSED, HEARD, { type: 'person.absconded', regions: { presence: 'absent' } }, ORDER],
  ],
  [
    'I21',
    'a case that goes on elsewhere',
    'outbound',
    [{ type: 'person.absconded' }, { type: 'person.reappeared', main: 'disposition-review' }],
  ],
  [
    'I23',
    'a penalty for one already across',
    'outbound',
    [{ type: 'penalty.referral-proposed', event: REASONS }],
  ],
  ['I23', 'a later crosser without an instruction', 'outbound', [LATER, ...SETTLED, PASSPORT]],
  [
    'I26',
    'a document that is gone',
    'outbound',
    [
      { type: 'reminder.due', documents: order },
      { type: 'reminder.due', documents: [] },
    ],
  ],
  [
    'I26',
    'a number used twice',
    'outbound',
    [
      {
        type: 'repatriation.decided',
        documents: [
          valid('repatriation-order', '1', 'E-1'),
          valid('repatriation-order', '1', 'E-1'),
        ],
      },
    ],
  ],
  ['I27', 'an order over an unheard person', 'outbound', [PROPOSED, ORDER]],
  [
    'I27',
    'heard in an earlier round',
    'outbound',
    [
      PROPOSED,
      HEARD,
      { type: 'repatriation.not-ordered', main: 'disposition-review' },
      PROPOSED,
      ORDER,
    ],
  ],
  ['I28', 'a handover without an order', 'outbound', [...AGREED, HANDED_OVER]],
  [
    'I28',
    'a handover that was interrupted',
    'outbound',
    [
      { type: 'reminder.due', documents: order },
      ...AGREED.map((line) => ({ ...line, documents: order })),
      { type: 'person.absconded' },
      { type: 'person.reappeared' },
      HANDED_OVER,
    ],
  ],
  ['I30', 'a refusal without a code', 'outbound', [{ type: 'reminder.due', outcome: 'rejected' }]],
  [
    'I30',
    'a refusal that changes the case',
    'outbound',
    [
      {
        type: 'passport.declined',
        outcome: 'rejected',
        code: 'EVENT_NOT_ALLOWED',
        main: 'passport',
      },
    ],
  ],
  [
    'I30',
    'something taken after the outcome',
    'outbound',
    [
      { type: 'death.recorded', main: 'outcome.closed-deceased' },
      { type: 'reminder.due', outcome: 'recorded' },
    ],
  ],
];
