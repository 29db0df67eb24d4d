/**
 * Connections to the Temporal server and the client of the workflows.
 */
import { Client, Connection } from '@temporalio/client';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

/** Both connections of a process: clients use one, workers the other. */
export interface TemporalConnections {
  readonly connection: Connection;
  readonly native: NativeConnection;
  /** Messages carry plain JSON. What does not decode matters to workflows alone (see `bundle.ts`). */
  readonly client: Client;
  readonly namespace: string;
  /** Harmless twice. Workers must have ended before. */
  close(): Promise<void>;
}

/**
 * Connects to the server at `address`, with the credentials of the environment.
 * @throws Error when it cannot be reached.
 */
export async function connectTemporal(options: {
  readonly address: string;
  readonly namespace: string;
  /** From `Settings.temporal.connect`; absent for the embedded server. */
  readonly connect?: ClientConnectConfig;
}): Promise<TemporalConnections> {
  const { address, namespace } = options;
  const native = await NativeConnection.connect({
    ...options.connect?.connectionOptions,
    address,
  });
  const connection = await Connection.connect(clientOptions(address, options.connect));
  let closed = false;
  return {
    connection,
    native,
    client: new Client({ connection, namespace }),
    namespace,
    async close() {
      if (closed) return;
      closed = true;
      await connection.close();
      await native.close();
    },
  };
}

/** The part of the environment's options that the client's connection knows. */
export function clientOptions(
  address: string,
  connect?: ClientConnectConfig,
): Parameters<typeof Connection.connect>[0] {
  const { tls, apiKey, metadata } = connect?.connectionOptions ?? {};
  return {
    address,
    ...(tls === undefined ? {} : { tls }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}
