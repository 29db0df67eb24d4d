/**
 * An HTTP listener on loopback.
 */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { PortTaken } from '../temporal/ports.ts';

/** Milliseconds that requests under way have to end. */
const CLOSE_MS_MAX = 5_000;

export interface Listener {
  /** http://host:port */
  readonly url: string;
  /** Takes no new connection, and ends those that are left after five seconds. */
  close(): Promise<void>;
}

/**
 * Listens; port 0 takes any free one.
 * @throws PortTaken naming `setting` where somebody else listens there.
 */
export async function listen(options: {
  readonly fetch: (request: Request, connection: object) => Response | Promise<Response>;
  readonly host: string;
  readonly port: number;
  readonly setting: string;
}): Promise<Listener> {
  const { host, port, setting } = options;
  const server = createAdaptorServer({ fetch: options.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTaken(port, setting) : error),
    );
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      const timer = setTimeout(() => {
        if ('closeAllConnections' in server) server.closeAllConnections();
      }, CLOSE_MS_MAX);
      await closed;
      clearTimeout(timer);
    },
  };
}
