import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { choosePort, PortTaken } from '../../src/temporal/ports.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function takenPort(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

test('a port that is taken is refused with its number and its setting', async () => {
  const port = await takenPort();
  const choice = choosePort(port, 'CROSSING_TEMPORAL_PORT');
  await expect(choice).rejects.toThrow(PortTaken);
  await expect(choice).rejects.toThrow(new RegExp(`Port ${port} .*CROSSING_TEMPORAL_PORT`));
});

test('0 gives a free one', async () => {
  const port = await choosePort(0, 'CROSSING_PORT');
  expect(await choosePort(port, 'CROSSING_PORT')).toBe(port);
});
