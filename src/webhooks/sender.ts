/**
 * Sends one webhook: signs it with every secret that still counts, posts it, and says how it went.
 */
import type { Receiver, SendWebhook, WebhookAnswer } from '../../activities/ports.ts';
import type { MasterKeys } from '../sealing/master-keys.ts';
import { Lines } from './lines.ts';
import { headersOf, messageOf } from './message.ts';
import type { Post, PostAnswer } from './post.ts';
import { openSecret } from './secrets.ts';

/** Until a line is free again, in milliseconds. */
const BUSY_MS = 5_000;

export interface SenderDeps {
  readonly post: Post;
  readonly keys: MasterKeys;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
}

/** The sender of this process. It throws where a secret cannot be opened, and in no other case. */
export function createSender({ post, keys, now = () => new Date() }: SenderDeps): SendWebhook {
  const lines = new Lines();
  return async (to, event) => {
    const secrets = await secretsOf(keys, to, now());
    const message = messageOf(event);
    const send = (): Promise<WebhookAnswer> =>
      post(to.url, headersOf(message, secrets, now()), message.body).then(
        (answer) => judged(to, answer, now()),
        (error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }),
      );
    const busy = { failure: 'Every line to the receiver is busy.', retryAfterMs: BUSY_MS };
    return (await lines.with(to.id, send)) ?? busy;
  };
}

/** Those that count now, the newest first. */
async function secretsOf(keys: MasterKeys, to: Receiver, now: Date): Promise<readonly string[]> {
  const at = now.toISOString();
  const live = to.secrets.filter(({ until }) => until === undefined || until > at);
  return Promise.all(live.map(({ sealed }) => openSecret(keys, to.id, sealed)));
}

function judged({ url }: Receiver, { status, retryAfter }: PostAnswer, now: Date): WebhookAnswer {
  if (status >= 200 && status < 300) return { status };
  const failure = `${new URL(url).host} answered ${status}.`;
  const alone = status === 429 || status === 503 ? millisecondsOf(retryAfter, now) : undefined;
  return { status, failure, ...(alone !== undefined && { retryAfterMs: alone }) };
}

/** `Retry-After`: seconds or a date; `undefined` for anything else, and for what has passed. */
function millisecondsOf(retryAfter: string | undefined, now: Date): number | undefined {
  if (retryAfter === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(retryAfter)
    ? Number(retryAfter) * 1_000
    : Date.parse(retryAfter) - now.getTime();
  return ms > 0 ? ms : undefined;
}
