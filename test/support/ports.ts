/** Ports for servers of tests. */
import { choosePort } from '../../src/temporal/ports.ts';

/**
 * Free ports below 32,768: the ones above are handed out by the system to whoever connects anywhere, so
 * one that is free now may be taken a moment later.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let port = 15_000 + (process.pid % 10_000); ports.length < count; port += 1) {
    const free = await choosePort(port, 'a test').catch(() => undefined);
    if (free !== undefined) ports.push(free);
  }
  return ports;
}
