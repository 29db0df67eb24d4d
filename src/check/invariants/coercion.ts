/**
 * What is done against a person's will: clause 3, orders, referrals, handovers.
 */
import { firstOf, isAccepted, type Invariant, type Moment } from '../invariant.ts';
import { personsOf } from '../ledger.ts';
import { mainOf, textIn } from '../log.ts';

const KINDS = ['crime', 'pending-criminal', 'pending-civil'];

/** Two distinct humans must sign these; of two bodies where it says so. */
const TWO_HUMANS: Readonly<Record<string, { readonly twoBodies: boolean }>> = {
  'repatriation.decided': { twoBodies: true },
  'penalty.referred': { twoBodies: true },
  'exit.refused': { twoBodies: true },
  'handover.completed': { twoBodies: false },
  'residence.declined': { twoBodies: false },
};

/** Orders, which also carry reasons. */
const WITH_REASONS = [
  'repatriation.decided',
  'penalty.referred',
  'exit.refused',
  'residence.declined',
];

/** Decision → the proposal whose proposer may not take part in it. */
const PROPOSED_AS: Readonly<Record<string, string>> = {
  'passport.approved': 'passport',
  'renunciation.approved': 'renunciation',
  'repatriation.decided': 'repatriation',
  'penalty.referred': 'penalty',
  'notice.released': 'notice',
};

/** No order, referral, proposal or completion of these under a stay. */
const STAYED = [
  'repatriation.proposed',
  'repatriation.decided',
  'penalty.referral-proposed',
  'penalty.referred',
  'handover.proposed',
  'handover.completed',
  'return.proposed',
  'return.accepted',
  'return.completed',
];

/** Adverse decisions, which wait in absence. */
const ADVERSE = [
  ...STAYED.filter((type) => !type.startsWith('return.')),
  'inconvenience.not-found',
  'residence.declined',
  'residence.ended',
  'necessity.declared',
  'mobilization.concluded',
];

function isReasoned(text: string): boolean {
  return text.trim().length >= 10;
}

function isTwo({ entry: { by, second } }: Moment): boolean {
  return second !== undefined && !personsOf(by).some((id) => personsOf(second).includes(id));
}

const i3: Invariant = {
  no: 'I3',
  says: 'Clause 3 is confirmed on a certificate, by two bodies, and never for the crossing itself.',
  at: (moment) => {
    const { entry } = moment;
    const { event, by, second } = entry;
    const becomes =
      entry.regions['clause3'] === 'confirmed' && moment.before.regions['clause3'] !== 'confirmed';
    if (!becomes && !isAccepted(moment, 'clause3.confirmed')) return undefined;
    return firstOf(
      [isAccepted(moment, 'clause3.confirmed'), `confirmed by ${event.type}`],
      [textIn(event, 'certificateRef').trim() !== '', 'no certificate'],
      [KINDS.includes(textIn(event, 'kind')), 'no kind of clause 3'],
      [event['offenceIsTheCrossing'] !== true, 'the crossing itself'],
      [isTwo(moment) && by.body !== second?.body, 'not two officers of two bodies'],
      [isReasoned(textIn(event, 'reasons')), 'no reasons'],
    );
  },
};

const i4: Invariant = {
  no: 'I4',
  says: 'What weighs on a person carries two distinct humans, and none of them proposed it.',
  at: (moment) => {
    const { entry, ledger } = moment;
    const { type } = entry.event;
    if (entry.outcome !== 'accepted') return undefined;
    const rule = TWO_HUMANS[type];
    const { second, by } = entry;
    const proposers = ledger.proposers[PROPOSED_AS[type] ?? ''] ?? [];
    const signed = [...personsOf(by), ...(second ? personsOf(second) : [])];
    const ofSecond = type === 'handover.completed' ? (ledger.proposers['handover'] ?? []) : [];
    return firstOf(
      [rule === undefined || isTwo(moment), `${type} by one`],
      [rule?.twoBodies !== true || by.body !== second?.body, `${type} by one body`],
      [
        !WITH_REASONS.includes(type) || isReasoned(textIn(entry.event, 'reasons')),
        `${type} without reasons`,
      ],
      [!signed.some((id) => proposers.includes(id)), `${type} by its proposer`],
      [!ofSecond.includes(second?.id ?? ''), `${type} seconded by its proposer`],
    );
  },
};

const i5: Invariant = {
  no: 'I5',
  says: 'Under a stay nothing leads toward return.',
  at: (moment) => {
    const { entry, ledger } = moment;
    if (!ledger.stayed) return undefined;
    const sent = entry.effects.flatMap((effect) =>
      effect.kind === 'sendLetter' && ['M4', 'M6', 'M7'].includes(effect.letter.kind)
        ? [effect.letter.kind]
        : [],
    );
    return firstOf(
      [!isAccepted(moment, ...STAYED), `${entry.event.type} under a stay`],
      [sent.length === 0, `letter ${sent.join()} under a stay`],
    );
  },
};

const i20: Invariant = {
  no: 'I20',
  says: 'After death or mistaken identity nothing coercive, and no order lives.',
  at: (moment) => {
    const { before, entry } = moment;
    const isClosed = [before.state, entry.state].some((state) =>
      ['outcome.closed-deceased', 'outcome.closed-mistaken-identity'].includes(state),
    );
    if (!isClosed) return undefined;
    const live = entry.documents.filter(
      ({ kind, status }) =>
        status === 'valid' && ['repatriation-order', 'exit-permit', 'passport'].includes(kind),
    );
    return firstOf(
      [before.open || entry.outcome === 'rejected', `${entry.event.type} after the closing`],
      [live.length === 0, `${live.map(({ kind }) => kind).join()} lives`],
    );
  },
};

const i21: Invariant = {
  no: 'I21',
  says: 'Nothing adverse is decided in absence, and the case goes on where it stopped.',
  at: (moment) => {
    const { before, entry, ledger } = moment;
    const [from, to] = [mainOf(before), mainOf(entry)];
    const isOff = from.startsWith('repatriation.handover-') && to === 'repatriation.handover-ready';
    return firstOf(
      [!ledger.absent || !isAccepted(moment, ...ADVERSE), `${entry.event.type} in absence`],
      [!isAccepted(moment, 'person.absconded') || from === to || isOff, `${from} to ${to}`],
      [!isAccepted(moment, 'person.reappeared') || from === to, `${from} to ${to}`],
    );
  },
};

const i22: Invariant = {
  no: 'I22',
  says: 'No handover while a dependant’s case is open without a family decision.',
  at: (moment) =>
    isAccepted(moment, 'handover.proposed', 'handover.completed', 'return.completed') &&
    moment.ledger.dependantOpen
      ? `${moment.entry.event.type} while a dependant's case is open`
      : undefined,
};

const i27: Invariant = {
  no: 'I27',
  says: 'Nobody is ordered back unheard in the same round.',
  at: (moment) => {
    if (!isAccepted(moment, 'repatriation.decided')) return undefined;
    const { ledger, entry } = moment;
    return firstOf(
      [ledger.heard, 'the person was not heard'],
      [textIn(entry.event, 'clause') === ledger.ground, 'the clause is not the ground'],
    );
  },
};

const i28: Invariant = {
  no: 'I28',
  says: 'A handover was proposed and accepted under one correlation, and its order lives.',
  at: (moment) => {
    const { before, entry, ledger } = moment;
    const ends = entry.state === 'outcome.repatriated' && before.open;
    if (!ends && !isAccepted(moment, 'handover.completed')) return undefined;
    const order = before.documents.some(
      ({ kind, status }) => kind === 'repatriation-order' && status === 'valid',
    );
    return firstOf(
      [isAccepted(moment, 'handover.completed'), `repatriated by ${entry.event.type}`],
      [ledger.handoverAgreed !== '', 'nothing was agreed, or it was interrupted since'],
      [entry.event['correlationId'] === ledger.handoverAgreed, 'under another correlation'],
      [order, 'no order lives'],
      [ledger.local.length === 0, 'local proceedings are open'],
    );
  },
};

/** Rules of coercion. */
export const COERCION_INVARIANTS: readonly Invariant[] = [i3, i4, i5, i20, i21, i22, i27, i28];
