/**
 * Faults of a worker process, chosen by the test that starts it: the product has no hooks for them.
 */
import { z } from 'zod';
import type { CaseActivities } from '../../activities/contract.ts';
import type { Channel } from '../../activities/ports.ts';

/** Strikes once, at the first call that fits. */
export const Fault = z.object({
  /** The activity, in its local or its ordinary form; `deliver`: the channel to the cases. */
  activity: z.enum(['admit', 'record', 'deliver']),
  /** Before its work, or after it and before its result returns. */
  moment: z.enum(['before', 'after']),
  /** `kill`: the process dies as by `kill -9`. `freeze`: it stops until somebody sends SIGCONT. */
  act: z.enum(['kill', 'freeze']),
  /** A text that stands in the input of the call; absent: any call. */
  holding: z.string().optional(),
});
/** Strikes once, at the first call that fits. */
export type Fault = z.infer<typeof Fault>;

type Around = <Input, Result>(
  name: Fault['activity'],
  work: (input: Input) => Promise<Result>,
) => (input: Input) => Promise<Result>;

/** Puts a fault around what it is for. `strike` is told right before. */
function struckBy(fault: Fault, strike: () => Promise<void>): Around {
  let struck = false;
  return (name, work) => {
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
}

/** The same activities, with a fault. `strike` is told right before. */
export function withFault(
  activities: CaseActivities,
  fault: Fault,
  strike: () => Promise<void>,
): CaseActivities {
  const around = struckBy(fault, strike);
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

/** The same channel, with a fault. */
export function channelWithFault(
  channel: Channel,
  fault: Fault,
  strike: () => Promise<void>,
): Channel {
  const around = struckBy(fault, strike);
  return {
    deliver: around('deliver', (input: Parameters<Channel['deliver']>[0]) =>
      channel.deliver(input),
    ),
  };
}
