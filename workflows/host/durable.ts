/**
 * Activities that are local while all is well and ordinary when it is not: an ordinary one waits for as
 * long as it takes, where an operator sees it with its last error, and no history grows meanwhile.
 */
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** Codes that no retry can mend. */
export const FINAL = ['RECORD_CONFLICT', 'RECORD_GAP', 'RUN_SUPERSEDED', 'CASE_EXISTS'] as const;

/** A code that no retry can mend. */
export type FinalCode = (typeof FINAL)[number];

/** Why an activity failed for good; `undefined` where a retry can help. */
export function finalFailure(error: unknown): { code: FinalCode; reason: string } | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) return undefined;
  const code = FINAL.find((candidate) => candidate === cause.type);
  return code === undefined ? undefined : { code, reason: cause.message };
}

/** Tries the local form; when that fails, but not for good, the ordinary one. */
export function localFirst<Input, Result>(
  local: (input: Input) => Promise<Result>,
  ordinary: (input: Input) => Promise<Result>,
): (input: Input) => Promise<Result> {
  return async (input) => {
    try {
      return await local(input);
    } catch (error) {
      if (finalFailure(error) !== undefined) throw error;
      return ordinary(input);
    }
  };
}
