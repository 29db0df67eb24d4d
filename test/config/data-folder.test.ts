import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  apiToken,
  dataFolderHolder,
  DataFolderTaken,
  storedToken,
  takeDataFolder,
} from '../../src/config/data-folder.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'data-folder-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** The pid of a process that was there and is gone. */
function deadPid(): number {
  const print = 'process.stdout.write(String(process.pid))';
  return Number(execFileSync(process.execPath, ['-e', print], { encoding: 'utf8' }));
}

async function stale(content: object): Promise<void> {
  await writeFile(join(dir, 'lock'), JSON.stringify({ since: 'then', ...content }));
}

describe('the data folder', () => {
  test('belongs to one at a time; the second is refused and told who and where', async () => {
    const lock = await takeDataFolder(dir);
    await lock.announce('http://127.0.0.1:8080');
    const second = takeDataFolder(dir);
    await expect(second).rejects.toThrow(DataFolderTaken);
    await expect(second).rejects.toThrow(
      new RegExp(`process ${process.pid} at http://127.0.0.1:8080.*CROSSING_DATA_DIR`, 's'),
    );
    await lock.release();
    await lock.release();
    await (await takeDataFolder(dir)).release();
  });

  test('is made where it is missing, for its owner alone', async () => {
    const inner = join(dir, 'a', 'b');
    const lock = await takeDataFolder(inner);
    expect((await stat(inner)).mode & 0o777).toBe(0o700);
    await lock.release();
  });

  test('is taken over from a process that is gone', async () => {
    await stale({ pid: deadPid() });
    const lock = await takeDataFolder(dir);
    expect((await dataFolderHolder(dir))?.pid).toBe(process.pid);
    await lock.release();
    expect(await dataFolderHolder(dir)).toBeUndefined();
  });

  test('is taken over where the pid belongs to another process by now', async () => {
    await stale({ pid: process.pid, ticks: '1' });
    await (await takeDataFolder(dir)).release();
  });

  test('is taken over from a lock that was never written whole', async () => {
    await writeFile(join(dir, 'lock'), '');
    await (await takeDataFolder(dir)).release();
  });

  test('goes to exactly one of many that find a stale lock at once', async () => {
    await stale({ pid: deadPid() });
    const takes = await Promise.allSettled(Array.from({ length: 8 }, () => takeDataFolder(dir)));
    const taken = takes.filter(({ status }) => status === 'fulfilled');
    expect(taken).toHaveLength(1);
  });

  test('keeps one token, for its owner alone', async () => {
    expect(await storedToken(dir)).toBeUndefined();
    const token = await apiToken(dir);
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(await apiToken(dir)).toBe(token);
    expect(await storedToken(dir)).toBe(token);
    expect((await stat(join(dir, 'token'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dir, 'token'), 'utf8')).toBe(`${token}\n`);
  });
});
