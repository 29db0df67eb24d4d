import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTemporalProgram, NoDevServer, userCache } from '../../src/temporal/find-server.ts';
import { SDK_PROGRAM } from '../../src/temporal/sdk-server.ts';

let dir: string;
let said: string[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'find-server-'));
  said = [];
});
afterEach(() => rm(dir, { recursive: true }));

/** A program that answers as `temporal --version` does. */
async function program(path: string, answer = 'temporal version 1.5.1'): Promise<string> {
  const whole = join(dir, path);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, `#!/bin/sh\necho "${answer}"\n`);
  await chmod(whole, 0o755);
  return whole;
}

function find(options: { readonly path?: string; readonly cliPath?: string } = {}) {
  const { path = join(dir, 'empty'), cliPath } = options;
  return findTemporalProgram({
    voice: { say: (text) => void said.push(text) },
    env: { PATH: path },
    cacheDir: join(dir, 'cache'),
    sdkDir: join(dir, 'sdk'),
    ...(cliPath === undefined ? {} : { cliPath }),
    download: () => Promise.reject(new Error('SDK download: no network')),
    build: () => Promise.reject(new Error('Go: the program `go` is not on the PATH')),
  });
}

describe('the dev server is found', () => {
  test('where TEMPORAL_CLI_PATH says, before all others', async () => {
    await program('path/temporal');
    const named = await program('named');
    expect(await find({ path: join(dir, 'path'), cliPath: named })).toBe(named);
    expect(said.join('\n')).toContain('TEMPORAL_CLI_PATH');
  });

  test('on the PATH, then as built earlier, then as the SDK keeps it', async () => {
    const sdk = await program(`sdk/${SDK_PROGRAM}`);
    expect(await find()).toBe(sdk);
    const built = await program('cache/bin/temporal');
    expect(await find()).toBe(built);
    const onPath = await program('path/temporal');
    expect(await find({ path: join(dir, 'path') })).toBe(onPath);
  });

  test('where a program of that name is another one, it is passed over', async () => {
    await program('path/temporal', 'something else');
    const built = await program('cache/bin/temporal');
    expect(await find({ path: join(dir, 'path') })).toBe(built);
  });

  test('and each step is said aloud', async () => {
    await program(`cache/sdk/${SDK_PROGRAM}`);
    await find();
    expect(said).toHaveLength(4);
  });
});

test('a TEMPORAL_CLI_PATH that does not work is refused, not replaced', async () => {
  await program('path/temporal');
  const asked = find({ path: join(dir, 'path'), cliPath: join(dir, 'nothing') });
  await expect(asked).rejects.toThrow(/^TEMPORAL_CLI_PATH: .*nothing/);
});

test('where nothing works the error names all four ways, and why each failed', async () => {
  const asked = find();
  await expect(asked).rejects.toThrow(NoDevServer);
  for (const way of ['TEMPORAL_ADDRESS', 'TEMPORAL_CLI_PATH', 'SDK download: no network', 'Go:']) {
    await expect(asked).rejects.toThrow(way);
  }
});

test('the cache is the user’s own, by the XDG rules', () => {
  expect(userCache({ XDG_CACHE_HOME: '/x' })).toBe('/x/crossing-cases');
  expect(userCache({ XDG_CACHE_HOME: 'relative' })).toMatch(/\/\.cache\/crossing-cases$/);
  expect(userCache({})).toMatch(/\/\.cache\/crossing-cases$/);
});
