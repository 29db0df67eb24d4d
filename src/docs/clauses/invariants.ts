/**
 * What must hold on every log of events.
 */
import type { Clause } from './clause.ts';

/** I1 to I30. */
export const INVARIANTS: readonly Clause[] = [
  {
    id: 'I1',
    says: 'A passport is issued only where settle holds at that instant: unwilling, mobilized, consent live, investigated, educated, clause 3 clear.',
  },
  {
    id: 'I2',
    says: 'Clause 3 confirmed: repatriation, a voluntary return, protection or a closing; never passport, renunciation or residence.',
  },
  {
    id: 'I3',
    says: 'No confirmation of clause 3 without certificate, kind and two officers of two bodies; the crossing itself never counts.',
  },
  {
    id: 'I4',
    says: 'Orders, referrals, refusals, handovers and declined residences carry two distinct humans; orders also reasons.',
  },
  {
    id: 'I5',
    says: 'No order, referral, proposal or completion of a handover while a stay is active.',
  },
  {
    id: 'I6',
    says: 'A timer never leads to an outcome, a document or a message to the other side; it reminds, or opens a step that a human must take.',
  },
  {
    id: 'I7',
    says: 'Silence: the wait for a reply ends only by a matching reply, clause 3, a completed return, a closing or a protection decision.',
  },
  { id: 'I8', says: 'A reply acts only on the open correlation of its own case.' },
  {
    id: 'I9',
    says: 'Returned voluntarily: the last statement is willing and signed, and the return was accepted.',
  },
  {
    id: 'I10',
    says: 'Outbound: no request for consent before mobilization was concluded on an unwilling statement.',
  },
  {
    id: 'I11',
    says: 'Renounced: own signed request, settle, decision of the ministries, another nationality assured.',
  },
  { id: 'I12', says: 'No valid emigrant passport together with an effective renunciation.' },
  {
    id: 'I13',
    says: 'Residence is granted only on inconvenience found by two, a live approval and a clear clause 3.',
  },
  {
    id: 'I14',
    says: 'From a declared necessity no path leads to an order, except a later confirmation of clause 3.',
  },
  { id: 'I15', says: 'Where approval is due, refusal and deferral of an exit are impossible.' },
  { id: 'I16', says: 'An exit is approved only without a bar and where justified.' },
  { id: 'I17', says: 'Every outcome cites a rule or a mark.' },
  {
    id: 'I18',
    says: 'No protection statement, ground or decision in any message or search attribute.',
  },
  {
    id: 'I19',
    says: 'One open case a person and procedure; linked cases name each other.',
  },
  {
    id: 'I20',
    says: 'After death or mistaken identity no coercive event; live orders are void.',
  },
  {
    id: 'I21',
    says: 'No adverse decision in absence; on return the case resumes in the same state.',
  },
  {
    id: 'I22',
    says: "No handover while a dependant's case is open without a family decision.",
  },
  {
    id: 'I23',
    says: 'Already crossed: no penalty referral; later crosser: passport or renunciation only with an instruction.',
  },
  {
    id: 'I24',
    says: "An operator's terminate, reset or replay produces no outcome and no document.",
  },
  { id: 'I25', says: 'Same log, same states, same documents.' },
  { id: 'I26', says: 'One decision, one document number; void numbers remain visible.' },
  {
    id: 'I27',
    says: 'An order only after the person was heard, in a stated language, in the same round.',
  },
  {
    id: 'I28',
    says: 'A handover is completed only under one correlation, proposed and accepted after the last interruption, with a live order.',
  },
  {
    id: 'I29',
    says: 'No activity carries out force: activities only ask, notify, draft, record.',
  },
  { id: 'I30', says: 'Every rejected event is in the file with its code.' },
];
