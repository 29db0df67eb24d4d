/**
 * What a namespace must have before a case can run in it: a retention and the search attributes.
 */
import type { Connection } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.ts';
import type { Voice } from './voice.ts';

const DAY_MS = 86_400_000;
const USABLE_MS_MAX = 60_000;
/** Status codes of gRPC. */
const GRPC = { notFound: 5, permissionDenied: 7 } as const;

/** `IndexedValueType` of Temporal's API. */
const TYPE_OF = { KEYWORD: 2, DATETIME: 6, KEYWORD_LIST: 7 } as const;

/** The namespace cannot carry cases: the message names what is missing. */
export class NamespaceRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NamespaceRefused';
  }
}

/**
 * Sees to it that the namespace exists, keeps closed workflows for `retentionDays`, and knows every
 * search attribute; returns once all are usable.
 * @throws NamespaceRefused naming the search attributes that are missing or of another type.
 */
export async function prepareNamespace(
  connection: Connection,
  options: { readonly namespace: string; readonly retentionDays: number; readonly voice: Voice },
): Promise<void> {
  await setRetention(connection, options);
  await registerSearchAttributes(connection, options.namespace);
}

async function setRetention(
  connection: Connection,
  options: { readonly namespace: string; readonly retentionDays: number; readonly voice: Voice },
): Promise<void> {
  const { namespace, retentionDays, voice } = options;
  const retention = msToTs(retentionDays * DAY_MS);
  const service = connection.workflowService;
  const found = await orOnStatus(service.describeNamespace({ namespace }), GRPC.notFound);
  if (found === undefined) {
    voice.say(`Temporal: registering the namespace ${namespace}, retention ${retentionDays} d`);
    await service.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention });
    // To be described, a namespace need only be stored; the server's other services know it later.
    await until(async () => {
      await connection.operatorService.listSearchAttributes({ namespace });
    });
    return;
  }
  const present = found.config?.workflowExecutionRetentionTtl;
  if (present && tsToMs(present) === retentionDays * DAY_MS) return;
  const update = { namespace, config: { workflowExecutionRetentionTtl: retention } };
  const done = await orOnStatus(service.updateNamespace(update), GRPC.permissionDenied);
  voice.say(
    done === undefined
      ? `Temporal: the retention of ${namespace} may not be changed with these credentials`
      : `Temporal: ${namespace} keeps closed workflows for ${retentionDays} d`,
  );
}

async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = await missingAttributes(connection, namespace);
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(missing.map((m) => [m.name, m.type]));
    await connection.operatorService
      .addSearchAttributes({ namespace, searchAttributes })
      .catch((error: unknown) => refuse(missing, error));
  }
  await until(async () => {
    if ((await missingAttributes(connection, namespace)).length > 0) throw new Error('not yet');
    await useAll(connection, namespace);
  });
}

/** A query that names an attribute which visibility does not know yet is an invalid argument. */
async function useAll(connection: Connection, namespace: string): Promise<void> {
  for (const name of Object.keys(SEARCH_ATTRIBUTES)) {
    const query = `${name} IS NULL AND WorkflowId = 'none'`;
    await connection.workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1 });
  }
}

interface Attribute {
  readonly name: string;
  readonly type: (typeof TYPE_OF)[keyof typeof TYPE_OF];
}

async function missingAttributes(
  connection: Connection,
  namespace: string,
): Promise<readonly Attribute[]> {
  const listed = await connection.operatorService.listSearchAttributes({ namespace });
  const known = listed.customAttributes ?? {};
  const wanted = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => ({
    name,
    type: TYPE_OF[type],
  }));
  const other = wanted.filter((w) => known[w.name] !== undefined && known[w.name] !== w.type);
  if (other.length > 0) refuse(other, new Error('registered with another type'));
  return wanted.filter((w) => known[w.name] === undefined);
}

function refuse(attributes: readonly Attribute[], error: unknown): never {
  const names = attributes.map((a) => a.name).join(', ');
  const why = error instanceof Error ? error.message : String(error);
  throw new NamespaceRefused(
    `Search attributes that every case needs are not there: ${names} (${why}). ` +
      'Register them with `temporal operator search-attribute create`, or start with an account ' +
      'that may.',
  );
}

async function until(attempt: () => Promise<void>): Promise<void> {
  const end = Date.now() + USABLE_MS_MAX;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resume) => setTimeout(resume, 200));
    }
  }
}

/** `undefined` where the call is refused with this status. */
async function orOnStatus<T>(call: Promise<T>, status: number): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === status) return undefined;
    throw error;
  }
}
