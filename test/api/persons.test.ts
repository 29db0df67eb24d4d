import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { faultOfReadings } from '../../src/file/readings.ts';
import { makeKey } from '../../src/sign-in/api-keys.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { aCase } from '../support/records.ts';

const CASE = '/v1/cases/P-1';
const WHO = { name: 'MARKED Name', birth: '1931-05', sex: 'female', residence: 'MARKED Place' };
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from([0xff, 0x00, 0x80])]);

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await api.open('P-1');
  // Protection and review officers know of a case once a claim was made.
  const claim = { id: 'c1', type: 'protection.claimed', at: '2031-03-05', by: 'EMB-CO-1' };
  const body = await api.signed('P-1', claim);
  await api.request('POST', `${CASE}/events`, { body });
  await aCase(api.registry, {
    caseNo: 'IN-1',
    procedure: 'inbound',
    facts: { province: 'Jilin' },
  }).record([]);
  await api.registry.putOfficers([
    { id: 'AUD-IT-1', role: 'auditor', body: 'AUD' },
    { id: 'RES-ER-1', role: 'researcher', body: 'RES' },
    { id: 'PSO-IN-8', role: 'PSO-IN', body: 'PSO', province: 'Liaoning' },
    { id: 'PSO-IN-9', role: 'PSO-IN', body: 'PSO', province: 'Jilin' },
  ]);
});
afterAll(() => api.close());

type Asked = Parameters<TestApi['request']>[2];

async function as(officer: string, method: string, path: string, more: Asked = {}) {
  return api.request(method, path, { ...more, token: await api.tokenOf(officer) });
}

async function statusAs(officer: string, method: string, path: string, more: Asked = {}) {
  return (await as(officer, method, path, more)).status;
}

async function codeOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as JsonObject)['code'];
}

async function store(
  officer: string,
  content: Buffer,
  { kind = 'statement', type = 'application/pdf', path = CASE, headers = {} } = {},
): Promise<Response> {
  const raw = Uint8Array.from(content) as unknown as string;
  return as(officer, 'POST', `${path}/stored-files?kind=${kind}`, {
    raw,
    headers: { 'content-type': type, ...headers },
  });
}

async function refOf(answer: Response): Promise<string> {
  const { ref } = (await answer.json()) as { ref: string };
  return ref;
}

describe('who the person is', () => {
  test('is put by the case officer, and read by the officers of the case and an auditor', async () => {
    expect((await as('EMB-CO-1', 'GET', `${CASE}/identity`)).status).toBe(404);
    const put = await as('EMB-CO-1', 'PUT', `${CASE}/identity`, { body: WHO });
    expect([put.status, await put.json()]).toMatchObject([200, { version: 1, by: 'EMB-CO-1' }]);
    for (const officer of ['EMB-CO-2', 'EMB-HD-1', 'AUD-IT-1']) {
      const read = await as(officer, 'GET', `${CASE}/identity`);
      expect([read.status, await read.json()]).toMatchObject([200, { ...WHO, version: 1 }]);
    }
  });

  test.each(['PSO-IN-1', 'MFA-CD-1', 'PRO-OF-1', 'REG-CL-1', 'CPL-LN-1', 'HAC-CL-1', 'RES-ER-1'])(
    'is not read by %s while the case does not wait for that role',
    async (officer) => {
      expect(await statusAs(officer, 'GET', `${CASE}/identity`)).toBe(403);
      expect(await statusAs(officer, 'PUT', `${CASE}/identity`, { body: WHO })).toBe(403);
    },
  );

  test('is not read by an operator, nor by a service whose key has no power for it', async () => {
    expect((await api.request('GET', `${CASE}/identity`)).status).toBe(403);
    expect((await api.request('GET', `${CASE}/identity`, { token: null })).status).toBe(401);
    const now = Date.now();
    const dates = {
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 9e7).toISOString(),
    };
    for (const [powers, status] of [
      [['cases.read'], 403],
      [['persons.read', 'protection.read'], 200],
    ] as const) {
      const { id, key, hash } = makeKey();
      const said = { name: 'intake', powers, createdBy: 'operator', ...dates };
      await api.registry.addApiKey({ id, hash, ...said });
      const read = await api.request('GET', `${CASE}/identity`, { token: key });
      expect(read.status).toBe(status);
      const sealedPart = await api.request('GET', `${CASE}/protection`, { token: key });
      expect(sealedPart.status).toBe(403);
    }
    const { readings } = (await (await api.request('GET', `${CASE}/readings`)).json()) as {
      readings: JsonObject[];
    };
    const by = 'service intake';
    expect(readings.slice(-2)).toMatchObject([
      { act: 'read', what: 'identity', by },
      { act: 'refused', what: 'protection', by },
    ]);
  });

  test('is read by a role while the case waits for it, and never by liaison and clerk', async () => {
    const one = aCase(api.registry, { caseNo: 'P-2' });
    const { view } = one.input([]);
    const drafts = [{ secondRoles: ['MPS-CD'] }, { secondRoles: ['OCC-CD'], lapsed: 'x' }];
    await one.record([], { view: { ...view, tasks: [{ roles: ['MFA-CD', 'CPL-LN'] }], drafts } });
    const path = '/v1/cases/P-2/identity';
    await as('EMB-CO-1', 'PUT', path, { body: WHO });
    expect(await statusAs('MFA-CD-1', 'GET', path)).toBe(200);
    expect(await statusAs('MPS-CD-1', 'GET', path)).toBe(200);
    expect(await statusAs('OCC-CD-1', 'GET', path)).toBe(403);
    expect(await statusAs('CPL-LN-1', 'GET', path)).toBe(403);
  });

  test('of a case of Public Security is put by its investigator, of the province', async () => {
    const path = '/v1/cases/IN-1/identity';
    expect(await statusAs('EMB-CO-1', 'PUT', path, { body: WHO })).toBe(403);
    expect(await statusAs('PSO-IN-8', 'PUT', path, { body: WHO })).toBe(404);
    expect(await statusAs('PSO-IN-9', 'PUT', path, { body: WHO })).toBe(200);
    expect(await statusAs('PSO-IN-8', 'GET', path)).toBe(404);
    expect(await statusAs('PSO-DR-1', 'GET', path)).toBe(200);
  });

  test.each<JsonObject>([
    { ...WHO, name: '' },
    { ...WHO, name: 'MARKED'.repeat(50) },
    { ...WHO, birth: 'MARKED 1931' },
    { ...WHO, sex: 'MARKED' },
    { ...WHO, residence: 7 },
    { ...WHO, 'MARKED field': 'MARKED' },
    { birth: '1931' },
  ])('that is not as it should be is refused without repeating it: %j', async (body) => {
    const answer = await as('EMB-CO-1', 'PUT', `${CASE}/identity`, { body });
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('MARKED');
  });

  test('has no place in the facts of an opening: such fields are left out, at any depth', async () => {
    const household = [{ caseNo: 'X-1', relation: 'child', 'Birth-Date': 'MARKED' }];
    const facts = { province: 'Jilin', full_name: 'MARKED', household, more: { sex: 'MARKED' } };
    const body = { caseNo: 'P-9', procedure: 'outbound', subjectRef: 's/9', facts };
    expect((await api.request('POST', '/v1/cases', { body })).status).toBe(201);
    expect((await api.registry.case('P-9'))?.opening.facts).toEqual({
      province: 'Jilin',
      household: [{ caseNo: 'X-1', relation: 'child' }],
      more: {},
    });
  });
});

describe('the sealed part of a claim', () => {
  test('is read and put by protection and review officers, and by nobody else', async () => {
    const body = { ground: 'opinion', statement: 'MARKED fear' };
    expect(await statusAs('PRO-OF-1', 'PUT', `${CASE}/protection`, { body })).toBe(200);
    const read = await as('REV-OF-1', 'GET', `${CASE}/protection`);
    expect([read.status, await read.json()]).toMatchObject([200, body]);
    for (const officer of [
      'EMB-CO-1',
      'EMB-HD-1',
      'PSO-DR-1',
      'MFA-CD-1',
      'AUD-IT-1',
      'CPL-LN-1',
    ]) {
      expect(await statusAs(officer, 'GET', `${CASE}/protection`), officer).toBe(403);
      expect(await statusAs(officer, 'PUT', `${CASE}/protection`, { body }), officer).toBe(403);
    }
    expect((await api.request('GET', `${CASE}/protection`)).status).toBe(403);
  });
});

describe('a stored file', () => {
  test('is given back as it came, with its digest, and every reading is in the log', async () => {
    const sha256 = createHash('sha256').update(PDF).digest();
    const headers = { 'content-digest': `sha-256=:${sha256.toString('base64')}:` };
    const answer = await store('EMB-CO-1', PDF, { headers });
    const stored = (await answer.json()) as JsonObject;
    expect([answer.status, stored]).toMatchObject([
      201,
      { mediaType: 'application/pdf', size: PDF.length, digest: sha256.toString('base64url') },
    ]);
    const address = String(answer.headers.get('location'));
    expect(address).toBe(`${CASE}/stored-files/${String(stored['ref'])}`);
    const read = await as('EMB-HD-1', 'GET', address);
    expect(Buffer.from(await read.arrayBuffer()).equals(PDF)).toBe(true);
    expect(read.headers.get('repr-digest')).toBe(headers['content-digest']);
    expect(read.headers.get('content-disposition')).toContain('attachment');
    const log = (await (await as('AUD-IT-1', 'GET', `${CASE}/readings`)).json()) as {
      readings: JsonObject[];
    };
    expect(log.readings.slice(-2)).toMatchObject([
      { act: 'written', what: stored['ref'], kind: 'statement', by: 'EMB-CO-1' },
      { act: 'read', what: stored['ref'], by: 'EMB-HD-1' },
    ]);
    const last = Number(log.readings.at(-1)?.['n']);
    const rest = await as('AUD-IT-1', 'GET', `${CASE}/readings?after=${last - 1}`);
    expect(await rest.json()).toMatchObject({ readings: [{ n: last }] });
    // The bundle carries the log whole, and its chain holds.
    const bundle = Buffer.from(await (await api.request('GET', `${CASE}/bundle`)).arrayBuffer());
    const text = bundle.subarray(bundle.indexOf('{\n  "readings"')).toString();
    const carried = JSON.parse(text.slice(0, text.indexOf('\n}\n') + 2)) as JsonObject;
    expect(carried).toEqual({ readings: log.readings });
    expect(faultOfReadings(carried)).toBeUndefined();
  });

  test.each([
    ['text that says it is a PDF', Buffer.from('MARKED'), 'application/pdf', 400],
    ['a PNG that says it is a JPEG', Buffer.from('\u0089PNG', 'latin1'), 'image/jpeg', 400],
    ['text with NUL', Buffer.from('a\0b'), 'text/plain', 400],
    ['text that is no UTF-8', Buffer.from([0xc3, 0x28]), 'text/plain', 400],
    ['nothing', Buffer.from(''), 'text/plain', 400],
    ['a page', Buffer.from('<html>'), 'text/html', 415],
    ['text', Buffer.from('한국어, fine\r\n'), 'text/plain; charset=utf-8', 201],
    ['a PNG', Buffer.from('\u0089PNG\r\n\u001a\n…', 'latin1'), 'image/png', 201],
    ['a JPEG', Buffer.from('\u00ff\u00d8\u00ff\u00e0', 'latin1'), 'image/jpeg', 201],
  ])('is taken by its bytes: %s', async (_, content, type, status) => {
    const answer = await store('EMB-CO-1', content, { type });
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain('MARKED');
  });

  test('is bounded at 5 MiB, and other messages are bounded as before', async () => {
    const most = Buffer.alloc(5_242_880, 'a');
    const type = 'text/plain';
    expect((await store('EMB-CO-1', most, { type })).status).toBe(201);
    const more = await store('EMB-CO-1', Buffer.concat([most, Buffer.from('a')]), { type });
    expect([more.status, await codeOf(more)]).toEqual([413, 'TOO_LARGE']);
    const raw = JSON.stringify({ ...WHO, residence: 'x'.repeat(70_000) });
    expect(await statusAs('EMB-CO-1', 'PUT', `${CASE}/identity`, { raw })).toBe(413);
  });

  test('whose digest is another is refused', async () => {
    const headers = { 'content-digest': `sha-256=:${'A'.repeat(43)}=:` };
    expect(await codeOf(await store('EMB-CO-1', PDF, { headers }))).toBe('DIGEST_MISMATCH');
  });

  test('about a claim is handed in by a case officer, who cannot read it again', async () => {
    const ref = await refOf(await store('EMB-CO-1', PDF, { kind: 'protection-statement' }));
    const address = `${CASE}/stored-files/${ref}`;
    for (const officer of ['EMB-CO-1', 'EMB-HD-1', 'AUD-IT-1']) {
      expect(await statusAs(officer, 'GET', address), officer).toBe(403);
    }
    expect(await statusAs('PRO-OF-1', 'GET', address)).toBe(200);
    const seen = async (officer: string) =>
      JSON.stringify(await (await as(officer, 'GET', `${CASE}/stored-files`)).json());
    expect(await seen('EMB-CO-1')).not.toContain(ref);
    expect(await seen('PRO-OF-1')).toContain(ref);
    expect(await seen('PRO-OF-1')).not.toContain('"statement"');
    const statement = await refOf(await store('EMB-CO-1', PDF));
    expect(await statusAs('PRO-OF-1', 'GET', `${CASE}/stored-files/${statement}`)).toBe(403);
  });

  test('is stored by the roles of its kind, and never seen by clerk and liaison', async () => {
    expect((await store('HAC-CL-1', PDF, { kind: 'certificate' })).status).toBe(201);
    expect((await store('HAC-CL-1', PDF)).status).toBe(403);
    expect((await store('CPL-LN-1', PDF)).status).toBe(403);
    expect(await statusAs('HAC-CL-1', 'GET', `${CASE}/stored-files`)).toBe(403);
    expect(
      await codeOf(await as('EMB-CO-1', 'GET', `${CASE}/stored-files/sf-${'0'.repeat(24)}`)),
    ).toBe('FILE_UNKNOWN');
  });
});

test('an operator changes the master key, and what was put is still read', async () => {
  const rotated = await api.request('POST', '/v1/keys/rotation');
  expect([rotated.status, await rotated.json()]).toMatchObject([200, { done: true, left: 0 }]);
  expect(await statusAs('EMB-CO-1', 'POST', '/v1/keys/rotation')).toBe(403);
  expect(await statusAs('EMB-CO-1', 'GET', `${CASE}/identity`)).toBe(200);
});
