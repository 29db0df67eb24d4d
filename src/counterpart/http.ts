/**
 * The channel `http`: the letter goes as a signed POST to the address that the channel names. What comes
 * back is another matter: the answer comes when it comes, to `POST /v1/counterpart/{body}/replies`.
 */
import type { Channel } from '../../activities/ports.ts';
import type { Gateway } from '../officers/gateway.ts';
import type { ChannelStore } from '../registry/channels.ts';
import type { Post } from '../webhooks/post.ts';
import { SIGNATURE_HEADER, messageIdOf, sealLetter } from './envelope.ts';
import type { LetterMessage } from './envelope.ts';

/** What it needs. */
export interface HttpChannelDeps {
  readonly channels: Pick<ChannelStore, 'channel'>;
  readonly gateway: Gateway;
  /** The way out, to addresses that may be called; follows no redirect. */
  readonly post: Post;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
}

/**
 * The channel. Any 2xx means that the other side has the letter; it knows a second attempt by the
 * header `Idempotency-Key`, which is the signature's `jti`.
 * @throws where it does not answer, or otherwise; Temporal tries again, and an operator sees why.
 */
export function createHttpChannel(deps: HttpChannelDeps): Channel {
  const { channels, gateway, post, now = () => new Date() } = deps;
  return {
    async deliver({ key, letter, sending, leaving }) {
      const { to } = letter;
      const settings = await channels.channel(to);
      if (settings?.address === undefined) throw new Error(`The channel of ${to} has no address.`);
      const { kid } = await gateway.publicKey();
      if (settings.ourKey !== undefined && settings.ourKey !== kid) {
        throw new Error(`The channel of ${to} wants letters signed with a key not kept here.`);
      }
      const { n, as } = sending ?? { n: 1, as: 'letter' as const };
      const { kind, correlationId, content } = letter;
      const message: LetterMessage = { letter: key, kind, correlationId, content, sending: n, as };
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': messageIdOf(message),
        [SIGNATURE_HEADER]: await sealLetter(gateway, to, message, now()),
      };
      const { status } = await post(settings.address, headers, JSON.stringify(message), leaving);
      if (status < 200 || status > 299) throw new Error(`The service of ${to} answered ${status}.`);
    },
  };
}
