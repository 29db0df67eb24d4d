/**
 * schemathesis (PyPI) against the real service: requests made from the document of the API, right and
 * wrong ones, by those who may make them, and every answer held against it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import type { Power } from '../../src/api/powers.ts';
import { openDesk } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';
import { pythonWith } from '../support/python.ts';
import { callersFor, signIn } from './callers.ts';
import type { CallerName } from './callers.ts';
import { seed } from './seeds.ts';
import type { CallAs, Seed } from './seeds.ts';
import { summarize } from './summary.ts';
import type { Seen } from './summary.ts';

const CONFIG = fileURLToPath(new URL('schemathesis.toml', import.meta.url));
const HOOKS = fileURLToPath(new URL('hooks.py', import.meta.url));
/** Longer than a run. */
const NEVER_MS = 86_400_000;

export interface RunOptions {
  /** Requests that are made of each call, at most, besides those that the document alone gives. */
  readonly examples: number;
  /** Seed of the requests. */
  readonly seed: number;
  /** Hears every line. */
  readonly say: (text: string) => void;
}

/** The exit code: 0 where nothing was found, and every call was seen to do what it is for. */
export async function runSchemathesis(options: RunOptions): Promise<number> {
  const python = await pythonWith(['schemathesis==4.32.5']);
  const env = { CROSSING_WEBHOOK_ALLOW: '127.0.0.0/8', CROSSING_LOG_LEVEL: 'error' };
  const desk = await openDesk({ env, answerMs: NEVER_MS });
  const folder = await mkdtemp(join(tmpdir(), 'crossing-schemathesis-'));
  try {
    const { tokens, keyId } = await signIn(desk);
    const call = callAs(desk, tokens);
    const found = await seed(desk, call);
    const calls = await callsOf(desk, found.seeds, call);
    const files = { seeds: join(folder, 'seeds.json'), seen: join(folder, 'seen.json') };
    const own = ownIn(calls, keyId);
    await writeFile(files.seeds, JSON.stringify({ tokens, calls, own, case: found.caseNo }));
    const code = await schemathesis(join(dirname(python), 'schemathesis'), desk, files, options);
    await found.close();
    const seen = JSON.parse(await readFile(files.seen, 'utf8')) as Seen;
    const { lines, faults } = summarize(Object.keys(calls), seen);
    options.say(`\n${[...lines, ...faults].join('\n')}\n`);
    return code === 0 && faults.length > 0 ? 1 : code;
  } finally {
    await desk.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function schemathesis(
  program: string,
  { stack }: Desk,
  files: { readonly seeds: string; readonly seen: string },
  { examples, seed: from, say }: RunOptions,
): Promise<number> {
  const args = [
    ...['--config-file', CONFIG, 'run', `${stack.url}/v1/openapi.json`],
    ...['--checks', 'all', '--no-color', '--workers', '1'],
    ...['--max-examples', String(examples), '--seed', String(from)],
    ...['--suppress-health-check', 'all'],
    // A case that waits for its outcome would wait for ten seconds.
    ...['--header', 'Prefer: wait=2'],
  ];
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // It keeps what it found where it runs.
    cwd: tmpdir(),
    env: {
      ...process.env,
      ...{ PYTHONUNBUFFERED: '1', SCHEMATHESIS_HOOKS: HOOKS },
      ...{ SEEDS: files.seeds, SEEN: files.seen },
    },
  });
  for (const out of [child.stdout, child.stderr]) out.setEncoding('utf8').on('data', say);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** Calls by which the run could end itself, and what they are made about instead. */
function ownIn(calls: Readonly<Record<string, Call>>, keyId: string) {
  const instead = (label: string) => calls[label]?.there['id']?.[0];
  const key = (label: string) => [label, { spared: [keyId], only: false, instead: instead(label) }];
  const confirm = 'POST /v1/register-changes/{id}/confirm';
  return Object.fromEntries([
    key('POST /v1/api-keys/{id}/rotate'),
    key('POST /v1/api-keys/{id}/revoke'),
    [confirm, { spared: [], only: true, instead: instead(confirm) }],
  ]) as Readonly<Record<string, JsonObject>>;
}

/** What the hooks are told of a call. */
interface Call {
  readonly callers: readonly CallerName[];
  readonly requests: readonly Seed[];
  /** Values of its path that are there. */
  readonly there: Readonly<Record<string, readonly string[]>>;
  /** Cursors that its list gave. */
  readonly cursors: readonly string[];
}

interface Operation {
  readonly 'x-power'?: Power;
  readonly parameters?: readonly { readonly name: string }[];
}

async function callsOf(
  { stack }: Desk,
  seeds: Readonly<Record<string, readonly Seed[]>>,
  call: CallAs,
): Promise<Readonly<Record<string, Call>>> {
  const document = (await (await fetch(`${stack.url}/v1/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const calls: Record<string, Call> = {};
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const label = `${method.toUpperCase()} ${path}`;
      const requests = seeds[label] ?? [];
      const callers = requests[0]?.by ?? callersFor(operation['x-power']);
      const paged = operation.parameters?.some(({ name }) => isCursor(label, name)) === true;
      const cursors = paged ? await cursorsOf(call, callers, path, requests) : [];
      calls[label] = { callers, requests, there: thereIn(requests), cursors };
    }
  }
  const unknown = Object.keys(seeds).filter((label) => calls[label] === undefined);
  if (unknown.length > 0) throw new Error(`the document has no ${unknown.join(', ')}`);
  return calls;
}

/** Whether a parameter is what the page before gave; the hooks ask the same. */
function isCursor(label: string, name: string): boolean {
  return name === 'cursor' || (label === 'GET /v1/registry/check/workflows' && name === 'after');
}

/** What the first page of one row leads on with; none where the list is no longer. */
async function cursorsOf(
  call: CallAs,
  [caller]: readonly CallerName[],
  path: string,
  [first]: readonly Seed[],
): Promise<readonly string[]> {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => first?.path?.[name] ?? name);
  if (caller === undefined || address.includes('{')) return [];
  const { next } = await call(caller, 'GET', `${address}?limit=1`);
  return typeof next === 'string' ? [next] : [];
}

function thereIn(requests: readonly Seed[]): Record<string, readonly string[]> {
  const pairs = requests.flatMap(({ path = {} }) => Object.entries(path));
  const names = new Set(pairs.map(([name]) => name));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      [...new Set(pairs.filter(([one]) => one === name).map(([, value]) => value))],
    ]),
  );
}

function callAs({ stack }: Desk, tokens: Readonly<Record<CallerName, string>>): CallAs {
  return async (name, method, path, body?: Json) => {
    const text = typeof body === 'string';
    const answer = await fetch(`${stack.url}${path}`, {
      method,
      headers: {
        ...{ authorization: `Bearer ${tokens[name]}`, prefer: 'wait=30' },
        ...(body !== undefined && { 'content-type': text ? 'text/plain' : 'application/json' }),
      },
      ...(body !== undefined && { body: text ? body : JSON.stringify(body) }),
    });
    return (await answer.json()) as JsonObject;
  };
}
