/** `registry rebuild`: on the database itself, while no service runs on it. */
import { DataFolderTaken, takeDataFolder } from '../config/data-folder.ts';
import type { Settings } from '../config/settings.ts';
import { RegistryInUse, rebuild } from '../rebuild/rebuild.ts';
import type { RebuildResult } from '../rebuild/rebuild.ts';
import { openRegistry } from '../registry/open.ts';
import { EXIT, wrongUse } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { settingsOf } from './io.ts';
import { askServer } from './rebuild-server.ts';

/** What a rebuild is made from, and how it tells. */
export interface RebuildOptions {
  /** Folder of exported files; absent: from histories alone. */
  readonly folder?: string;
  readonly histories: boolean;
  /** To a registry that has cases. */
  readonly adds: boolean;
  readonly json: boolean;
}

/** Codes with which a case, or a file that was not needed, came out as it should. */
const GOOD: readonly string[] = [
  'REBUILT',
  'ADDED',
  'STANDS',
  'REBUILT_BEFORE',
  'NOTHING_RECORDED',
  'NUMBER_TWICE',
];
const REBUILT: readonly string[] = ['REBUILT', 'ADDED', 'REBUILT_IN_PART', 'REBUILT_BEFORE'];

/** Rebuilds what the server and the folder have; the exit code says whether all of it came out. */
export async function rebuildFrom(io: CliIo, options: RebuildOptions): Promise<number> {
  const { folder, histories } = options;
  if (folder === undefined && !histories) {
    throw wrongUse('Without histories, say what from: --from-exports <folder>.');
  }
  const settings = settingsOf(io);
  const lock = await takeDataFolder(settings.dataDir).catch((error: unknown) => {
    if (error instanceof DataFolderTaken) throw wrongUse(`SERVICE_RUNS: ${error.message}`);
    throw error;
  });
  try {
    return await rebuildIn(io, settings, options);
  } catch (error) {
    if (error instanceof RegistryInUse) throw wrongUse(error.message);
    if (isMissing(error)) throw wrongUse(`There is no folder ${folder ?? ''}.`);
    throw error;
  } finally {
    await lock.release();
  }
}

async function rebuildIn(
  io: CliIo,
  settings: Settings,
  { folder, histories, adds, json }: RebuildOptions,
): Promise<number> {
  const { databaseUrl, dataDir, connections, limits } = settings;
  const server = await askServer(io, settings, histories);
  if (server === undefined && folder === undefined) {
    throw wrongUse('No server to ask for histories: set TEMPORAL_ADDRESS, or use --from-exports.');
  }
  const stop = untilStopped();
  const counts = new Map<string, number>();
  try {
    const registry = await openRegistry({ databaseUrl, dataDir, connections, limits });
    try {
      const deps = { registry, adds, ...(server ?? NO_SERVER), now: () => new Date() };
      for await (const result of rebuild(deps, folder)) {
        counts.set(result.code, (counts.get(result.code) ?? 0) + 1);
        tell(io, result, json);
        io.terminal?.write(`\r${total(counts)} cases and files`);
        if (stop.asked()) break;
      }
    } finally {
      await registry.close();
    }
  } finally {
    io.terminal?.write('\r');
    stop.forget();
    await server?.close();
  }
  const all = total(counts);
  const rebuilt = total(counts, REBUILT);
  const bad = all - total(counts, GOOD);
  if (json) io.out(JSON.stringify(Object.fromEntries(counts)));
  else {
    io.out(`${all} cases and files: ${rebuilt} cases rebuilt, ${bad} not as they should be`);
    if (stop.asked()) io.err('Stopped: the same command goes on.');
  }
  return bad === 0 && !stop.asked() ? EXIT.done : EXIT.difference;
}

const NO_SERVER = { runOf: () => Promise.resolve(undefined), known: nobody };

async function* nobody(): AsyncGenerator<string, void> {}

/** Ctrl-C ends a rebuild between two cases; once more, at once. */
function untilStopped(): { asked(): boolean; forget(): void } {
  let asked = false;
  const ask = (): void => {
    asked = true;
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, ask);
  return {
    asked: () => asked,
    forget: () => {
      for (const signal of signals) process.removeListener(signal, ask);
    },
  };
}

function tell(
  io: CliIo,
  { file, caseNo, code, says, missing }: RebuildResult,
  json: boolean,
): void {
  if (json) return io.out(JSON.stringify({ file, caseNo, code, says, missing }));
  io.out(`${file ?? caseNo ?? ''} ${code}: ${says}`);
  for (const one of missing) io.out(`  missing: ${one}`);
}

/** All results, or those with one of the codes. */
function total(counts: ReadonlyMap<string, number>, codes?: readonly string[]): number {
  return [...counts]
    .filter(([code]) => codes === undefined || codes.includes(code))
    .reduce((sum, [, count]) => sum + count, 0);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
