/**
 * A case for tests of the charts: every event type has a valid form here, so that a test says only
 * what it is about. Nothing is signed; the case takes events through the kernel, as `try` does.
 */
import { plus } from '../../machines/kernel/instants.ts';
import { start, step } from '../../machines/kernel/step.ts';
import type {
  CaseEvent,
  CaseState,
  Effect,
  JsonObject,
  Message,
} from '../../machines/kernel/types.ts';
import { factsOf, viewOf, type View } from '../../machines/kernel/view.ts';
import { procedureOf } from '../../machines/registry.ts';
import { attributedTo, secondOf } from '../../machines/shared/officers.ts';
import { formOf } from '../../machines/shared/schema.ts';

const REASONS = 'synthetic reasons, recorded in full';
const STATEMENT = { statementRef: 'ST-1', language: 'ko', signed: true };

/** A valid event of each type, without `id`, `type` and `at`. */
const FORMS: Readonly<Record<string, JsonObject>> = {
  'identity.verified': { evidenceRef: 'ID-1' },
  'screening.completed': { nationality: 'PRC', illegalCrossing: true, crossedOn: '1957-09' },
  'mobilization.round-held': { round: 1, language: 'ko' },
  'willingness.stated': { value: 'unwilling', ...STATEMENT },
  'consent.requested': { correlationId: 'C-1' },
  'counterpart.consented': { correlationId: 'C-1', noteRef: 'N-1', personSpecific: true },
  'counterpart.approved': { correlationId: 'C-1', noteRef: 'N-1', personSpecific: true },
  'counterpart.refused': { correlationId: 'C-1' },
  'counterpart.withdrew': { correlationId: 'C-1' },
  'investigation.completed': { by: 'EMB-CO-1', finding: 'no obstacle', reportRef: 'INV-1' },
  'education.completed': { by: 'EMB-CO-1', sessions: 1 },
  'passport.proposed': { by: 'EMB-CO-1', reasons: REASONS },
  'passport.approved': { by: 'EMB-HD-1', reasons: REASONS },
  'passport.declined': { by: 'EMB-HD-1', reasons: REASONS },
  'renunciation.requested': { statementRef: 'ST-R', signed: true },
  'renunciation.submitted': { by: 'EMB-CO-1' },
  'renunciation.approved': {
    by: 'MFA-CD-1',
    second: 'MPS-CD-1',
    otherNationalityAssured: true,
    reasons: REASONS,
  },
  'renunciation.refused': { by: 'MFA-CD-1', reasons: REASONS },
  'renunciation.withdrawn': { statementRef: 'ST-W' },
  'repatriation.proposed': { ground: '1a', reasons: REASONS },
  'person.heard': { statementRef: 'ST-H', language: 'ko' },
  'repatriation.decided': {
    by: 'EMB-HD-1',
    second: 'MFA-CD-1',
    clause: '1a',
    reasons: REASONS,
  },
  'repatriation.not-ordered': { by: 'EMB-HD-1', reasons: REASONS },
  'review.requested': { statementRef: 'ST-A' },
  'review.decided': { by: 'REV-OF-1', result: 'upheld', reasons: REASONS },
  'handover.proposed': {
    by: 'PSO-IN-1',
    correlationId: 'H-1',
    place: 'agreed port',
    escortRole: 'escort officer',
  },
  'handover.accepted': { correlationId: 'H-1' },
  'handover.declined': { correlationId: 'H-1' },
  'handover.completed': {
    by: 'PSO-IN-1',
    second: 'PSO-DR-1',
    correlationId: 'H-1',
    receiptRef: 'RC-1',
  },
  'return.proposed': { correlationId: 'R-1' },
  'return.accepted': { correlationId: 'R-1' },
  'return.completed': { receiptRef: 'RC-1' },
  'clause3.check-sent': { correlationId: 'K-1', homeAuthority: 'PSO Jilin' },
  'clause3.nothing-found': { correlationId: 'K-1', certificateRef: 'CERT-K' },
  'clause3.reported': { source: 'PSO Jilin', kind: 'crime', ref: 'CASE-1' },
  'clause3.confirmed': {
    by: 'PSO-DR-1',
    second: 'MPS-CD-1',
    certificateRef: 'CERT-1',
    kind: 'crime',
    reasons: REASONS,
  },
  'clause3.not-confirmed': { by: 'PSO-DR-1', reasons: REASONS },
  'clause3.resolved': {
    by: 'PSO-DR-1',
    second: 'MFA-CD-1',
    ref: 'closed at home',
    reasons: REASONS,
  },
  'protection.claimed': { statementRef: 'ST-P', confidential: true },
  'protection.recognised': { by: 'PRO-OF-1', reasons: REASONS },
  'protection.not-recognised': { by: 'PRO-OF-1', second: 'PRO-OF-2', reasons: REASONS },
  'protection.review-decided': { by: 'REV-OF-1', result: 'not-recognised', reasons: REASONS },
  'instructions.requested': { by: 'EMB-HD-1', to: ['MFA'], question: 'how to go on?' },
  'instructions.received': { by: 'MFA-CD-1', instructionId: 'INS-1', permits: [] },
  'penalty.referral-proposed': { reasons: REASONS },
  'penalty.referred': { by: 'PSO-DR-1', second: 'MPS-CD-1', reasons: REASONS },
  'penalty.referral-declined': { by: 'PSO-DR-1', reasons: REASONS },
  'penalty.outcome-recorded': { by: 'PSO-DR-1', outcome: 'warning' },
  'inconvenience.claimed': { grounds: ['spouse in China'], statementRef: 'ST-I' },
  'inconvenience.found': {
    by: 'PSO-IN-1',
    second: 'PSO-DR-1',
    grounds: ['spouse in China'],
    reasons: REASONS,
  },
  'inconvenience.not-found': { by: 'PSO-IN-1', second: 'PSO-DR-1', reasons: REASONS },
  'residence.granted': { by: 'PSO-DR-1', second: 'FAO-LN-1', reasons: REASONS },
  'residence.declined': { by: 'PSO-DR-1', second: 'FAO-LN-1', reasons: REASONS },
  'residence.ended': { by: 'PSO-DR-1', reason: REASONS },
  'necessity.declared': { by: 'MFA-CD-1', second: 'MPS-CD-1', reasons: REASONS },
  'household.unity-decided': { by: 'PSO-DR-1', second: 'FAO-LN-1', reasons: REASONS },
  'local-proceedings.opened': { by: 'PSO-DR-1', ref: 'LP-1' },
  'local-proceedings.closed': { by: 'PSO-DR-1', ref: 'LP-1' },
  'death.recorded': { certificateRef: 'CERT-D' },
  'identity.mistaken': { second: 'PSO-DR-1', reasons: REASONS },
  'case.closed-administratively': { second: 'PSO-DR-1', reasons: REASONS },
  'application.completed': { inScope: true },
  'political-check.completed': { issue: false },
  'pending-case-check.completed': { pending: false },
  'justification.assessed': { justified: true },
  'exit.approved': { by: 'PSO-DR-1', reasons: REASONS },
  'exit.refused': { by: 'PSO-DR-1', second: 'FAO-LN-1', reasons: REASONS },
  'exit.deferred': { second: 'PSO-DR-1', reasons: REASONS },
  'pending-case.reported': {
    by: 'PSO-DR-1',
    second: 'MPS-CD-1',
    certificateRef: 'CERT-X',
    reasons: REASONS,
  },
  'pending-case.closed': { certificateRef: 'CERT-C' },
  'check.corrected': {
    second: 'PSO-DR-1',
    check: 'justification',
    value: true,
    reasons: REASONS,
  },
  'refusal.served': { by: 'PSO-DR-1' },
  'documents.issued': {
    by: 'REG-CL-1',
    exitPermitNo: 'XP-1',
    passportNo: 'PP-1',
    validUntil: '1958-12-31',
  },
  'documents.expired': { by: 'REG-CL-1' },
  'departure.recorded': { by: 'REG-CL-1' },
  'departure.notice-sent': { by: 'FAO-LN-1', correlationId: 'D-1' },
  'application.withdrawn': { statementRef: 'ST-W' },
};

/** What inbound cases say otherwise. */
const INBOUND: Readonly<Record<string, JsonObject>> = {
  'screening.completed': { nationality: 'DPRK', illegalCrossing: true, crossedOn: '1957-09' },
  'consent.requested': { by: 'FAO-LN-1', correlationId: 'C-1' },
  'repatriation.proposed': { ground: '2a', reasons: REASONS },
  'repatriation.decided': {
    by: 'PSO-DR-1',
    second: 'FAO-LN-1',
    clause: '2a',
    reasons: REASONS,
  },
  'repatriation.not-ordered': { by: 'PSO-DR-1', reasons: REASONS },
};

/** A valid event of a type, without `id`, `type` and `at`; empty for a type that has no form here. */
export function validForm(procedure: string, type: string): JsonObject {
  return (procedure === 'inbound' ? INBOUND[type] : undefined) ?? FORMS[type] ?? {};
}

/** An event of a path: its type, or its type with what differs from the valid form. */
export type Said = string | readonly [type: string, fields: JsonObject];

const SCREENED: readonly Said[] = ['identity.verified', 'screening.completed'];
const CONCLUDED: readonly Said[] = [
  ...SCREENED,
  'mobilization.round-held',
  'willingness.stated',
  'mobilization.concluded',
];
const CLEARED: readonly Said[] = ['clause3.check-sent', 'clause3.nothing-found'];
const ASKED: readonly Said[] = [...CONCLUDED, ...CLEARED, 'consent.requested'];
const CHOICE: readonly Said[] = [
  ...ASKED,
  'counterpart.consented',
  'investigation.completed',
  'education.completed',
];
const REVIEWED: readonly Said[] = [...ASKED, 'counterpart.refused'];
const ORDERED: readonly Said[] = [
  ...REVIEWED,
  'repatriation.proposed',
  'person.heard',
  'repatriation.decided',
];
const READY: readonly Said[] = [...ORDERED, 'review.window-elapsed'];
const AGREED: readonly Said[] = [...READY, 'handover.proposed', 'handover.accepted'];

/** Ways to a state of an outbound case. */
export const OUTBOUND = {
  screened: SCREENED,
  concluded: CONCLUDED,
  asked: ASKED,
  consented: [...ASKED, 'counterpart.consented'],
  statusChoice: CHOICE,
  passport: [...CHOICE, 'passport.proposed'],
  renunciation: [...CHOICE, 'renunciation.requested', 'renunciation.submitted'],
  disposition: REVIEWED,
  hearing: [...REVIEWED, 'repatriation.proposed'],
  decision: [...REVIEWED, 'repatriation.proposed', 'person.heard'],
  ordered: ORDERED,
  ready: READY,
  proposed: [...READY, 'handover.proposed'],
  agreed: AGREED,
} as const satisfies Record<string, readonly Said[]>;

const INBOUND_ASKED: readonly Said[] = [
  ...SCREENED,
  ...CLEARED,
  'inconvenience.found',
  'consent.requested',
];
const RESIDING: readonly Said[] = [...INBOUND_ASKED, 'counterpart.approved', 'residence.granted'];

/** Ways to a state of an inbound case. */
export const INBOUND_WAYS = {
  assessment: SCREENED,
  asked: INBOUND_ASKED,
  residenceDecision: [...INBOUND_ASKED, 'counterpart.approved'],
  residing: RESIDING,
  mobilization: [...RESIDING, 'necessity.declared'],
  disposition: [...SCREENED, 'inconvenience.not-found'],
} as const satisfies Record<string, readonly Said[]>;

const DECIDABLE: readonly Said[] = [
  'application.completed',
  'political-check.completed',
  'pending-case-check.completed',
];

/** Ways to a state of an exit case. */
export const EXIT = {
  decision: [...DECIDABLE, 'justification.assessed'],
  unjustified: [...DECIDABLE, ['justification.assessed', { justified: false }]],
  pending: [
    'application.completed',
    'political-check.completed',
    ['pending-case-check.completed', { pending: true, certificateRef: 'CERT-X' }],
    'justification.assessed',
  ],
  approved: [...DECIDABLE, 'justification.assessed', 'exit.approved'],
  issued: [...DECIDABLE, 'justification.assessed', 'exit.approved', 'documents.issued'],
} as const satisfies Record<string, readonly Said[]>;

/** A case that a test talks to. */
export class ChartCase {
  readonly #procedure;
  #state: CaseState;
  #said = 0;
  #day: string;
  #effects: readonly Effect[] = [];
  #outside: Pick<Message, 'dependantsOpen'> = {};

  constructor(
    procedure: 'outbound' | 'inbound' | 'exit',
    opening: { facts?: JsonObject; config?: JsonObject; clock?: 'live' } = {},
  ) {
    const found = procedureOf(procedure);
    if (found === undefined) throw new Error(`no procedure ${procedure}`);
    this.#procedure = found;
    this.#day = '1958-01-01';
    const { state } = start(
      found,
      {
        caseNo: 'T-1',
        procedure,
        subjectRef: 'synthetic/T-1',
        facts: opening.facts ?? {},
        ...(opening.config && { config: opening.config }),
        clock: opening.clock ?? 'recorded',
      },
      this.#day,
    );
    this.#state = state;
  }

  /** Takes events that must be accepted (or recorded), the next day each. */
  on(...path: readonly Said[]): this {
    for (const said of path) {
      const [type, fields] = typeof said === 'string' ? [said, {}] : said;
      const answer = this.answer(type, fields);
      if (answer !== 'accepted' && answer !== 'recorded') {
        throw new Error(`${type} in ${this.state}: ${answer}`);
      }
    }
    return this;
  }

  /** The answer to an event: `accepted`, `recorded`, or the code of the refusal. */
  answer(type: string, fields: JsonObject = {}): string {
    this.#said += 1;
    this.#day = plus(this.#day, 'P1D').slice(0, 10);
    const event = withoutAbsent({
      id: `E-${this.#said}`,
      type,
      at: this.#day,
      ...validForm(this.#procedure.name, type),
      ...fields,
    });
    const second = secondOf(event);
    const malformed = formOf(this.#procedure.name, event);
    const result = step(this.#procedure, this.#state, {
      event,
      attested: true,
      by: attributedTo(this.#procedure.name, event),
      ...(second && { second }),
      ...(malformed !== undefined && { malformed }),
      receivedAt: event.at,
      effectiveAt: event.at,
      ...this.#outside,
    });
    this.#state = result.state;
    this.#effects = result.effects;
    return result.code ?? result.outcome;
  }

  /** From now on the registry knows whether a dependant's case is open. */
  dependants(open: boolean): this {
    this.#outside = { dependantsOpen: open };
    return this;
  }

  /** Lets time pass until the day. */
  until(day: string): this {
    this.#day = day;
    return this;
  }

  /** The displayed state. */
  get state(): string {
    return this.view.state;
  }

  /** The state of the main region, whatever hides it. */
  get main(): string | undefined {
    return this.view.regions['main'];
  }

  get view(): View {
    return viewOf(this.#procedure, this.#state);
  }

  get facts(): JsonObject {
    return factsOf(this.#procedure, this.#state);
  }

  get snapshot(): CaseState {
    return this.#state;
  }

  /** Effects of the last event. */
  get effects(): readonly Effect[] {
    return this.#effects;
  }

  /** Kinds of documents with their status, in the order of issue. */
  get documents(): readonly string[] {
    return this.#state.documents.map(({ kind, status }) => `${kind} ${status}`);
  }
}

/** A field that a test sets to `undefined` is absent. */
function withoutAbsent(event: JsonObject): CaseEvent {
  return Object.fromEntries(
    Object.entries(event).filter(([, value]) => value !== undefined),
  ) as unknown as CaseEvent;
}

/** An outbound case. */
export function outboundCase(
  way: readonly Said[] = [],
  opening: { facts?: JsonObject; config?: JsonObject } = {},
): ChartCase {
  return new ChartCase('outbound', opening).on(...way);
}

/** An inbound case. */
export function inboundCase(
  way: readonly Said[] = [],
  opening: { facts?: JsonObject; config?: JsonObject } = {},
): ChartCase {
  return new ChartCase('inbound', opening).on(...way);
}

/** An exit case. */
export function exitCase(way: readonly Said[] = []): ChartCase {
  return new ChartCase('exit').on(...way);
}
