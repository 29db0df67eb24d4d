/**
 * The running service over HTTP, as the commands use it.
 */
import { z } from 'zod';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { dataFolderHolder, storedToken } from '../config/data-folder.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import { settingsOf } from './io.ts';
import type { CliIo } from './io.ts';

const Problem = z.looseObject({ code: z.string(), title: z.string(), detail: z.string() });

/** An answer that is no problem. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  /** Header `Location`; absent where there was none. */
  readonly location?: string;
}

/** The service answered with problem details. `code` is theirs. */
export class ServiceProblem extends CliFailure {
  readonly code: string;
  readonly status: number;
  constructor(status: number, problem: z.infer<typeof Problem>) {
    super(
      status >= 500 ? EXIT.away : EXIT.wrongUse,
      `${problem.code}: ${problem.title}. ${problem.detail}`,
    );
    this.name = 'ServiceProblem';
    this.code = problem.code;
    this.status = status;
  }
}

export interface Service {
  readonly url: string;
  get(path: string): Promise<Answer>;
  /** The bytes at a path, where the answer is no JSON. */
  bytes(path: string): Promise<Uint8Array>;
  /** `waitS`: seconds that an outcome is waited for; absent: the service's default. */
  post(path: string, body: JsonObject, waitS?: number): Promise<Answer>;
  put(path: string, body: JsonObject): Promise<Answer>;
}

/**
 * The service at `CROSSING_URL`, else the one that owns the data folder, else at the default address.
 * @throws CliFailure 3 from its calls where nothing answers, ServiceProblem where it refuses.
 */
export async function findService(io: CliIo): Promise<Service> {
  const { dataDir, url, host, port, bearer } = settingsOf(io);
  const running = url === undefined ? (await dataFolderHolder(dataDir))?.url : undefined;
  const token = bearer ?? (await storedToken(dataDir));
  return serviceAt(url ?? running ?? `http://${bracketed(host)}:${port}`, token, io.fetch);
}

/** The service at a known address. */
export function serviceAt(url: string, token: string | undefined, send: typeof fetch): Service {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    url,
    get: (path) => call(send, `${url}${path}`, { headers }),
    bytes: (path) => load(send, `${url}${path}`, { headers }),
    put: (path, body) =>
      call(send, `${url}${path}`, {
        method: 'PUT',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    post: (path, body, waitS) =>
      call(send, `${url}${path}`, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          ...(waitS === undefined ? {} : { prefer: `wait=${waitS}` }),
        },
        body: JSON.stringify(body),
      }),
  };
}

/** An IPv6 address as it stands in a URL. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

async function call(send: typeof fetch, url: string, init: RequestInit): Promise<Answer> {
  const response = await reach(send, url, init);
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && typeof body === 'object' && body !== null) {
    const location = response.headers.get('location');
    return {
      status: response.status,
      body: body as JsonObject,
      ...(location === null ? {} : { location }),
    };
  }
  throw refusalOf(url, response.status, body);
}

async function load(send: typeof fetch, url: string, init: RequestInit): Promise<Uint8Array> {
  const response = await reach(send, url, init);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw refusalOf(url, response.status, await response.json().catch(() => undefined));
}

function refusalOf(url: string, status: number, body: unknown): CliFailure {
  const problem = Problem.safeParse(body);
  if (problem.success) return new ServiceProblem(status, problem.data);
  return new CliFailure(EXIT.away, `${url} answers ${status}, and not as this service does.`);
}

async function reach(send: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await send(url, init);
  } catch {
    throw new CliFailure(
      EXIT.away,
      `No service at ${new URL(url).origin}. Start it with \`npx crossing-cases start\`, or say in ` +
        'CROSSING_URL where it is.',
    );
  }
}
