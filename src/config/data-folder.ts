/**
 * The data folder: one process owns it, and what is secret in it is for its owner's eyes only.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
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

/** Milliseconds after which a take-over is believed to have been killed. */
const GUARD_MS_MAX = 10_000;

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
    if (await takeOver(path, mine)) break;
    if (attempt >= 50) throw new Error(`${guardOf(path)} is in the way; delete it.`);
    await new Promise((resume) => setTimeout(resume, 20));
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
      await withDraft(path, { ...mine, url }, (draft) => rename(draft, path));
    },
    async release() {
      if (released) return;
      released = true;
      const holder = await readLock(path);
      if (holder?.pid === mine.pid && holder.ticks === mine.ticks) await rm(path, { force: true });
    },
  };
}

/** False where a lock file is there already. Linked into place: nobody reads half a lock. */
async function createLock(path: string, mine: LockHolder): Promise<boolean> {
  return withDraft(path, mine, async (draft) => {
    try {
      await link(draft, path);
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
  });
}

/**
 * Puts our lock in the place of a stale one. False where another start is doing the same; a folder made
 * for the purpose lets one in at a time, for a lock is looked at and replaced in two steps.
 */
async function takeOver(path: string, mine: LockHolder): Promise<boolean> {
  const guard = guardOf(path);
  try {
    await mkdir(guard);
  } catch (error) {
    if (!isTaken(error)) throw error;
    await removeLeftGuard(guard);
    return false;
  }
  try {
    // One that is gone meanwhile may be made anew by somebody else at any moment: not to be replaced.
    if (!(await isThere(path))) return false;
    const holder = await readLock(path);
    if (holder !== undefined && (await holds(holder))) return false;
    return await withDraft(path, mine, async (draft) => {
      await rename(draft, path);
      return true;
    });
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

/** Taking over is a matter of milliseconds: a guard that stands for long was left by a killed start. */
async function removeLeftGuard(guard: string): Promise<void> {
  const since = await stat(guard).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (since !== undefined && Date.now() - since > GUARD_MS_MAX)
    await rm(guard, { recursive: true });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function guardOf(path: string): string {
  return `${path}.takeover`;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

async function withDraft<T>(
  path: string,
  mine: LockHolder,
  use: (draft: string) => Promise<T>,
): Promise<T> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
    return await use(draft);
  } finally {
    await rm(draft, { force: true });
  }
}

/** `undefined` where there is none, or where a power failure left it empty. */
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
