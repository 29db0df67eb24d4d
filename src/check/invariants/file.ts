/**
 * What holds of every file: time, silence, replies, documents, refusals; and the exit application.
 */
import { isCode } from '../../../machines/kernel/errors.ts';
import { TIME_EVENTS } from '../../../machines/shared/officers.ts';
import { firstOf, isAccepted, type Invariant, type Moment } from '../invariant.ts';
import { livesAt } from '../ledger.ts';
import { mustApprove } from '../ledger-exit.ts';
import { mainOf, textIn, type Standing } from '../log.ts';

/** What may end the silence of the other side. */
const ENDS_SILENCE = [
  'counterpart.consented',
  'counterpart.approved',
  'counterpart.refused',
  'clause3.confirmed',
  'return.completed',
  'death.recorded',
  'identity.mistaken',
  'case.closed-administratively',
  'protection.recognised',
  'protection.review-decided',
];

const i6: Invariant = {
  no: 'I6',
  says: 'No timer leads to an outcome, a document or a letter.',
  at: ({ before, entry }) => {
    if (!TIME_EVENTS.includes(entry.event.type)) return undefined;
    const deeds = entry.effects.filter(({ kind }) =>
      ['issueDocument', 'voidDocument', 'surrenderDocument', 'sendLetter'].includes(kind),
    );
    return firstOf(
      [entry.open === before.open, 'an outcome'],
      [deeds.length === 0, deeds.map(({ kind }) => kind).join(', ')],
      [entry.documents.length === before.documents.length, 'a document'],
    );
  },
};

const i7: Invariant = {
  no: 'I7',
  says: 'Silence is no answer: only a reply, clause 3, a return or a closing ends the waiting.',
  at: (moment) => {
    const { before, entry } = moment;
    const left =
      mainOf(before) === 'consent-check.awaiting-reply' &&
      mainOf(entry) !== 'consent-check.awaiting-reply';
    return !left || isAccepted(moment, ...ENDS_SILENCE) ? undefined : `by ${entry.event.type}`;
  },
};

/** Correlations under which a reply counts now. */
function openFor({ entry, ledger }: Moment): readonly string[] | undefined {
  switch (entry.event.type) {
    case 'counterpart.consented':
    case 'counterpart.approved':
    case 'counterpart.refused':
      return [ledger.consentAsked];
    case 'counterpart.withdrew':
      return livesAt(ledger, entry.event.at) ? [ledger.consent?.correlationId ?? ''] : [];
    case 'handover.accepted':
      return [ledger.handoverAsked];
    case 'handover.declined':
      return [ledger.handoverAsked, ledger.handoverAgreed];
    case 'return.accepted':
      return [ledger.returnAsked];
    case 'clause3.nothing-found':
      return [ledger.clause3Asked];
    case 'notice.delivered':
    case 'notice.answered':
    case 'coordination.answered':
    case 'list.returned':
      return [ledger.dutyAsked];
    default:
      return undefined;
  }
}

const i8: Invariant = {
  no: 'I8',
  says: 'A reply acts only on the open correlation of its own case.',
  at: (moment) => {
    const { entry } = moment;
    if (entry.outcome !== 'accepted') return undefined;
    const open = openFor(moment)?.filter((correlation) => correlation !== '');
    const id = textIn(entry.event, 'correlationId');
    return open === undefined || open.includes(id) ? undefined : `${id} is not open`;
  },
};

const i15: Invariant = {
  no: 'I15',
  says: 'Who must be approved is neither refused nor deferred; only a pending case defers.',
  at: (moment) => {
    const { checks } = moment.ledger;
    if (isAccepted(moment, 'exit.deferred') && checks.pending === 0) return 'nothing is pending';
    if (!isAccepted(moment, 'exit.refused', 'exit.deferred')) return undefined;
    if (mustApprove(checks)) return `${moment.entry.event.type}, though it must be approved`;
    const isOnlyPending = checks.political === false && checks.justified === true;
    return isOnlyPending && isAccepted(moment, 'exit.refused') ? 'pending defers' : undefined;
  },
};

const i16: Invariant = {
  no: 'I16',
  says: 'An exit is approved only without a bar.',
  at: (moment) =>
    isAccepted(moment, 'exit.approved') && !mustApprove(moment.ledger.checks)
      ? 'there is a bar'
      : undefined,
};

const i17: Invariant = {
  no: 'I17',
  says: 'Every outcome cites a clause, a decision or a mark.',
  at: ({ before, entry }) =>
    !before.open || entry.open || /[0-5]|A\d+|\[[BPS]\]/.test(entry.rule ?? '')
      ? undefined
      : `${entry.event.type} cites ${entry.rule ?? 'nothing'}`,
};

/** Fields of a protection event that must stay where they are. */
const SEALED = ['statementRef', 'reasons'];

const i18: Invariant = {
  no: 'I18',
  says: 'No letter holds what a protection event said, nor any statement or reason.',
  at: ({ entry }) => {
    const letters = entry.effects.filter(({ kind }) => kind === 'sendLetter');
    if (letters.length === 0) return undefined;
    const text = JSON.stringify(letters);
    const told = [...SEALED, 'reason', 'grounds'].map((field) => textIn(entry.event, field));
    return firstOf(
      [!entry.event.type.startsWith('protection.') || !/"(?:M4|M6|M7)"/.test(text), 'a letter'],
      [!told.some((value) => value.length > 3 && text.includes(value)), 'a statement or a reason'],
      [!/protection|statement|reason/i.test(text), 'a word of the claim'],
    );
  },
};

const i26: Invariant = {
  no: 'I26',
  says: 'One decision, one number; what is void stays listed.',
  at: ({ before, entry }) => {
    const kept = before.documents.every((document, at) => {
      const now = entry.documents[at];
      const isSame = now?.kind === document.kind && now.number === document.number;
      return isSame && (document.status === 'valid' || now.status === document.status);
    });
    const fresh = entry.documents.slice(before.documents.length);
    const isNew = fresh.every(
      ({ kind, number, eventId }) =>
        eventId === entry.event.id &&
        entry.documents.filter((other) => other.kind === kind && other.number === number).length ===
          1,
    );
    const kinds = new Set(fresh.map(({ kind }) => kind));
    return firstOf(
      [kept, 'a document is gone or lives again'],
      [isNew, 'a number is used twice'],
      [kinds.size === fresh.length, 'two documents of a kind by one decision'],
    );
  },
};

function isUnchanged(before: Standing, after: Standing): boolean {
  if (before.facts === after.facts && before.documents === after.documents) {
    return before.state === after.state;
  }
  const told = ({ state, regions, documents, facts }: Standing): string =>
    JSON.stringify([state, regions, documents, facts]);
  return told(before) === told(after);
}

const i30: Invariant = {
  no: 'I30',
  says: 'Every refusal is in the file with its code, and changes nothing.',
  at: ({ before, entry }) => {
    const { outcome, code } = entry;
    return firstOf(
      [(outcome === 'rejected') === (code !== undefined), 'a code, or none, at the wrong answer'],
      [code === undefined || isCode(code), `no such code: ${code}`],
      [outcome !== 'rejected' || isUnchanged(before, entry), 'a refusal changes the case'],
      [outcome !== 'rejected' || entry.effects.length === 0, 'a refusal has effects'],
      [before.open || code !== undefined, 'something is taken after the outcome'],
      [before.open || before.state === entry.state, 'the outcome changes'],
    );
  },
};

/** Rules of every file. */
export const FILE_INVARIANTS: readonly Invariant[] = [i6, i7, i8, i15, i16, i17, i18, i26, i30];
