/**
 * A letter goes again: `letterSending`, started by the API for a liaison who signed, or in the Temporal
 * Web UI by an operator. It belongs to no run of a case, so that it works after the outcome too, and
 * nothing of a case waits for it.
 */
import { ApplicationFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { LetterActivities } from '../activities/contract.ts';

/** The other side may be away for days. */
function outward(summary: string): LetterActivities {
  return proxyActivities<LetterActivities>({
    startToCloseTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1h' },
    summary,
  });
}

/** Which letter. */
export interface LetterWish {
  /** Number of the case or duty. */
  readonly caseNo: string;
  /** Key of the letter in the registry. */
  readonly key: string;
  /** Sending that was counted already; absent: this run is one, by an operator. */
  readonly id?: string;
}

/**
 * Sends it once more.
 *
 * @throws ApplicationFailure `EVENT_MALFORMED` where the wish names no letter, `LETTER_UNKNOWN`,
 *   `LETTER_NOT_OPEN` or `STAY_ACTIVE` where it does not go.
 */
export async function letterSending(wish?: LetterWish): Promise<{ readonly key: string }> {
  const { caseNo, key, id = workflowInfo().firstExecutionRunId } = wish ?? {};
  if (typeof caseNo !== 'string' || typeof key !== 'string' || typeof id !== 'string') {
    throw ApplicationFailure.nonRetryable('caseNo and key name no letter', 'EVENT_MALFORMED');
  }
  await outward(`${key} once more`).sendAgain({ caseNo, key, id });
  return { key };
}
