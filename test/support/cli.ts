/**
 * The command line in process, against the API of a test.
 */
import { run } from '../../src/cli/main.ts';
import type { TestApi } from './api.ts';

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command; nothing of this machine's environment gets in. */
export async function crossing(
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly stdin?: string;
    readonly fetch?: typeof fetch;
  } = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await run(args, {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    stdin: () => Promise.resolve(options.stdin ?? ''),
    env: { TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml', ...options.env },
    fetch: options.fetch ?? (() => Promise.reject(new TypeError('fetch failed'))),
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}

/** An API of a test, as a command reaches it: whatever host it asks. */
export function fetchOf(api: TestApi): typeof fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const { body } = init ?? {};
    return api.request(init?.method ?? 'GET', url.pathname + url.search, {
      token: null,
      headers: Object.fromEntries(new Headers(init?.headers)),
      ...(typeof body === 'string' ? { raw: body } : {}),
    });
  };
}
