/**
 * A dead letter goes again: `webhookSending`, started by the API, or in the Temporal Web UI by an
 * operator. It belongs to no run of a case, so that it works after the outcome too, and nothing of a case
 * waits for it.
 */
import { ApplicationFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { CaseActivities } from '../activities/contract.ts';

/** Which delivery. */
export interface WebhookWish {
  /** Number of the case or duty. */
  readonly caseNo: string;
  /** Key of the delivery in the registry. */
  readonly key: string;
}

/**
 * Tries it for three days more, from the start of this workflow; then it is a dead letter again.
 *
 * @throws ApplicationFailure `EVENT_MALFORMED` where the wish names no delivery.
 */
export async function webhookSending(wish?: WebhookWish): Promise<{ readonly key: string }> {
  const { caseNo, key } = wish ?? {};
  if (typeof caseNo !== 'string' || typeof key !== 'string') {
    throw ApplicationFailure.nonRetryable('caseNo and key name no delivery', 'EVENT_MALFORMED');
  }
  const { askPeople } = proxyActivities<Pick<CaseActivities, 'askPeople'>>({
    startToCloseTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1h' },
    summary: `${key} once more`,
  });
  await askPeople({ caseNo, key, again: workflowInfo().startTime.toISOString() });
  return { key };
}
