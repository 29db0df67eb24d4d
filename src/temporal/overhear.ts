/**
 * Runs in the sandbox of a replay, beside the workflow: tells what a case began with, and what each
 * activity that makes its file was asked and answered. It adds no step to the workflow's own promises.
 */
import { proxySinks } from '@temporalio/workflow';
import type { Sinks, WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** Where what was heard goes, outside the sandbox. */
export interface Overheard extends Sinks {
  readonly overheard: {
    /** The arguments of the workflow. */
    begun(args: readonly unknown[]): void;
    /** An activity, its argument and its answer. What failed or is pending still is not told. */
    answered(activity: string, input: unknown, answer: unknown): void;
  };
}

/** The activities that are told. */
const FILED: readonly string[] = ['admit', 'record', 'takeUp'];

interface Call {
  readonly activityType: string;
  readonly args: readonly unknown[];
}

export const interceptors: WorkflowInterceptorsFactory = () => {
  const { overheard } = proxySinks<Overheard>();
  const listen = ({ activityType, args }: Call, answer: Promise<unknown>): Promise<unknown> => {
    if (FILED.includes(activityType)) {
      const told = (given: unknown): void => overheard.answered(activityType, args[0], given);
      answer.then(told, () => {});
    }
    return answer;
  };
  return {
    inbound: [
      {
        execute(input, next) {
          overheard.begun(input.args);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => listen(input, next(input)),
        scheduleLocalActivity: (input, next) => listen(input, next(input)),
      },
    ],
  };
};
