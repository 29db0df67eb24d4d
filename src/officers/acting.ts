/**
 * From the officers who signed to those who act. Asked when a message arrives, and again, offline,
 * when an exported file is verified.
 */
import type { JsonObject, Officer } from '../../machines/kernel/types.ts';
import { SERVICE, entersEvent, isOfficerId, isTimeEvent } from '../../machines/shared/officers.ts';
import type { Submission } from '../../machines/shared/submission.ts';

/** A submission does not prove what it says; the message is the fault, in plain words. */
export class Fault extends Error {}

/**
 * In a live case time passes by the case's own timers, and by nobody's word.
 * @throws Fault where somebody says it all the same.
 */
export function refuseTimeEvents(clock: 'live' | 'recorded', submission: Submission): void {
  if (clock === 'recorded' || !('event' in submission)) return;
  const type = submission.event['type'];
  if (typeof type === 'string' && isTimeEvent(type)) {
    throw new Fault('in a live case the service alone enters what time brings');
  }
}

/**
 * Who of the signers acts, and who is the second: `by` where it names an officer, else any officer of
 * the role that the vocabulary says; `second` where the event names one and is not only proposed.
 * @throws Fault where one of them has not signed.
 */
export function acting(
  procedure: string,
  submission: Submission,
  signers: readonly Officer[],
): { readonly by: Officer; readonly second?: Officer } {
  if (!('event' in submission)) {
    const [by] = signers;
    if (by === undefined || signers.some(({ id }) => id !== by.id)) {
      throw new Fault('one officer signs this, and no other');
    }
    return { by };
  }
  refuseUnnamed(submission);
  const named = submission.event['second'];
  const second = typeof named === 'string' ? named : undefined;
  const by = first(entersEvent(procedure, submission.event), second, signers);
  // A proposal waits for its second officer, who signs later.
  if (second === undefined || submission.act === 'propose') return { by };
  if (second !== SERVICE && !isOfficerId(second)) {
    throw new Fault('`second` is not the id of an officer, so nobody can sign for it');
  }
  const signed = signers.find(({ id }) => id === second);
  if (signed === undefined) throw new Fault(`the second officer ${second} has not signed`);
  return { by, second: signed };
}

/**
 * Whoever acts for an absentee says so by name: `for` goes with `by`, `secondFor` with `second`. A draft
 * is countersigned in one's own name, since its proposer cannot sign for whom the second stands in.
 */
function refuseUnnamed({ act, event }: Extract<Submission, { event: JsonObject }>): void {
  for (const [field, beside] of [
    ['for', 'by'],
    ['secondFor', 'second'],
  ] as const) {
    const [absentee, officer] = [event[field], event[beside]];
    if (absentee === undefined) continue;
    if (typeof absentee !== 'string' || !isOfficerId(absentee)) {
      throw new Fault(`\`${field}\` is not the id of an officer`);
    }
    if (typeof officer !== 'string' || !isOfficerId(officer)) {
      throw new Fault(`\`${field}\` needs \`${beside}\`: the officer who acts for ${absentee}`);
    }
  }
  if (event['secondFor'] !== undefined && act === 'propose') {
    throw new Fault(
      'a draft is countersigned in one’s own name: with `secondFor`, submit it with both signatures',
    );
  }
}

/** Where any officer of a role may act, the second officer is the last whom the event means by it. */
function first(
  who: ReturnType<typeof entersEvent>,
  second: string | undefined,
  signers: readonly Officer[],
): Officer {
  if ('id' in who) {
    const named = signers.find(({ id }) => id === who.id);
    if (named === undefined) throw new Fault(`${who.id} acts here and has not signed`);
    return named;
  }
  const able = signers.filter(({ role }) => role === who.role);
  const found = able.find(({ id }) => id !== second) ?? able[0];
  if (found === undefined) throw new Fault(`no officer of the role ${who.role} has signed`);
  return found;
}
