/** Handing a letter to the channel of the body it is for. */
import type { CaseActivities } from './contract.ts';
import { atFirst } from './letters.ts';
import type { Channel, DeliveryStore, Leaving } from './ports.ts';

export interface AskCounterpartDeps {
  readonly deliveries: DeliveryStore;
  /** By the names that the registry has. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** For the mark of delivery; default: the machine's clock. */
  readonly now?: () => Date;
}

/**
 * Implements `CaseActivities.askCounterpart`. A letter that was handed over already is left alone; one
 * whose worker fell between handing over and marking goes again under the same key. Asked before every
 * attempt, and again as it goes on the wire: a claim for protection may have come meanwhile, and holds it
 * back until the claim is decided; one that the case awaits no answer to any more is left where it is.
 * @throws where it is held back, or the channel is unknown to this worker or cannot be reached;
 * Temporal tries again.
 */
export function createAskCounterpart(deps: AskCounterpartDeps): CaseActivities['askCounterpart'] {
  const now = deps.now ?? (() => new Date());
  return async ({ caseNo, key }) => {
    const outgoing = await deps.deliveries.outgoing(caseNo, key);
    if (outgoing === undefined) return;
    if (outgoing.kind !== 'counterpart') throw new Error(`${key} is no letter but a task.`);
    if (atFirst(outgoing) === 'off') return;
    refuseHeld(outgoing);
    const channel = deps.channels.get(outgoing.channel);
    if (channel === undefined) {
      throw new Error(`No channel named ${outgoing.channel} is set up in this worker.`);
    }
    const leaving: Leaving = (send) =>
      deps.deliveries.holding(caseNo, (view) => {
        refuseHeld({ ...outgoing, view });
        send();
      });
    const handed = await channel.deliver({ caseNo, key, letter: outgoing.letter, leaving });
    if (handed === 'by-hand') return;
    await deps.deliveries.delivered(caseNo, key, now().toISOString());
  };
}

/** @throws where a claim holds it back, or the case awaits its answer no longer. */
function refuseHeld(outgoing: Parameters<typeof atFirst>[0]): void {
  const next = atFirst(outgoing);
  if (next === 'held') {
    throw new Error('A claim for protection is open: the letter waits until it is decided.');
  }
  if (next === 'off') throw new Error('The case awaits no answer to the letter any more.');
}
