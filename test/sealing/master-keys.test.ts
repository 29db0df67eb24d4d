import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  MasterKeyFault,
  MasterKeyMissing,
  MasterKeyNotOurs,
  openMasterKeys,
} from '../../src/sealing/master-keys.ts';
import { Unreadable, newKey } from '../../src/sealing/seal.ts';

const HERE = { owner: 'OUT-1', kind: 'identity', version: 1 };
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'master-keys-'));
  path = join(folder, 'keys', 'master.key');
});
afterEach(() => rm(folder, { recursive: true }));

function line(): string {
  return Buffer.from(newKey()).toString('base64url');
}

describe('master keys of our own', () => {
  test('are made once, for the owner’s eyes only, also by two at once', async () => {
    const [one, two] = await Promise.all([openMasterKeys(path, true), openMasterKeys(path, true)]);
    expect(await one.ids()).toEqual(await two.ids());
    expect(await one.ids()).toHaveLength(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { key, kept } = await one.make(HERE);
    expect(await two.unwrap(kept, HERE)).toEqual(Buffer.from(key));
  });

  test('keep the earlier one through a rotation, and drop it at its end', async () => {
    const masters = await openMasterKeys(path, true);
    const before = await masters.make(HERE);
    const [old] = await masters.ids();
    await masters.begin();
    await masters.begin();
    expect(await masters.ids()).toEqual([expect.not.stringMatching(String(old)), old]);
    expect(await masters.unwrap(before.kept, HERE)).toEqual(Buffer.from(before.key));
    const after = await masters.rewrap(before.kept, HERE);
    expect(after.masterId).toBe((await masters.ids())[0]);
    expect(await masters.finish()).toBe(true);
    expect(await masters.unwrap(after, HERE)).toEqual(Buffer.from(before.key));
    await expect(masters.unwrap(before.kept, HERE)).rejects.toThrow(MasterKeyMissing);
  });

  test('unwrap a data key for its own place alone', async () => {
    const masters = await openMasterKeys(path, true);
    const { kept } = await masters.make(HERE);
    const elsewhere = { ...HERE, owner: 'OUT-2' };
    await expect(masters.unwrap(kept, elsewhere)).rejects.toThrow(Unreadable);
  });
});

describe('master keys that somebody else keeps', () => {
  test('are read at every use, and never written', async () => {
    path = join(folder, 'theirs');
    const first = line();
    await writeFile(path, `${first}\n`);
    const masters = await openMasterKeys(path, false);
    const { key, kept } = await masters.make(HERE);
    await expect(masters.begin()).rejects.toThrow(MasterKeyNotOurs);
    const both = `${line()}\n${first}\n`;
    await writeFile(path, both);
    await masters.begin();
    const again = await masters.rewrap(kept, HERE);
    expect(again.masterId).not.toBe(kept.masterId);
    expect(await masters.unwrap(again, HERE)).toEqual(Buffer.from(key));
    expect(await masters.finish()).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(both);
  });

  test.each([
    ['is missing', undefined],
    ['is empty', '\n'],
    ['holds another text', 'a secret that is no key\n'],
    ['holds a key that is too short', `${line().slice(1)}\n`],
  ])('are refused where the file %s, and what it holds is not repeated', async (_, text) => {
    path = join(folder, 'theirs');
    if (text !== undefined) await writeFile(path, text);
    const opening = openMasterKeys(path, false);
    await expect(opening).rejects.toThrow(MasterKeyFault);
    await expect(opening).rejects.not.toThrow(text?.trim() || 'secret');
  });
});
