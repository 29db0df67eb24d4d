/**
 * Faults of a worker process, chosen by the test that starts it: the product has no hooks for them.
 */
import { z } from 'zod';
import type { CaseActivities } from '../../activities/contract.ts';

/** Strikes once, at the first call that fits. */
export const Fault = z.object({
  /** The activity, in its local or its ordinary form. */
  activity: z.enum(['admit', 'record']),
  /** Before its work, or after it and before its result returns. */
  moment: z.enum(['before', 'after']),
  /** `kill`: the process dies as by `kill -9`. `freeze`: it stops until somebody sends SIGCONT. */
  act: z.enum(['kill', 'freeze']),
  /** A text that stands in the input of the call; absent: any call. */
  holding: z.string().optional(),
});
/** Strikes once, at the first call that fits. */
export type Fault = z.infer<typeof Fault>;

/** The same activities, with a fault. `strike` is told right before. */
export function withFault(
  activities: CaseActivities,
  fault: Fault,
  strike: () => Promise<void>,
): CaseActivities {
  let struck = false;
  const around = <Input, Result>(
    name: Fault['activity'],
    work: (input: Input) => Promise<Result>,
  ): ((input: Input) => Promise<Result>) => {
    if (fault.activity !== name) return work;
    return async (input) => {
      const fits = !struck && JSON.stringify(input).includes(fault.holding ?? '');
      if (!fits) return work(input);
      struck = true;
      if (fault.moment === 'after') await work(input);
      await strike();
      process.kill(process.pid, fault.act === 'kill' ? 'SIGKILL' : 'SIGSTOP');
      // Woken, it goes on as if nothing had been. What it did before, it does again: so is the contract.
      return work(input);
    };
  };
  return {
    ...activities,
    admit: around('admit', (input: Parameters<CaseActivities['admit']>[0]) =>
      activities.admit(input),
    ),
    record: around('record', (input: Parameters<CaseActivities['record']>[0]) =>
      activities.record(input),
    ),
  };
}
