/** Handing a letter to the channel of the body it is for. */
import type { CaseActivities } from './contract.ts';
import type { Channel, DeliveryStore } from './ports.ts';

export interface AskCounterpartDeps {
  readonly deliveries: DeliveryStore;
  /** By the names that the registry has. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** For the mark of delivery; default: the machine's clock. */
  readonly now?: () => Date;
}

/**
 * Implements `CaseActivities.askCounterpart`. A letter that was handed over already is left alone; one
 * whose worker fell between handing over and marking goes again under the same key.
 * @throws where the channel is unknown to this worker or cannot be reached; Temporal tries again.
 */
export function createAskCounterpart(deps: AskCounterpartDeps): CaseActivities['askCounterpart'] {
  const now = deps.now ?? (() => new Date());
  return async ({ caseNo, key }) => {
    const outgoing = await deps.deliveries.outgoing(caseNo, key);
    if (outgoing === undefined) return;
    if (outgoing.kind !== 'counterpart') throw new Error(`${key} is no letter but a task.`);
    const channel = deps.channels.get(outgoing.channel);
    if (channel === undefined) {
      throw new Error(`No channel named ${outgoing.channel} is set up in this worker.`);
    }
    await channel.deliver({ caseNo, key, letter: outgoing.letter });
    await deps.deliveries.delivered(caseNo, key, now().toISOString());
  };
}
