/**
 * The data folder: one process owns it, and what is secret in it is for its owner's eyes only.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, startTicks } from './processes.ts';

/** Names of what lies in the data folder. */
export const DATA_FILES = {
  lock: 'lock',
  token: 'token',
  keys: 'keys',
  registry: 'registry',
  temporalDb: 'temporal.db',
  temporalPid: 'temporal.pid',
  samplesDone: 'samples.done',
} as const;

const Lock = z.object({
  pid: z.number().int(),
  ticks: z.string().optional(),
  since: z.string(),
  url: z.string().optional(),
});

/** Who owns a data folder. */
export type LockHolder = z.infer<typeof Lock>;

/** Another process owns the data folder. */
export class DataFolderTaken extends Error {
  readonly holder: LockHolder;
  constructor(dataDir: string, holder: LockHolder) {
    const where = holder.url === undefined ? '' : ` at ${holder.url}`;
    super(
      `The data folder ${dataDir} belongs to process ${holder.pid}${where}, since ${holder.since}. ` +
        'End that one first, or name another folder in CROSSING_DATA_DIR.',
    );
    this.name = 'DataFolderTaken';
    this.holder = holder;
  }
}

/** Ownership of the data folder, until `release`. */
export interface DataFolderLock {
  /** Says where the API listens, for a second start and for the command line. */
  announce(url: string): Promise<void>;
  /** Gives the folder up. Harmless twice. */
  release(): Promise<void>;
}

/**
 * Makes the folder where it is missing and takes it. A lock whose process is gone is taken over.
 * @throws DataFolderTaken while another process owns it.
 */
export async function takeDataFolder(dataDir: string): Promise<DataFolderLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, DATA_FILES.lock);
  const ticks = await startTicks(process.pid);
  const mine: LockHolder = {
    pid: process.pid,
    since: new Date().toISOString(),
    ...(ticks === undefined ? {} : { ticks }),
  };
  for (let attempt = 0; !(await createLock(path, mine)); attempt += 1) {
    const holder = await readLock(path);
    if (holder !== undefined && (await holds(holder))) throw new DataFolderTaken(dataDir, holder);
    if (attempt >= 20) throw new Error(`The lock file ${path} cannot be taken over; delete it.`);
    await setAside(path, holder);
  }
  return lockOf(path, mine);
}

/** Who owns the folder now; `undefined` where nobody does. */
export async function dataFolderHolder(dataDir: string): Promise<LockHolder | undefined> {
  const holder = await readLock(join(dataDir, DATA_FILES.lock));
  return holder !== undefined && (await holds(holder)) ? holder : undefined;
}

/** The API's token: the one in the folder, else a new one, for the owner's eyes only. */
export async function apiToken(dataDir: string): Promise<string> {
  const path = join(dataDir, DATA_FILES.token);
  const found = await storedToken(dataDir);
  if (found !== undefined) return found;
  const token = randomBytes(24).toString('base64url');
  await writeFile(path, `${token}\n`, { mode: 0o600 });
  return token;
}

/** The token that a start wrote; `undefined` where none did. */
export async function storedToken(dataDir: string): Promise<string | undefined> {
  const token = await readFile(join(dataDir, DATA_FILES.token), 'utf8').catch(() => '');
  return token.trim() === '' ? undefined : token.trim();
}

function lockOf(path: string, mine: LockHolder): DataFolderLock {
  let released = false;
  return {
    async announce(url) {
      // Renamed into place, so that no reader sees half a file.
      await writeFile(`${path}.new`, JSON.stringify({ ...mine, url }), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    async release() {
      if (released) return;
      released = true;
      const holder = await readLock(path);
      if (holder?.pid === mine.pid && holder.ticks === mine.ticks) await rm(path, { force: true });
    },
  };
}

/** False where a lock file is there already. */
async function createLock(path: string, mine: LockHolder): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify(mine));
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** `undefined` where there is none, or while its owner is still writing it. */
async function readLock(path: string): Promise<LockHolder | undefined> {
  const raw = await readFile(path, 'utf8').catch(() => '');
  try {
    return Lock.parse(JSON.parse(raw));
  } catch {
    return undefined;
  }
}

/** A pid that is used again belongs to a process with another start. */
async function holds(holder: LockHolder): Promise<boolean> {
  if (!isAlive(holder.pid)) return false;
  const ticks = await startTicks(holder.pid);
  return holder.ticks === undefined || ticks === undefined || ticks === holder.ticks;
}

/**
 * Moves a stale lock away. Two starts may do so at once: whoever finds that it moved a fresh lock
 * puts it back, and the race is decided by `createLock`.
 */
async function setAside(path: string, stale: LockHolder | undefined): Promise<void> {
  await new Promise((resume) => setTimeout(resume, stale === undefined ? 50 : 0));
  const aside = `${path}.stale.${process.pid}`;
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const holder = await readLock(aside);
  const fresh = holder !== undefined && (await holds(holder));
  await (fresh ? rename(aside, path) : rm(aside, { force: true }));
}
