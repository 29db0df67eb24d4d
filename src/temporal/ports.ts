/**
 * TCP ports on loopback: which are taken, which can be had.
 */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Somebody else listens on a port that a setting names. */
export class PortTaken extends Error {
  readonly port: number;
  readonly setting: string;
  constructor(port: number, setting: string) {
    super(
      `Port ${port} is in use by another program. End that one, or choose another port in ` +
        `${setting} (0 takes any free one).`,
    );
    this.name = 'PortTaken';
    this.port = port;
    this.setting = setting;
  }
}

/**
 * The port to listen on: `wanted`, or a free one where that is 0.
 * @throws PortTaken naming `setting` where `wanted` is in use.
 */
export async function choosePort(wanted: number, setting: string): Promise<number> {
  try {
    return await listenOnce(wanted);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortTaken(wanted, setting);
    }
    throw error;
  }
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: got } = server.address() as AddressInfo;
      server.close(() => resolve(got));
    });
  });
}
