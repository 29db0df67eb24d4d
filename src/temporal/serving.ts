/**
 * Waiting for a Temporal server to answer.
 */
import { Connection } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';

/** `HealthCheckResponse.ServingStatus.SERVING` of the gRPC health protocol. */
const SERVING = 1;
const SERVICE = 'temporal.api.workflowservice.v1.WorkflowService';

/**
 * Resolves once the server at `address` answers SERVING.
 * @throws Error with the last reason after `ms`.
 */
export async function untilServing(
  address: string,
  ms: number,
  options: ConnectionOptions = {},
): Promise<void> {
  const until = Date.now() + ms;
  for (;;) {
    try {
      await askHealth({ ...options, address });
      return;
    } catch (error) {
      if (Date.now() > until) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`${address} does not answer within ${ms / 1000} s: ${why}`, {
          cause: error,
        });
      }
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }
}

async function askHealth(options: ConnectionOptions): Promise<void> {
  const connection = await Connection.connect({ ...options, connectTimeout: 3_000 });
  try {
    const answer = await connection.withDeadline(Date.now() + 3_000, () =>
      connection.healthService.check({ service: SERVICE }),
    );
    if (answer.status !== SERVING) throw new Error('not serving yet');
  } finally {
    await connection.close();
  }
}
