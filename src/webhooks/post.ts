/**
 * The one way out: a POST to an address that may be called. The name is resolved once, and the address
 * that was judged is the one that is connected to, so that no second answer of a name server counts.
 * Redirects are not followed, proxies of the environment not used, the body of the answer not read.
 */
import { lookup as dnsLookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { Leaving } from '../../activities/ports.ts';
import type { MayCall } from './addresses.ts';

/** Until the connection stands, name and TLS included. */
const CONNECT_MS = 5_000;
/** Until the status line of the answer. */
const TOTAL_MS = 10_000;

/** What a receiver answered. */
export interface PostAnswer {
  readonly status: number;
  /** Header `Retry-After`, as it came. */
  readonly retryAfter?: string;
}

/**
 * `leaving` puts the request on the wire once the connection stands; where it throws, nothing was sent but
 * what makes a connection.
 * @throws Error in plain words, without path or query of the address, where no answer came.
 */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  leaving?: Leaving,
) => Promise<PostAnswer>;

export interface PostOptions {
  readonly mayCall: MayCall;
  /** Origins of our own, `http://127.0.0.1:4711`, that are called wherever they are. */
  readonly own?: readonly string[];
  /** Addresses of a name; default: those of the machine's resolver. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  /** Certificates of authorities to trust in place of the usual ones, PEM. */
  readonly ca?: string;
  /** Milliseconds; default 5,000. */
  readonly connectMs?: number;
  /** Milliseconds; default 10,000. */
  readonly totalMs?: number;
}

/** No address of this receiver may be called. */
class NotCallable extends Error {
  constructor(host: string) {
    super(`${host} has no address that may be called`);
    this.name = 'NotCallable';
  }
}

/** Why a URL cannot be a receiver's, in words; `undefined` where it can. */
export function faultOfUrl(text: string, mayCall: MayCall): string | undefined {
  const url = URL.parse(text);
  if (url === null) return 'it is no URL';
  const { protocol, username, password, hash } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return 'it begins with neither https nor http';
  if (username !== '' || password !== '') return 'it holds credentials';
  if (hash !== '') return 'it holds a fragment';
  const literal = literalOf(url);
  const secure = protocol === 'https:';
  if (literal !== undefined) {
    return mayCall(literal, secure) ? undefined : 'its address may not be called';
  }
  // A name is judged by its addresses, when it is called; without TLS it has to be loopback's own.
  const isLocal = /(?:^|\.)localhost$/.test(url.hostname) && mayCall('127.0.0.1', false);
  return secure || isLocal ? undefined : 'it is not https';
}

async function atOnce(send: () => void): Promise<void> {
  send();
}

/** The way out under these options. */
export function createPost(options: PostOptions): Post {
  const { own = [], resolve = everyAddress } = options;
  return async (to, headers, body, leaving = atOnce) => {
    const url = new URL(to);
    const mayCall: MayCall = own.includes(url.origin) ? () => true : options.mayCall;
    const fault = faultOfUrl(to, mayCall);
    if (fault !== undefined) throw new Error(`The URL of ${url.host} is not called: ${fault}.`);
    const secure = url.protocol === 'https:';
    const lookup = pinned(resolve, (address) => mayCall(address, secure));
    const send = secure ? httpsRequest : httpRequest;
    const request = send(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      // Of its own: no connection is used twice, and no proxy is taken from the environment.
      agent: secure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false }),
      lookup,
      rejectUnauthorized: true,
      maxHeaderSize: 16_384,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
    try {
      return await answerOf(request, { body, leaving, secure }, options);
    } catch (error) {
      throw new Error(`${url.host}: ${wordsOf(error)}.`, { cause: error });
    }
  };
}

async function answerOf(
  request: ClientRequest,
  { body, leaving, secure }: { body: string; leaving: Leaving; secure: boolean },
  { connectMs = CONNECT_MS, totalMs = TOTAL_MS }: PostOptions,
): Promise<PostAnswer> {
  const end = (why: string) => (): void => void request.destroy(new Error(why));
  const connecting = setTimeout(end(`no connection within ${connectMs} ms`), connectMs);
  const waiting = setTimeout(end(`no answer within ${totalMs} ms`), totalMs);
  try {
    return await new Promise<PostAnswer>((resolve, reject) => {
      request.on('socket', (socket) => {
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          clearTimeout(connecting);
          leaving(() => void request.end(body)).catch((held: unknown) => {
            request.destroy(held instanceof Error ? held : new Error(String(held)));
          });
        });
      });
      request.on('error', reject);
      // Also after an answer that changes the protocol, for which nobody listens.
      request.on('close', () => reject(new Error('the connection was closed without an answer')));
      request.on('response', (response: IncomingMessage) => {
        const { statusCode = 0, headers } = response;
        const retryAfter = headers['retry-after'];
        resolve({ status: statusCode, ...(retryAfter === undefined ? {} : { retryAfter }) });
      });
    });
  } finally {
    clearTimeout(connecting);
    clearTimeout(waiting);
    request.destroy();
  }
}

function pinned(
  resolve: (host: string) => Promise<readonly LookupAddress[]>,
  may: (address: string) => boolean,
): LookupFunction {
  return (host, { all }, give) => {
    const answer = async (): Promise<void> => {
      const open = (await resolve(host)).filter(({ address }) => may(address));
      const [first] = open;
      if (first === undefined) throw new NotCallable(host);
      if (all === true) give(null, open);
      else give(null, first.address, first.family);
    };
    answer().catch((error: Error) => give(error, ''));
  };
}

function everyAddress(host: string): Promise<readonly LookupAddress[]> {
  return dnsLookup(host, { all: true });
}

/** The address where the host of a URL is one; `0x7f.1` is one too. */
function literalOf({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? undefined : bare;
}

/** What a name server, a socket or TLS says; some say it in a code, and in no words. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  if (first !== undefined) return wordsOf(first);
  const { message } = error;
  return message === '' ? ((error as NodeJS.ErrnoException).code ?? error.name) : message;
}
