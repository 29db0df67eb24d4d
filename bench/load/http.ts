/**
 * A small HTTP client over kept connections: what it costs, it costs both sides.
 */
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

interface Answer {
  readonly status: number;
  readonly text: string;
  /** Absent where the answer has none. */
  readonly etag?: string;
}

/** A kept connection was closed at the very moment at which it was used: nobody has read the request. */
class Closed extends Error {}

/** Posts JSON and reads the answer. */
export async function post(url: string, body: string, token: string): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    // The bare side's updates wait for as long as it takes.
    prefer: 'wait=60',
  };
  return untilRead('POST', url, { ...headers, ...signedIn(token) }, body);
}

/** Reads; with a tag, only what is not known yet: 304 otherwise. */
export async function get(url: string, token: string, known?: string): Promise<Answer> {
  const headers = { ...signedIn(token), ...(known !== undefined && { 'if-none-match': known }) };
  return untilRead('GET', url, headers);
}

function signedIn(token: string): Readonly<Record<string, string>> {
  return token === '' ? {} : { authorization: `Bearer ${token}` };
}

type Headers = Readonly<Record<string, string | number>>;

async function untilRead(
  method: string,
  url: string,
  headers: Headers,
  body?: string,
): Promise<Answer> {
  for (;;) {
    try {
      return await once(method, url, headers, body);
    } catch (error) {
      if (!(error instanceof Closed)) throw error;
    }
  }
}

function once(method: string, url: string, headers: Headers, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        const { etag } = answer.headers;
        resolve({ status: answer.statusCode ?? 0, text, ...(etag !== undefined && { etag }) });
      });
      answer.on('error', reject);
    });
    sent.on('error', (error) => {
      const closed = sent.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
      reject(closed ? new Closed() : error);
    });
    sent.end(body);
  });
}
