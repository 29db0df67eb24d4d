/** The channels of a worker, by the names that the registry has. */
import type { Channel } from '../../activities/ports.ts';
import type { CaseWorkflows } from '../api/deps.ts';
import { createByHand } from '../counterpart/by-hand.ts';
import { createHttpChannel } from '../counterpart/http.ts';
import type { ChannelKind } from '../counterpart/kinds.ts';
import { createOutbox } from '../counterpart/outbox.ts';
import type { Gateway } from '../officers/gateway.ts';
import type { Registry } from '../registry/types.ts';
import type { Post } from '../webhooks/post.ts';
import { createCaseChannel } from './case-channel.ts';

/** Every kind of channel. */
export function channelsOf(deps: {
  readonly registry: Registry;
  readonly workflows: Pick<CaseWorkflows, 'signal'>;
  readonly gateway: Gateway;
  /** The way out, to addresses that may be called. */
  readonly post: Post;
  /** The simulated other side; absent where another process plays it, and reads the outbox there. */
  readonly simulated?: Channel;
}): ReadonlyMap<ChannelKind, Channel> {
  const { registry, gateway, post } = deps;
  const outbox = createOutbox();
  return new Map<ChannelKind, Channel>([
    ['http', createHttpChannel({ channels: registry, gateway, post })],
    ['by-hand', createByHand()],
    ['simulated', deps.simulated ?? outbox],
    ['outbox', outbox],
    ['cases', createCaseChannel(deps)],
  ]);
}
