/**
 * I25, seen at one entry: what the case knows of itself is what its log says, and nothing else.
 */
import type { Invariant, Moment } from '../invariant.ts';
import { ledgerAfter } from '../ledger.ts';
import type { JsonObject } from '../../../machines/kernel/types.ts';

type Pair = readonly [what: string, ofCase: unknown, ofLog: unknown];

function pairs(moment: Moment): readonly Pair[] {
  const { entry, before, ledger } = moment;
  const { facts } = entry;
  const log = ledgerAfter(ledger, entry, before);
  if ('drafter' in facts) {
    return [
      ['who drafted', facts['drafter'] ?? [], log.proposers['notice'] ?? []],
      ['what was asked', facts['asked'] ?? '', log.dutyAsked],
    ];
  }
  if (log.procedure === 'exit') {
    return [
      ['political issue', facts['politicalIssue'] ?? null, log.checks.political ?? null],
      ['justification', facts['justified'] ?? null, log.checks.justified ?? null],
      ['pending cases', facts['pendingCases'], log.checks.pending],
      ['permits', facts['permits'], log.permits],
    ];
  }
  return [
    ['statement', facts['will'] ?? '', log.will],
    ['conclusion', facts['concluded'], log.concluded],
    ['rounds', facts['rounds'], log.rounds],
    ['consent', correlationOf(facts['consent']), log.consent?.correlationId ?? ''],
    ['consent asked for', facts['consentAsked'] ?? '', log.consentAsked],
    ['investigation', facts['investigated'], log.investigated],
    ['education', facts['educated'], log.educated],
    ['inconvenience', facts['inconvenient'] === true, log.found],
    ['request to renounce', (facts['renunciationRequest'] ?? null) !== null, log.request],
    ['period', facts['period'] === 'later', log.later],
    ['permits', facts['permits'], log.permits],
    ['clause 3', facts['clause3Confirmed'], log.clause3 === 'confirmed'],
    ['local proceedings', facts['localProceedings'], log.local],
    ['household', facts['dependantOpen'], log.dependantOpen],
    ['handover agreed', facts['handoverAgreed'] ?? '', log.handoverAgreed],
    ['return agreed', facts['returnAgreed'] ?? '', log.returnAgreed],
    ['absence', entry.regions['presence'] === 'absent', log.absent],
    ['stay', !['clear', 'protected'].includes(entry.regions['safeguard'] ?? ''), log.stayed],
  ];
}

function correlationOf(consent: unknown): unknown {
  return (consent as JsonObject | null)?.['correlationId'] ?? '';
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other);
}

/** The facts of the case against the sum of its log. */
export const agreement: Invariant = {
  no: 'I25',
  says: 'Same log, same case: what the case knows is what its log says.',
  at: (moment) => {
    // After the outcome nothing is kept up.
    if (!moment.entry.open) return undefined;
    const wrong = pairs(moment).find(([, ofCase, ofLog]) => !isSame(ofCase, ofLog));
    if (wrong === undefined) return undefined;
    const [what, ofCase, ofLog] = wrong;
    return `${what}: the case says ${JSON.stringify(ofCase)}, its log ${JSON.stringify(ofLog)}`;
  },
};
