import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { syntheticRegisters } from '../../src/officers/keys.ts';
import { startApi, TOKEN } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { crossing, fetchOf } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';
import { anotherService } from '../support/other-service.ts';

let api: TestApi;
let dir: string;
let asked: string;
let off: string;
beforeAll(async () => {
  api = await startApi();
  dir = await mkdtemp(join(tmpdir(), 'cli-'));
  await api.registry.putIssuers((await syntheticRegisters(dir)).issuers);
  await writeFile(join(dir, 'token'), `${TOKEN}\n`);
  await api.open('C-1');
  asked = (await api.writeTo('C-1', 'counterpart', 'M2')).key;
  off = (await api.writeTo('C-1', 'counterpart', 'M13')).key;
  const replies = { 'counterpart.consented': 'C-1' };
  await api.workflows.write('C-1', [], { replies, regions: { safeguard: 'clear' } });
});
afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true });
});

/** A command that finds the API of this test behind its address. */
async function against(...args: readonly string[]): Promise<Ran> {
  return crossing(args, {
    env: { CROSSING_DATA_DIR: dir, CROSSING_URL: 'http://api.test' },
    fetch: fetchOf(api),
  });
}

describe('channels', () => {
  test('sets one, and lists them', async () => {
    const set = await against('channels', 'counterpart', '--set', 'by-hand');
    expect(set).toMatchObject({ exitCode: 0, out: 'counterpart · by-hand' });
    expect((await against('channels')).out).toBe('counterpart · by-hand');
    const service = await anotherService('CPL-LN-9');
    const { address, keys, issuer } = await service.enter(api.registry);
    const file = join(dir, 'jwks.json');
    await writeFile(file, JSON.stringify({ keys: [{ ...service.keys[0], alg: 'EdDSA' }] }));
    const http = ['--set', 'http', '--address', String(address), '--issuer', String(issuer)];
    const ran = await against('channels', 'counterpart', ...http, '--keys', file, '--json');
    expect(JSON.parse(ran.out)).toEqual({
      body: 'counterpart',
      channel: 'http',
      address,
      keys,
      issuer,
    });
    await against('channels', 'counterpart', '--set', 'by-hand');
  });

  test('ends with 2 where it cannot be like that', async () => {
    expect(await against('channels', 'EMB', '--set', 'http')).toMatchObject({ exitCode: 2 });
    expect(await against('channels', 'EMB', '--issuer', 'x')).toMatchObject({ exitCode: 2 });
    expect(await against('channels', 'nobody')).toMatchObject({ exitCode: 2 });
    expect(await against('channels', '--set', 'outbox')).toMatchObject({ exitCode: 2 });
  });
});

describe('letters', () => {
  test('lists those that wait, of all cases', async () => {
    const ran = await against('letters', '--waiting', '--body', 'counterpart');
    expect(ran.exitCode).toBe(0);
    const lines = ran.out.split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(`${asked} · M2 to counterpart (C-1) · since `);
    expect(lines[0]).toContain('not sent yet; 1 sent, 0 reminders; by by-hand');
    const json = await against('letters', '--waiting', '--overdue', '--json');
    expect(JSON.parse(json.out)).toEqual({ letters: [] });
  });

  test('lists those of a case', async () => {
    const ran = await against('letters', 'C-1');
    expect(ran.out.split('\n')[0]).toContain(`${asked} · M2 to counterpart`);
    expect(await against('letters', 'C-1', '--waiting')).toMatchObject({ exitCode: 2 });
  });

  test('marks, reminds, sends again and acknowledges, signed by whom it is told', async () => {
    const handed = await against('letters', 'handed-over', 'C-1', asked, '--as', 'CPL-LN-1');
    expect(handed).toMatchObject({ exitCode: 0, err: '' });
    expect(handed.out).toContain('; delivered ');
    const reminded = await against('letters', 'remind', 'C-1', asked, '--as', 'CPL-LN-1');
    expect(reminded.out).toContain('; 2 sent');
    const json = await against('letters', 'resend', 'C-1', asked, '--as', 'FAO-LN-1', '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      sent: 3,
      sendings: [
        { as: 'reminder', by: 'CPL-LN-1' },
        { as: 'letter', by: 'FAO-LN-1' },
      ],
    });
    const noted = await against('letters', 'acknowledge', 'C-1', off, '--as', 'CPL-LN-2');
    expect(noted.out).toContain('acknowledged');
    const other = await against('letters', 'remind', 'C-1', asked, '--as', 'EMB-CO-1');
    expect([other.exitCode, other.err]).toEqual([2, expect.stringMatching(/^ROLE_NOT_ALLOWED/)]);
  });
});

describe('export --bundle', () => {
  const path = () => join(dir, 'C-1.tar');

  test('writes a bundle that verify takes, and whose altered file and entry it names', async () => {
    const heard = { id: 'e-1', type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1' };
    const body = await api.signed('C-2', heard);
    await api.open('C-2');
    await api.request('POST', '/v1/cases/C-2/events', { body });
    expect(await against('export', 'C-2', '--bundle', path())).toMatchObject({ exitCode: 0 });
    const held = await against('verify', path());
    expect(held).toMatchObject({ exitCode: 0 });
    expect(held.out).toMatch(/: holds \(1 entries, head .{43}, 8 files, signed by .{43}\)$/);
    const { kid } = await api.offices.gateway.publicKey();
    expect((await against('verify', '--signed-by', kid, path())).exitCode).toBe(0);
    expect((await against('verify', '--signed-by', 'another', path())).exitCode).toBe(1);

    const bytes = await readFile(path());
    bytes[bytes.indexOf('person.heard')] = 0x71;
    const altered = join(dir, 'altered.tar');
    await writeFile(altered, bytes);
    const json = await against('verify', '--json', altered);
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      holds: false,
      path: 'case-file.json',
      seq: 1,
      id: 'e-1',
    });
    expect((await against('verify', altered)).out).toContain('case-file.json, entry 1 (e-1) does');
    await writeFile(altered, bytes.subarray(0, 700));
    expect((await against('verify', altered)).exitCode).toBe(1);
  });

  test('is of cases that there are, into one file', async () => {
    expect(await against('export', 'NOBODY', '--bundle', path())).toMatchObject({ exitCode: 2 });
    const both = await against('export', 'C-2', '--bundle', path(), '--out', path());
    expect(both.exitCode).toBe(2);
    expect((await api.request('GET', '/v1/cases/C-2/bundle', { token: null })).status).toBe(401);
  });

  test('holds letters and what was no submission, and those of a duty', async () => {
    await against('export', 'C-1', '--bundle', path());
    const bytes = await readFile(path());
    const begin = bytes.indexOf('{\n  "letters"');
    const text = bytes.subarray(begin, bytes.indexOf('\n}\n', begin) + 2).toString();
    const { letters } = JSON.parse(text) as { letters: JsonObject[] };
    expect(letters).toMatchObject([{ key: asked, sendings: [{}, {}] }, { key: off }]);
    await against('open', '--case-no', 'policy-notice/1958-1');
    const ran = await against('export', 'policy-notice/1958-1', '--bundle', path());
    expect(ran).toMatchObject({ exitCode: 0 });
    expect((await against('verify', path())).exitCode).toBe(0);
  });
});
