/**
 * Settlement of a crossing: passport, renunciation, residence (clauses 1 and 2).
 */
import { endsIn, firstOf, isAccepted, type Invariant, type Moment } from '../invariant.ts';
import { livesAt } from '../ledger.ts';
import { mainOf, textIn } from '../log.ts';

const PERMIT = 'passport-for-later-crosser';

/** Documents that settle a case, and what `clause3 confirmed` leaves possible. */
const SETTLING = ['emigrant-passport', 'renunciation-certificate', 'residence-permit'];
const POSSIBLE_UNDER_CLAUSE3 = [
  'outcome.repatriated',
  'outcome.returned-voluntarily',
  'outcome.protection-granted',
  'outcome.closed-deceased',
  'outcome.closed-mistaken-identity',
  'outcome.closed-administratively',
];

/** What **settle** lacks at an entry. */
function settle({ ledger, entry }: Moment): string | undefined {
  return firstOf(
    [ledger.concluded, 'mobilization was not concluded'],
    [ledger.will === 'unwilling', 'the last statement is not unwilling'],
    [livesAt(ledger, entry.event.at), 'no consent lives'],
    [ledger.investigated, 'there was no investigation'],
    [ledger.educated, 'there was no education'],
    [ledger.clause3 === 'clear', 'clause 3 is not clear'],
    [!ledger.later || ledger.permits.includes(PERMIT), 'a later crosser, and no instruction'],
  );
}

const i1: Invariant = {
  no: 'I1',
  says: 'A passport is issued only while settle holds.',
  at: (moment) => {
    if (!endsIn(moment, 'outcome.passport-issued')) return undefined;
    return isAccepted(moment, 'passport.approved') ? settle(moment) : 'nobody approved a passport';
  },
};

const i2: Invariant = {
  no: 'I2',
  says: 'Confirmed under clause 3: repatriation, or an outcome that leaves it possible.',
  at: ({ entry, before, ledger }) => {
    const { type } = entry.event;
    const confirms = type === 'clause3.confirmed' && entry.outcome === 'accepted';
    const resolves = type === 'clause3.resolved' && entry.outcome === 'accepted';
    if ((ledger.clause3 !== 'confirmed' && !confirms) || resolves || !before.open) return undefined;
    const main = mainOf(entry);
    const issued = entry.documents.slice(before.documents.length).map(({ kind }) => kind);
    return firstOf(
      [main.startsWith('repatriation.') || POSSIBLE_UNDER_CLAUSE3.includes(main), `in ${main}`],
      [!issued.some((kind) => SETTLING.includes(kind)), `issues ${issued.join(', ')}`],
    );
  },
};

const i9: Invariant = {
  no: 'I9',
  says: 'A voluntary return follows a signed willing statement and was accepted.',
  at: (moment) => {
    if (!endsIn(moment, 'outcome.returned-voluntarily')) return undefined;
    return firstOf(
      [isAccepted(moment, 'return.completed'), 'the return was not completed'],
      [moment.ledger.will === 'willing', 'the last statement is not willing'],
      [moment.ledger.returnAgreed !== '', 'the other side did not accept'],
      [!moment.ledger.stayed, 'a claim stays it'],
      [moment.ledger.local.length === 0, 'local proceedings are open'],
      [!moment.ledger.dependantOpen, "a dependant's case is open"],
    );
  },
};

const i9signed: Invariant = {
  no: 'I9',
  says: 'A statement counts only where it is signed, in a stated language.',
  at: (moment) => {
    const { event } = moment.entry;
    if (!isAccepted(moment, 'willingness.stated')) return undefined;
    return firstOf(
      [event['signed'] === true, 'it is not signed'],
      [textIn(event, 'statementRef').trim() !== '', 'it has no reference'],
      [textIn(event, 'language').trim() !== '', 'it has no language'],
      [
        moment.ledger.adult || textIn(event, 'guardianRef') !== '',
        'a person under age, and no guardian',
      ],
    );
  },
};

const i10: Invariant = {
  no: 'I10',
  says: 'Outbound, consent is asked for only after mobilization was concluded, unwilling.',
  at: (moment) => {
    const { ledger } = moment;
    if (ledger.procedure !== 'outbound') return undefined;
    if (isAccepted(moment, 'mobilization.concluded')) {
      return firstOf(
        [ledger.will === 'unwilling', 'concluded without an unwilling statement'],
        [ledger.rounds >= ledger.minRounds, 'concluded before the rounds were held'],
        [!ledger.roundOwed, 'concluded before the new round'],
      );
    }
    if (!isAccepted(moment, 'consent.requested')) return undefined;
    return firstOf([ledger.concluded && ledger.concludedUnwilling, 'asked before']);
  },
};

const i11: Invariant = {
  no: 'I11',
  says: 'A renunciation is the person’s own, decided by two ministries, and leaves a nationality.',
  at: (moment) => {
    if (!endsIn(moment, 'outcome.citizenship-renounced')) return undefined;
    const { entry, ledger } = moment;
    return (
      firstOf(
        [isAccepted(moment, 'renunciation.approved'), 'nobody approved it'],
        [ledger.request, 'the person did not ask'],
        [entry.event['otherNationalityAssured'] === true, 'no other nationality is assured'],
        [entry.by.role === 'MFA-CD' && entry.second?.role === 'MPS-CD', 'not two ministries'],
      ) ?? settle(moment)
    );
  },
};

const i12: Invariant = {
  no: 'I12',
  says: 'No valid emigrant passport beside an effective renunciation.',
  at: (moment) => {
    const { entry } = moment;
    const valid = entry.documents.filter(({ status }) => status === 'valid');
    const holds = (kind: string): boolean => valid.some((document) => document.kind === kind);
    const { earlierCase = null } = entry.facts;
    const isSurrendered = entry.effects.some(
      (effect) => effect.kind === 'surrenderDocument' && effect.caseNo === earlierCase,
    );
    return firstOf(
      [!holds('emigrant-passport') || !holds('renunciation-certificate'), 'both are valid'],
      [
        earlierCase === null || isSurrendered || !isAccepted(moment, 'renunciation.approved'),
        'the passport of the earlier case is not surrendered',
      ],
    );
  },
};

const i13: Invariant = {
  no: 'I13',
  says: 'Residence is granted on a finding of two, a living approval, and a clear clause 3.',
  at: (moment) => {
    const { entry, ledger } = moment;
    if (isAccepted(moment, 'inconvenience.found', 'inconvenience.not-found')) {
      return entry.second === undefined || entry.second.id === entry.by.id
        ? 'the finding is not by two'
        : undefined;
    }
    const granted =
      countBefore(moment) < entry.documents.length && lastKind(moment) === 'residence-permit';
    if (!granted && !isAccepted(moment, 'residence.granted')) return undefined;
    return firstOf(
      [ledger.found, 'inconvenience was not found'],
      [livesAt(ledger, entry.event.at), 'no approval lives'],
      [ledger.clause3 === 'clear', 'clause 3 is not clear'],
    );
  },
};

function countBefore({ before }: Moment): number {
  return before.documents.length;
}

function lastKind({ entry }: Moment): string | undefined {
  return entry.documents.at(-1)?.kind;
}

const i14: Invariant = {
  no: 'I14',
  says: 'From a declared necessity no way leads to an order, but a later clause 3.',
  at: (moment) =>
    isAccepted(moment, 'repatriation.decided') && moment.ledger.necessity
      ? 'ordered after necessity was declared'
      : undefined,
};

const i23: Invariant = {
  no: 'I23',
  says: 'No penalty for those already across; later crossers settle only on instruction.',
  at: (moment) => {
    const { ledger } = moment;
    if (isAccepted(moment, 'penalty.referral-proposed', 'penalty.referred')) {
      return ledger.later ? undefined : 'a referral of a person already across';
    }
    if (!isAccepted(moment, 'passport.approved', 'renunciation.approved')) return undefined;
    return !ledger.later || ledger.permits.includes(PERMIT) ? undefined : 'without an instruction';
  },
};

/** Rules of a settlement. */
export const SETTLEMENT_INVARIANTS: readonly Invariant[] = [
  i1,
  i2,
  i9,
  i9signed,
  i10,
  i11,
  i12,
  i13,
  i14,
  i23,
];
