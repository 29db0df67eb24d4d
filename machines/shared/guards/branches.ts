/**
 * Guards without a code: they only choose between the transitions of one state, or say that the
 * state has no place for an event.
 */
import { or, stateIn } from 'xstate';
import { branch } from '../../kernel/procedure.ts';
import { liveConsent } from '../facts.ts';
import { STAYED } from '../stay.ts';
import { LATER_CROSSER_PERMIT, type Asked } from './rules.ts';

const SCREENING = {
  isLegal: branch(({ event }: Asked) => event.illegalCrossing !== true, 'A27'),
  isChinese: branch(({ event }: Asked) => event.nationality === 'PRC', 'A23, A24, A25'),
  isOther: branch(
    ({ event }: Asked) => !['PRC', 'DPRK'].includes(event.nationality ?? ''),
    'A23, A26',
  ),
};

const PERSON = {
  isWillingNow: branch(({ event }: Asked) => event.value === 'willing'),
  isUpheld: branch(({ event }: Asked) => event.result === 'upheld'),
  isRecognised: branch(({ event }: Asked) => event.result === 'recognised'),
};

const CASE = {
  isConsentGone: ({ context, event }: Asked) => liveConsent(context, event.now ?? '') === undefined,
  isInstructionWanted: ({ context }: Asked) =>
    context.period === 'later' && !context.permits.includes(LATER_CROSSER_PERMIT),
  isInvestigationDone: ({ context }: Asked) => context.investigated,
  isEducationDone: ({ context }: Asked) => context.educated,
  isReturnArranged: ({ context }: Asked) => (context.returnAgreed ?? context.returnAsked) !== null,
  isClause3Standing: ({ context }: Asked) => context.clause3Confirmed,
  isUnderStay: or(STAYED.map((state) => stateIn({ safeguard: state }))),
  isResidenceValid: ({ context }: Asked) => context.residing,
  isProceedingKnown: branch(
    ({ context, event }: Asked) =>
      // Without a reference the form answers.
      (event.ref ?? '').trim() === '' || context.localProceedings.includes(event.ref ?? ''),
  ),
  isCloseable: or([
    stateIn({ presence: 'absent' }),
    stateIn({ instructions: 'awaited' }),
    stateIn({ main: 'consent-check' }),
  ]),
};

/** Branches of a crossing case. */
export const BRANCHES = { ...SCREENING, ...PERSON, ...CASE };
