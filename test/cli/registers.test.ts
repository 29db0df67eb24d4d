import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, TOKEN } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { crossing, fetchOf } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';

let api: TestApi;
let dir: string;
beforeAll(async () => {
  api = await startApi();
  dir = await mkdtemp(join(tmpdir(), 'cli-'));
  await writeFile(join(dir, 'token'), `${TOKEN}\n`);
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

describe('officers', () => {
  test('lists those of a role', async () => {
    const { exitCode, out } = await against('officers', '--role', 'EMB-HD');
    expect([exitCode, out.split('\n')[0]]).toEqual([0, 'EMB-HD-1 · EMB-HD · EMB']);
    expect(out.split('\n')).toHaveLength(9);
  });
});

describe('api-keys', () => {
  test('gives a key, rotates it, revokes it, and lists it', async () => {
    const added = await against('api-keys', 'add', '--name', 'tool', '--power', 'tasks.read');
    expect(added.out).toMatch(/^\w{12} · tool · tasks\.read · until .+\nKey, shown once: ck_/);
    const id = added.out.slice(0, 12);
    const rotated = await against('api-keys', 'rotate', id, '--overlap', '0', '--days', '7');
    expect(rotated.out).toContain(`Key, shown once: ck_${id}_`);
    expect((await against('api-keys', 'revoke', id)).out).toContain(' · revoked ');
    expect((await against('api-keys', 'list')).out).toMatch(new RegExp(`^${id} .* revoked`));
    expect((await against('api-keys', 'revoke')).exitCode).toBe(2);
    expect((await against('api-keys', 'lose', id)).exitCode).toBe(2);
  });
});
