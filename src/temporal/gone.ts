/** Questions about runs that the server may know no longer. */
import { WorkflowNotFoundError, isGrpcServiceError } from '@temporalio/client';

/** Status code of gRPC. */
const NOT_FOUND = 5;

/** What the server says; `gone` where it knows no such run. */
export async function unlessGone<T>(ask: () => Promise<T>, gone: T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || isNotFound(error)) return gone;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return isGrpcServiceError(error) && error.code === NOT_FOUND;
}
