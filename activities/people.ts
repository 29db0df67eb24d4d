/** Telling a subscriber by webhook: that a task waits, that it was withdrawn, that a case moved on. */
import { ApplicationFailure } from '@temporalio/common';
import type { CaseActivities } from './contract.ts';
import type { DeliveryStore, SendWebhook } from './ports.ts';

/** So long a receiver is tried, in milliseconds: three days. */
export const GIVE_UP_MS = 3 * 24 * 60 * 60 * 1_000;

/** So long at most a receiver is left alone that asks for it, in milliseconds: a day. */
const ALONE_MS = GIVE_UP_MS / 3;

/** The receiver is gone for good: nothing more is sent to it. */
const GONE = 410;

export interface AskPeopleDeps {
  readonly deliveries: DeliveryStore;
  readonly send: SendWebhook;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
  /** Default: `GIVE_UP_MS`. */
  readonly giveUpMs?: number;
}

/**
 * Implements `CaseActivities.askPeople`. What was withdrawn or delivered already is left alone. The age
 * is that of the delivery itself, so that a new run of the case does not begin anew; `again` begins it.
 * @throws ApplicationFailure `NOT_DELIVERED`, for Temporal to try again, at the time that the receiver
 *   asked for.
 */
export function createAskPeople(deps: AskPeopleDeps): CaseActivities['askPeople'] {
  const { deliveries, send, now = () => new Date(), giveUpMs = GIVE_UP_MS } = deps;
  return async ({ caseNo, key, again }) => {
    const outgoing = await deliveries.outgoing(caseNo, key, again !== undefined);
    if (outgoing === undefined) return;
    if (outgoing.kind !== 'people') throw new Error(`${key} is nothing to tell but a letter.`);
    const { to, event, since } = outgoing;
    const giveUp = (failure: string): Promise<void> =>
      deliveries.died(caseNo, key, { at: now().toISOString(), failure });
    if (to.disabled) return giveUp('The subscription is disabled.');
    const { status, failure, retryAfterMs } = await send(to, event);
    if (failure === undefined) return deliveries.delivered(caseNo, key, now().toISOString());
    if (status === GONE) {
      await deliveries.disableSubscription(to.id, failure, now().toISOString());
      return giveUp(failure);
    }
    if (now().getTime() - Date.parse(again ?? since) >= giveUpMs) return giveUp(failure);
    throw ApplicationFailure.create({
      message: failure,
      type: 'NOT_DELIVERED',
      ...(retryAfterMs !== undefined && { nextRetryDelay: Math.min(retryAfterMs, ALONE_MS) }),
    });
  };
}
