/**
 * A small HTTP client over kept connections: what it costs, it costs both sides.
 */
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A kept connection was closed at the very moment at which it was used: nobody has read the request. */
class Closed extends Error {}

/** Posts JSON and reads the answer. */
export async function post(url: string, body: string, token: string): Promise<Answer> {
  for (;;) {
    try {
      return await postOnce(url, body, token);
    } catch (error) {
      if (!(error instanceof Closed)) throw error;
    }
  }
}

function postOnce(url: string, body: string, token: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          // The bare side's updates wait for as long as it takes.
          prefer: 'wait=60',
          ...(token !== '' && { authorization: `Bearer ${token}` }),
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', reject);
      },
    );
    sent.on('error', (error) => {
      const closed = sent.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
      reject(closed ? new Closed() : error);
    });
    sent.end(body);
  });
}
