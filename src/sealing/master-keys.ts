/**
 * Master keys: they wrap data keys and nothing else. One file holds them, one a line in base64url; the
 * first wraps, all open. It is read at every use, so that a key put in front counts from that moment,
 * in every process.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open as openFile, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KEY_BYTES, keyId, newKey, open, seal } from './seal.ts';
import type { SealContext } from './seal.ts';

/** A data key as it is kept. */
export interface WrappedKey {
  /** The master key that it is wrapped by. */
  readonly masterId: string;
  readonly wrapped: Uint8Array;
}

/** The master keys of a service. */
export interface MasterKeys {
  /** A new data key, and how it is kept. */
  make(context: SealContext): Promise<{ readonly key: Uint8Array; readonly kept: WrappedKey }>;
  /** @throws MasterKeyMissing, or Unreadable. */
  unwrap(kept: WrappedKey, context: SealContext): Promise<Uint8Array>;
  /** The same data key under the first master key. @throws as `unwrap`. */
  rewrap(kept: WrappedKey, context: SealContext): Promise<WrappedKey>;
  /** Names of all, the first one first. */
  ids(): Promise<readonly string[]>;
  /**
   * Puts a new one in front, unless earlier ones are still there: then a rotation is under way.
   * @throws MasterKeyNotOurs where the file belongs to somebody else.
   */
  begin(): Promise<void>;
  /** Drops all but the first: nothing may be wrapped by them any more. False where the file is not ours. */
  finish(): Promise<boolean>;
}

/** A data key is wrapped by a master key that the file does not hold. */
export class MasterKeyMissing extends Error {
  constructor(id: string, path: string) {
    super(`Master key ${id} is not in ${path}; restore the file from its back-up.`);
    this.name = 'MasterKeyMissing';
  }
}

/** The file of the master keys cannot be used as it is. The text says what to do. */
export class MasterKeyFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MasterKeyFault';
  }
}

/** The file was named in the settings: whoever keeps it puts new keys in front. */
export class MasterKeyNotOurs extends Error {
  constructor() {
    super(
      'The file of the master keys is not this service’s own: put a new key before the first line ' +
        '(32 random bytes in base64url), then ask again.',
    );
    this.name = 'MasterKeyNotOurs';
  }
}

/**
 * The master keys in this file. `ours`: made where it is missing, for the owner's eyes only, and changed
 * by a rotation; else the file is there and is read alone.
 * @throws MasterKeyFault where the file is missing or does not hold keys.
 */
export async function openMasterKeys(path: string, ours: boolean): Promise<MasterKeys> {
  if (ours) await makeFile(path);
  await read(path);
  const unwrap: MasterKeys['unwrap'] = async ({ masterId, wrapped }, context) => {
    const found = (await read(path)).find((key) => keyId(key) === masterId);
    if (found === undefined) throw new MasterKeyMissing(masterId, path);
    return open(wrapped, found, context);
  };
  const wrap = async (key: Uint8Array, context: SealContext): Promise<WrappedKey> => {
    const [master] = await read(path);
    return { masterId: keyId(master), wrapped: seal(key, master, context) };
  };
  return {
    unwrap,
    async make(context) {
      const key = newKey();
      return { key, kept: await wrap(key, context) };
    },
    rewrap: async (kept, context) => wrap(await unwrap(kept, context), context),
    ids: async () => (await read(path)).map(keyId),
    async begin() {
      const keys = await read(path);
      if (keys.length > 1) return;
      if (!ours) throw new MasterKeyNotOurs();
      await write(path, [newKey(), ...keys]);
    },
    async finish() {
      const keys = await read(path);
      if (ours && keys.length > 1) await write(path, keys.slice(0, 1));
      return ours;
    },
  };
}

async function read(path: string): Promise<readonly [Uint8Array, ...Uint8Array[]]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new MasterKeyFault(`The file of the master keys, ${path}, cannot be read (${why}).`);
  });
  const [first, ...more] = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, at) => keyIn(line.trim(), `${path}, line ${at + 1}`));
  if (first === undefined) throw new MasterKeyFault(`${path} holds no master key.`);
  return [first, ...more];
}

function keyIn(line: string, place: string): Uint8Array {
  const key = Buffer.from(line, 'base64url');
  if (key.length === KEY_BYTES && /^[\w-]{43}$/.test(line)) return key;
  throw new MasterKeyFault(`${place} is no master key: 32 bytes in base64url, 43 characters.`);
}

async function makeFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Linked into place: of two who make one at once, the second finds the first's.
  await draft(path, [newKey()], async (made) => {
    await link(made, path).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  });
}

async function write(path: string, keys: readonly Uint8Array[]): Promise<void> {
  await draft(path, keys, (made) => rename(made, path));
}

/** Written whole and on the disk before it gets its name: a power failure loses no key. */
async function draft(
  path: string,
  keys: readonly Uint8Array[],
  use: (made: string) => Promise<void>,
): Promise<void> {
  const made = `${path}.${randomUUID()}`;
  const file = await openFile(made, 'wx', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(keys.map((key) => `${Buffer.from(key).toString('base64url')}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await use(made);
  } finally {
    await rm(made, { force: true });
  }
}
