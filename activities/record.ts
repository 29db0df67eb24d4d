/** `record` as an activity: what no retry can mend is said so. */
import { ApplicationFailure } from '@temporalio/common';
import type { CaseActivities } from './contract.ts';
import { RecordRefusal } from './ports.ts';
import type { RecordStore } from './ports.ts';

/**
 * Implements `CaseActivities.record` over its port. Anything but a refusal passes as it came, and
 * Temporal tries again.
 * @throws ApplicationFailure, not retryable, whose type is the code of the `RecordRefusal`.
 */
export function createRecord({ store }: { readonly store: RecordStore }): CaseActivities['record'] {
  return async (input) => {
    try {
      return await store.record(input);
    } catch (error) {
      if (!(error instanceof RecordRefusal)) throw error;
      throw ApplicationFailure.create({
        message: error.message,
        type: error.code,
        nonRetryable: true,
        cause: error,
      });
    }
  };
}
