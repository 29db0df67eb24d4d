/**
 * Receivers of webhooks on real local servers, and certificates made for them.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** What a receiver was sent. */
export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How it answers; absent: 204. */
export type Answering = (response: ServerResponse, heard: Heard) => void;

export interface ReceiverServer {
  readonly port: number;
  readonly heard: Heard[];
  /** Answers like this from now on. */
  answer: Answering;
  close(): Promise<void>;
}

/** A key with its certificate, PEM. */
export interface Certified {
  readonly key: string;
  readonly cert: string;
}

/** Starts one on loopback; with a certificate over TLS. */
export async function startReceiver(
  answer: Answering = (response) => response.writeHead(204).end(),
  certified?: Certified,
): Promise<ReceiverServer> {
  const heard: Heard[] = [];
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    void text(request).then((body) => {
      const one = { headers: request.headers, body };
      heard.push(one);
      receiver.answer(response, one);
    });
  };
  const server: Server = certified ? createTlsServer({ ...certified }, take) : createServer(take);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: ReceiverServer = {
    port: (server.address() as AddressInfo).port,
    heard,
    answer,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** Answers with a status and headers. */
export function answering(status: number, headers: Record<string, string> = {}): Answering {
  return (response) => response.writeHead(status, headers).end();
}

/** What the reference library reads from it. @throws where the signature does not hold. */
export function verified(secret: string, { headers, body }: Heard): Record<string, unknown> {
  const plain = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value)]),
  );
  return new Webhook(secret).verify(body, plain) as Record<string, unknown>;
}

/** Certificates of one authority, and one that signed itself. */
export interface Authority {
  /** PEM of the authority. */
  readonly ca: string;
  /** For a name, by the authority. */
  certify(name: string): Certified;
  /** For a name, by itself. */
  selfSigned(name: string): Certified;
}

/** Made with `openssl`, in a folder that is gone afterwards. */
export function makeAuthority(): Authority {
  const root = selfSigned('Test authority');
  return { ca: root.cert, selfSigned, certify: (name) => certify(root, name) };
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function selfSigned(name: string): Certified {
  return inFolder((folder) => {
    const out = ['-keyout', join(folder, 'key'), '-out', join(folder, 'cert')];
    const san = ['-addext', `subjectAltName=DNS:${name.replaceAll(' ', '-')}`];
    openssl(['req', '-x509', ...NEW_KEY, ...out, '-days', '2', '-subj', `/CN=${name}`, ...san]);
    return madeIn(folder);
  });
}

function certify(root: Certified, name: string): Certified {
  return inFolder((folder) => {
    const file = (named: string, content?: string): string => {
      const path = join(folder, named);
      if (content !== undefined) writeFileSync(path, content, { mode: 0o600 });
      return path;
    };
    const request = ['-keyout', file('key'), '-out', file('request'), '-subj', `/CN=${name}`];
    openssl(['req', ...NEW_KEY, ...request]);
    const ca = ['-CA', file('ca', root.cert), '-CAkey', file('ca-key', root.key)];
    const more = ['-days', '2', '-extfile', file('names', `subjectAltName=DNS:${name}`)];
    openssl(['x509', '-req', '-in', file('request'), ...ca, ...more, '-out', file('cert')]);
    return madeIn(folder);
  });
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'crossing-certificates-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function madeIn(folder: string): Certified {
  return {
    key: readFileSync(join(folder, 'key'), 'utf8'),
    cert: readFileSync(join(folder, 'cert'), 'utf8'),
  };
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', [...args], { stdio: 'pipe' });
}
