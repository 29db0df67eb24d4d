/**
 * The few payloads of each event type that make a difference, well formed for the case as it stands.
 */
import type { CaseState, JsonObject } from '../../machines/kernel/types.ts';
import { POLICY_IN_WORKING_DAYS, POLICY_VERSION } from '../../machines/shared/policy.ts';
import type { Ledger } from './ledger.ts';
import type { Run } from './run.ts';

/** Payloads by type; the first is the one that leads on. */
type Variants = (ledger: Ledger, state: CaseState) => readonly JsonObject[];

const LANGUAGE = { language: 'ko' };
const PERMIT = 'passport-for-later-crosser';

/** Months before any case of a walk begins count as "already", April 1958 as "later". */
const ALREADY = '1957-09';
const LATER = '1958-04-11';

function home({ procedure }: Ledger): string {
  return procedure === 'outbound' ? 'PRC' : 'DPRK';
}

function plainGround({ procedure }: Ledger): string {
  return procedure === 'outbound' ? '1a' : '2a';
}

const statement = ({ adult }: Ledger): readonly JsonObject[] => [
  { ...LANGUAGE, ...(!adult && { guardianRef: 'GU-1', childViewRef: 'CV-1' }) },
];

const yes: Variants = ({ consentAsked }) => [
  { correlationId: consentAsked || 'C-0', personSpecific: true },
  { correlationId: consentAsked || 'C-0', personSpecific: true, validUntil: '1958-12' },
  { correlationId: consentAsked || 'C-0', personSpecific: false },
];

/** A duty awaits it. */
const answer: Variants = ({ dutyAsked }) => [{ correlationId: dutyAsked || 'D-0' }];

const INSTRUCTION = { instructionId: 'INS-1', permits: [PERMIT] };

/** A case that an instruction names, with its submission. */
function named(caseNo: string): JsonObject {
  const by = 'MFA-CD-1';
  const event = { id: caseNo, type: 'instructions.received', at: '1958-06-01', by, ...INSTRUCTION };
  return { caseNo, submission: { event, attestations: ['a.b.c'] } };
}

/** What is released has to be what was drafted. */
const NOTICES = [{ noticeRef: 'NOTICE-1' }, { noticeRef: 'NOTICE-2' }];

const oneFlag =
  (field: string): Variants =>
  () => [{ [field]: true }, { [field]: false }];

const VARIANTS: Readonly<Record<string, Variants>> = {
  'screening.completed': (ledger) => [
    { nationality: home(ledger), illegalCrossing: true, crossedOn: ALREADY },
    { nationality: home(ledger), illegalCrossing: true, crossedOn: LATER },
    { nationality: home(ledger), illegalCrossing: true },
    { nationality: home(ledger), illegalCrossing: false },
    { nationality: 'PRC', illegalCrossing: true },
    { nationality: 'DPRK', illegalCrossing: true },
    { nationality: 'other', illegalCrossing: true },
  ],
  'willingness.stated': (ledger) =>
    ['unwilling', 'willing', 'undecided'].map((value) => ({ ...statement(ledger)[0], value })),
  'person.heard': statement,
  'counterpart.consented': yes,
  'counterpart.approved': yes,
  'counterpart.refused': ({ consentAsked }) => [{ correlationId: consentAsked || 'C-0' }],
  'counterpart.withdrew': ({ consent }) => [{ correlationId: consent?.correlationId ?? 'C-0' }],
  'handover.accepted': ({ handoverAsked }) => [{ correlationId: handoverAsked || 'H-0' }],
  'handover.declined': ({ handoverAsked, handoverAgreed }) => [
    { correlationId: handoverAsked || handoverAgreed || 'H-0' },
  ],
  'handover.completed': ({ handoverAgreed }) => [{ correlationId: handoverAgreed || 'H-0' }],
  'return.accepted': ({ returnAsked }) => [{ correlationId: returnAsked || 'R-0' }],
  'return.completed': ({ returnAgreed }) => [
    {},
    ...(returnAgreed === '' ? [] : [{ correlationId: returnAgreed }]),
  ],
  'clause3.nothing-found': ({ clause3Asked }) => [{ correlationId: clause3Asked || 'K-0' }],
  'clause3.reported': () => [{ kind: 'crime' }],
  'clause3.confirmed': () => [
    { kind: 'pending-civil' },
    { kind: 'crime', offenceIsTheCrossing: true },
  ],
  'repatriation.proposed': (ledger) => [{ ground: plainGround(ledger) }, { ground: '3' }],
  'repatriation.decided': (ledger) => [{ clause: ledger.ground || plainGround(ledger) }],
  'review.decided': ({ procedure, checks }) => [
    { result: 'upheld' },
    ...(procedure === 'exit'
      ? [
          { result: 'overturned', corrects: { issue: false, pending: false, justified: true } },
          { result: 'overturned', corrects: { pending: checks.pending === 0 } },
        ]
      : [{ result: 'overturned' }]),
  ],
  'protection.review-decided': () => [{ result: 'not-recognised' }, { result: 'recognised' }],
  'instructions.requested': () => [{ to: ['MFA'] }],
  'instructions.received': ({ procedure }) => [
    { permits: [procedure === 'exit' ? 'correct-check' : PERMIT] },
    { permits: [] },
  ],
  'renunciation.approved': () => [
    { otherNationalityAssured: true },
    { otherNationalityAssured: false },
  ],
  'residence.ended': () => [{ reason: 'the permit is no longer wanted' }],
  'local-proceedings.opened': () => [{ ref: 'LP-1' }],
  'local-proceedings.closed': () => [{ ref: 'LP-1' }],
  'policy.moved': (_, { policy }) =>
    [POLICY_VERSION, POLICY_IN_WORKING_DAYS]
      .filter((version) => version !== policy.version)
      .map((version) => ({ version })),
  'due.extended': (_, { tasks, policy: { extensions } }) =>
    tasks
      .filter(({ dueBy, due }) => due !== undefined && extensions?.[dueBy ?? ''] !== undefined)
      .map(({ id }) => ({ about: id })),
  'application.completed': oneFlag('inScope'),
  'political-check.completed': () => [{ issue: false }, { issue: true }],
  'pending-case-check.completed': () => [
    { pending: false },
    { pending: true, certificateRef: 'CERT-P' },
  ],
  'justification.assessed': oneFlag('justified'),
  'notice.drafted': () => NOTICES,
  'notice.released': () => NOTICES,
  'notice.delivered': answer,
  'notice.answered': answer,
  'coordination.answered': answer,
  'list.returned': answer,
  'measure.reviewed': () => [{ result: 'continued' }, { result: 'ended' }],
  'instruction.issued': () => [
    INSTRUCTION,
    { ...INSTRUCTION, cases: [named('LINKED-1'), named('LINKED-2')] },
    { ...INSTRUCTION, cases: [named('LINKED-1'), named('LINKED-1')] },
  ],
  'check.corrected': () => [
    { check: 'political', value: false },
    { check: 'pending', value: false },
    { check: 'justification', value: true },
  ],
};

/** The payloads of a type, at least one, beside what every event of the type needs. */
export function variantsOf(
  type: string,
  { ledger, state }: Pick<Run, 'ledger' | 'state'>,
): readonly JsonObject[] {
  const variants = Object.hasOwn(VARIANTS, type) ? VARIANTS[type]?.(ledger, state) : undefined;
  return variants === undefined || variants.length === 0 ? [{}] : variants;
}
