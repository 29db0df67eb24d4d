/**
 * The channel `http`: the letter goes as a signed POST to the address that the channel names. What comes
 * back is another matter: the answer comes when it comes, to `POST /v1/counterpart/{body}/replies`.
 */
import type { Channel } from '../../activities/ports.ts';
import type { Gateway } from '../officers/gateway.ts';
import type { ChannelStore } from '../registry/channels.ts';
import { SIGNATURE_HEADER, messageIdOf, sealLetter } from './envelope.ts';
import type { LetterMessage } from './envelope.ts';

/** A service that says nothing for so long, in milliseconds, is asked again later. */
const ANSWER_MS = 10_000;

/** What it needs. */
export interface HttpChannelDeps {
  readonly channels: Pick<ChannelStore, 'channel'>;
  readonly gateway: Gateway;
  /** Posts outward; follows no redirect. */
  readonly send: typeof fetch;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
}

/**
 * The channel. Any 2xx means that the other side has the letter; it knows a second attempt by the
 * header `Idempotency-Key`, which is the signature's `jti`.
 * @throws where it does not answer, or otherwise; Temporal tries again, and an operator sees why.
 */
export function createHttpChannel(deps: HttpChannelDeps): Channel {
  const { channels, gateway, send, now = () => new Date() } = deps;
  return {
    async deliver({ key, letter, sending }) {
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
      const response = await send(settings.address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': messageIdOf(message),
          [SIGNATURE_HEADER]: await sealLetter(gateway, to, message, now()),
        },
        body: JSON.stringify(message),
        // Who moved is to be entered anew: letters are not sent wherever an answer points.
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The service of ${to} answered ${response.status}.`);
    },
  };
}
