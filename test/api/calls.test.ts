/**
 * Everybody sends every call of the document about what nobody knows, and what is answered is written down:
 * 401 and 403 where he may not, 404 where he might. The table of powers says what should be, this what is.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../../machines/kernel/types.ts';
import { ROLES } from '../../machines/shared/officers.ts';
import { EXAMPLES } from '../../src/api/examples/all.ts';
import { holds, POWERS, READING_ROLES } from '../../src/api/powers.ts';
import type { Caller, Power } from '../../src/api/powers.ts';
import { makeKey } from '../../src/sign-in/api-keys.ts';
import { startApi, TOKEN } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

interface Operation {
  readonly 'x-power'?: Power;
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
  };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly power: Power | undefined;
  /** Absent where none is sent. */
  readonly body?: { readonly type: string; readonly content: Json };
}

interface Who {
  readonly name: string;
  /** Absent for somebody who is not signed in. */
  readonly caller?: Caller;
  readonly token: string | null;
}

/** Of what nobody knows. */
const UNKNOWN: Readonly<Record<string, string>> = {
  no: 'NONE-1',
  case: 'NONE-1',
  kind: 'policy-notice',
  id: 'none-1',
  file: '1.html',
  letter: '17',
  ref: 'sf-0123456789abcdef01234567',
  version: '1957-12-17.2',
  body: 'counterpart',
};

/** Bodies that the document has no example of, by schema. */
const BODIES: Readonly<Record<string, Json>> = {
  ChannelInput: { channel: 'simulated' },
  Reply: { ...(EXAMPLES['Submission'] as object), caseNo: 'NONE-1' },
  Identity: { name: 'Synthetic Person' },
  Protection: { statement: 'of nobody' },
  Release: {},
  HandOver: { to: 'EMB-CO-2' },
  SubscriptionWish: { url: 'http://127.0.0.1:9/hooks', kinds: ['case.closed'] },
};

let api: TestApi;
let calls: readonly Call[];
let callers: readonly Who[];

beforeAll(async () => {
  api = await startApi();
  const document = (await (await api.request('GET', '/v1/openapi.json')).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => callOf(method, path, operation)),
  );
  const roles = [...Object.keys(ROLES), ...READING_ROLES, 'administrator'];
  callers = [
    { name: 'nobody', token: null },
    { name: 'operator', token: TOKEN, caller: { kind: 'operator' } },
    await keyOf('key of every scope', Object.keys(POWERS) as Power[]),
    await keyOf('key of tasks.read', ['tasks.read']),
    ...(await Promise.all(roles.map(officerOf))),
  ];
});
afterAll(() => api.close());

function callOf(method: string, path: string, operation: Operation): Call {
  const call = { method: method.toUpperCase(), path, power: operation['x-power'] };
  const [type, shape] = Object.entries(operation.requestBody?.content ?? {}).at(-1) ?? [];
  if (type === undefined || shape === undefined) return call;
  if (type !== 'application/json') return { ...call, body: { type, content: 'of nobody' } };
  const name = (shape.schema.$ref ?? '').split('/').at(-1) ?? '';
  const content = BODIES[name] ?? EXAMPLES[name];
  if (content === undefined) throw new Error(`${path}: what is sent as ${name}?`);
  return { ...call, body: { type, content } };
}

async function officerOf(role: string): Promise<Who> {
  const officer = { id: `${role}-1`, role, body: role.split('-')[0] ?? role };
  const caller = { kind: 'officer', officer } as const;
  return { name: role, token: await api.tokenOf(officer.id), caller };
}

async function keyOf(name: string, powers: readonly Power[]): Promise<Who> {
  const { id, key, hash } = makeKey();
  const createdAt = new Date().toISOString();
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  await api.registry.addApiKey({ id, hash, name, powers, createdBy: 'x', createdAt, expiresAt });
  return { name, token: key, caller: { kind: 'service', name, powers } };
}

/** How the call is answered: refused for who calls, for what he asks, for how; or done. */
async function sent({ method, path, body }: Call, { name, token }: Who): Promise<string> {
  const nth = callers.findIndex((who) => who.name === name);
  const address = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => {
    const value = UNKNOWN[parameter];
    if (value === undefined) throw new Error(`${path}: what is ${parameter}?`);
    return value;
  });
  const query = method === 'POST' && path.endsWith('/stored-files') ? '?kind=statement' : '';
  // Who opens something opens his own.
  const own = { caseNo: `OWN-${nth}`, no: `OWN-${nth}` };
  const content = body?.content;
  const opens = typeof content === 'object' && (path === '/v1/cases' || path.endsWith('{kind}'));
  const json = opens ? replaced(content, own) : content;
  const answer = await api.request(method, `${address}${query}`, {
    token,
    ...(json !== undefined && {
      raw: typeof json === 'string' ? json : JSON.stringify(json),
      headers: { 'content-type': body?.type ?? '' },
    }),
  });
  expect(answer.status, `${name}: ${method} ${path}`).toBeLessThan(500);
  return answer.ok ? '2xx' : String(answer.status);
}

function replaced(content: Json, own: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(content as object).map(([key, value]) => [key, own[key] ?? (value as Json)]),
  );
}

test('everybody is answered as his power says, on every call, and the whole is as reviewers last saw it', async () => {
  const lines: string[] = [];
  for (const call of calls) {
    const said = new Map<string, string[]>();
    for (const who of callers) {
      const status = await sent(call, who);
      said.set(status, [...(said.get(status) ?? []), who.name]);
      if (call.power === undefined) continue;
      const may = who.caller !== undefined && holds(who.caller, call.power);
      const where = `${who.name}: ${call.method} ${call.path}`;
      if (who.caller === undefined) expect(status, where).toBe('401');
      else if (!may) expect(status, where).toBe('403');
      else expect(status, where).not.toBe('401');
    }
    lines.push(`${call.method} ${call.path}`);
    for (const [status, names] of [...said].toSorted(([a], [b]) => a.localeCompare(b))) {
      const all = names.length === callers.length ? 'everybody' : names.join(', ');
      lines.push(`  ${status}: ${all}`);
    }
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../golden/calls.txt');
}, 120_000);
