/**
 * Rules and branches of an exit application (4d, 4e).
 */
import { branch, rule } from '../../kernel/procedure.ts';
import type { CaseFacts } from '../facts.ts';
import type { Asked } from './rules.ts';

/** Permit after which a bar can be lifted (A38). */
export const CORRECT_CHECK_PERMIT = 'correct-check';

/** 4e: no political issue, no pending case, justified: then approval is the only decision. */
export function mustApprove(facts: CaseFacts): boolean {
  return facts.politicalIssue === false && facts.pendingCases === 0 && facts.justified === true;
}

/** Rules of an exit application. */
export const EXIT_RULES = {
  isWithoutBar: rule('BAR_OR_NOT_JUSTIFIED', ({ context }: Asked) => mustApprove(context), {
    rule: '4e, I16',
  }),
  isBarred: rule('LENIENCY_4D', ({ context }: Asked) => !mustApprove(context), {
    rule: '4d, 4e, A40, I15',
  }),
  isBarredForGood: rule(
    'DEFER_NOT_REFUSE',
    ({ context }: Asked) => context.politicalIssue === true || context.justified !== true,
    { rule: '4e, A38' },
  ),
  hasPendingCase: rule('NO_PENDING_CASE', ({ context }: Asked) => context.pendingCases > 0, {
    rule: '4e, A38, I15',
  }),
};

/** Branches of an exit application. */
export const EXIT_BRANCHES = {
  isInScope: branch(({ event }: Asked) => event.inScope === true),
  isLastPendingCase: ({ context }: Asked) => context.pendingCases <= 1,
  isCorrectionPermitted: ({ context }: Asked) => context.permits.includes(CORRECT_CHECK_PERMIT),
  isBarLifted: branch(({ context, event }: Asked) => {
    switch (event.check) {
      case 'political':
        return context.politicalIssue === true && event.value === false;
      case 'pending':
        return context.pendingCases > 0 && event.value === false;
      default:
        return (
          event.check === 'justification' && context.justified === false && event.value === true
        );
    }
  }),
};
