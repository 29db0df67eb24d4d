/**
 * Rules of the settlement of a crossing and of the way back. Each is written once and carries the
 * code of its refusal.
 */
import { stateIn } from 'xstate';
import { rule } from '../../kernel/procedure.ts';
import type { ChartEvent } from '../chart-events.ts';
import { liveConsent, type CaseFacts } from '../facts.ts';
import { CLAUSE3_KINDS } from '../vocabulary/return.ts';

/** What a guard is asked with. */
export interface Asked {
  readonly context: CaseFacts;
  readonly event: ChartEvent;
}

/** Permit that lets clause 1 apply to a later crosser (A18); it covers renunciation too. */
export const LATER_CROSSER_PERMIT = 'passport-for-later-crosser';

const PERSON = {
  isScreened: rule('SCREENING_FIRST', ({ context }: Asked) => context.screened),
  isRoundsHeld: rule(
    'MOBILIZATION_NOT_HELD',
    ({ context }: Asked) => context.rounds >= context.minRounds && !context.roundOwed,
    { rule: '1a, 2c, A36' },
  ),
  isConcluded: rule('MOBILIZATION_NOT_HELD', ({ context }: Asked) => context.concluded, {
    rule: '1a, I1, I10',
  }),
  isUnwilling: rule(
    'NO_UNWILLING_STATEMENT',
    ({ context }: Asked) => context.will === 'unwilling',
    { rule: '1b, I1, I10' },
  ),
  isLaterCrosser: rule(
    'PENALTY_NOT_FOR_ALREADY_CROSSED',
    ({ context }: Asked) => context.period === 'later',
    { rule: '4c, A21, I23' },
  ),
};

const SETTLEMENT = {
  isPersonSpecific: rule(
    'NO_COUNTERPART_CONSENT',
    ({ event }: Asked) => event.personSpecific === true,
    { readsEvent: true, rule: '1b, 2b, A5' },
  ),
  isConsentLive: rule(
    'NO_COUNTERPART_CONSENT',
    ({ context, event }: Asked) => liveConsent(context, event.now ?? '') !== undefined,
    { rule: '1b, 2b, A5, I1, I13' },
  ),
  isInvestigated: rule('INVESTIGATION_OPEN', ({ context }: Asked) => context.investigated, {
    rule: '1c, A9, I1',
  }),
  isEducated: rule('EDUCATION_OPEN', ({ context }: Asked) => context.educated, {
    rule: '1c, A9, I1',
  }),
  isClause3Clear: rule('CLAUSE3_NOT_CLEAR', stateIn({ clause3: 'clear' }), {
    rule: '3, I1, I2, I13',
  }),
  isClause1Open: rule(
    'LATER_CROSSER_NEEDS_INSTRUCTION',
    ({ context }: Asked) =>
      context.period !== 'later' || context.permits.includes(LATER_CROSSER_PERMIT),
    { rule: 'A18, A20, I23' },
  ),
  hasRequest: rule('NO_REQUEST', ({ context }: Asked) => context.renunciationRequest !== null, {
    rule: '1d, A8, I11',
  }),
  isNationalityAssured: rule(
    'STATELESSNESS_RISK',
    ({ event }: Asked) => event.otherNationalityAssured === true,
    { readsEvent: true, rule: 'A11, I11' },
  ),
  isInconvenient: rule(
    'NO_INCONVENIENCE_FINDING',
    ({ context }: Asked) => context.inconvenient === true,
    { rule: '2b, A33, I13' },
  ),
};

const RETURN = {
  isGroundOfCase: rule(
    'GROUND_NOT_ALLOWED',
    ({ context, event }: Asked) =>
      event.ground === groundOf(context) || (event.ground === '3' && context.clause3Confirmed),
    { readsEvent: true, rule: '1a, 2a, 3' },
  ),
  isClauseTheGround: rule(
    'GROUND_NOT_ALLOWED',
    ({ context, event }: Asked) => event.clause === context.ground,
    { readsEvent: true, rule: '1a, 2a, 3' },
  ),
  isClause3Unconfirmed: rule(
    'CLAUSE3_ABSOLUTE',
    ({ context }: Asked) => !context.clause3Confirmed,
    { rule: '3, A12, I2' },
  ),
  isWithoutLocalProceedings: rule(
    'LOCAL_PROCEEDINGS_OPEN',
    ({ context }: Asked) => context.localProceedings.length === 0,
    { rule: 'A15' },
  ),
  isHouseholdDecided: rule(
    'HOUSEHOLD_OPEN',
    // What the registry knows of the other cases comes before what was said at the opening.
    ({ context, event }: Asked) =>
      event.dependantsOpen === undefined
        ? !context.dependantOpen
        : context.unityDecided || !event.dependantsOpen,
    { rule: 'A28, I22' },
  ),
  isAgreedHandover: rule(
    'EVENT_NOT_ALLOWED',
    ({ context, event }: Asked) => event.correlationId === context.handoverAgreed,
    { readsEvent: true, rule: 'I28' },
  ),
  isReturnAccepted: rule(
    'EVENT_NOT_ALLOWED',
    ({ context }: Asked) => context.returnAgreed !== null,
    { rule: 'I9' },
  ),
  isAcceptedReturn: rule(
    'EVENT_NOT_ALLOWED',
    ({ context, event }: Asked) => [undefined, context.returnAgreed].includes(event.correlationId),
    { readsEvent: true, rule: 'I8, I9' },
  ),
};

const CLAUSE3 = {
  isApartFromCrossing: rule(
    'CLAUSE3_CROSSING_ITSELF',
    ({ event }: Asked) => event.offenceIsTheCrossing !== true,
    { readsEvent: true, rule: 'A13, I3' },
  ),
  isClause3Kind: rule(
    'CLAUSE3_KIND',
    ({ event }: Asked) => CLAUSE3_KINDS.includes(event.kind ?? ''),
    { readsEvent: true, rule: '3, A14, A16, I3' },
  ),
};

/** The default of the cable for the direction of the crossing: 1a outbound, 2a inbound. */
export function groundOf({ procedure }: CaseFacts): string {
  return procedure === 'outbound' ? '1a' : '2a';
}

/** Rules of a crossing case. */
export const RULES = { ...PERSON, ...SETTLEMENT, ...RETURN, ...CLAUSE3 };
