/** The channel `outbox`: the letter stands in the registry's outbox, and somebody fetches it there. */
import type { Channel } from '../../activities/ports.ts';

/**
 * Takes every letter and does nothing with it: to stand in the outbox is to be delivered. A body without
 * any channel is the other way to say so; its letters stay marked as undelivered.
 */
export function createOutbox(): Channel {
  return { deliver: () => Promise.resolve() };
}
