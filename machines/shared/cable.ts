/**
 * What the bare text of the cable would give, from the facts of a case. It is shown beside what was
 * decided, so that safeguards are visible and history is not softened; it decides nothing and no
 * rule reads it.
 */
import type { Disposition } from '../kernel/procedure.ts';
import type { CaseFacts, ProcedureName } from './facts.ts';

function says(clause: string, words: string): Disposition {
  return { clause, words };
}

/** The text alone, for a case of a procedure with these facts. */
export function cableDisposition(procedure: ProcedureName, facts: CaseFacts): Disposition {
  if (procedure === 'exit') return ofExit(facts);
  if (!facts.screened) return says('scope', 'open until the person is screened');
  const wanted = procedure === 'outbound' ? 'PRC' : 'DPRK';
  if (facts.nationality !== wanted) {
    return procedure === 'outbound'
      ? says('scope', 'clause 1 presupposes Chinese citizenship: it offers its renunciation')
      : says('scope', 'clause 2 speaks of Korean citizens');
  }
  if (facts.illegalCrossing !== true) return says('scope', 'the cable speaks of illegal crossings');
  if (facts.clause3Confirmed) return says('3', 'absolutely repatriate, whatever 1b and 2b say');
  return procedure === 'outbound' ? ofOutbound(facts) : ofInbound(facts);
}

function ofOutbound(facts: CaseFacts): Disposition {
  const { period, will, concluded, consent, consentRefused, renunciationRequest } = facts;
  if (period === 'later') {
    return says(
      '4c',
      'to be punished severely; 1 speaks only of those already across, so the ministries decide',
    );
  }
  if (will === 'willing') return says('1a', 'mobilized, and returns');
  if (concluded && consent !== null) {
    return renunciationRequest === null
      ? says('1b+1c', 'need not be repatriated; passport after investigation and education')
      : says('1b+1d', 'need not be repatriated; the request to renounce is processed');
  }
  if (consentRefused) return says('1a', 'the default revives because a condition of 1b fails');
  return says('1a', 'in principle mobilize to return');
}

function ofInbound({ inconvenient, consent, consentRefused, ...facts }: CaseFacts): Disposition {
  if (facts.rounds > 0 || facts.roundOwed) return says('2c', 'can be mobilized to return');
  if (facts.residing) return says('2b', 'continues to reside');
  if (inconvenient === true && consent !== null) {
    return says('2b', 'can continue to reside, as the other side approves');
  }
  if (inconvenient === true && consentRefused) {
    return says('2a', '2b fails without approval, so the default holds: repatriate');
  }
  return says('2a', 'in principle repatriate');
}

function ofExit({ politicalIssue, pendingCases, justified }: CaseFacts): Disposition {
  if (politicalIssue === true) return says('4e', 'a political issue is a bar');
  if (justified === false) return says('4e', 'not justified, so there is no duty to approve');
  if (pendingCases > 0) return says('4e', 'a bar while the case is pending, then 4d');
  if (politicalIssue === null || justified === null) {
    return says('4d', 'in principle leniently approve');
  }
  return says('4d+4e', 'should be approved');
}
