/** `registry rebuild`: on the database itself, while no service runs on it. */
import { DataFolderTaken, takeDataFolder } from '../config/data-folder.ts';
import type { Settings } from '../config/settings.ts';
import { RegistryInUse, rebuild } from '../rebuild/rebuild.ts';
import type { RebuildDeps, RebuildResult } from '../rebuild/rebuild.ts';
import { openRegistry } from '../registry/open.ts';
import { connectTemporal } from '../temporal/client.ts';
import { createCaseRuns, numbersKnownTo } from '../temporal/runs.ts';
import { EXIT, wrongUse } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { settingsOf } from './io.ts';

/** Rebuilds from a folder of exported files; the exit code says whether every file came out. */
export async function rebuildFrom(
  io: CliIo,
  folder: string | undefined,
  json: boolean,
): Promise<number> {
  if (folder === undefined) throw wrongUse('Say what from: --from-exports <folder>.');
  const settings = settingsOf(io);
  const lock = await takeDataFolder(settings.dataDir).catch((error: unknown) => {
    if (error instanceof DataFolderTaken) throw wrongUse(`SERVICE_RUNS: ${error.message}`);
    throw error;
  });
  try {
    return await rebuildIn(io, settings, folder, json);
  } catch (error) {
    if (error instanceof RegistryInUse) throw wrongUse(error.message);
    if (isMissing(error)) throw wrongUse(`There is no folder ${folder}.`);
    throw error;
  } finally {
    await lock.release();
  }
}

async function rebuildIn(
  io: CliIo,
  settings: Settings,
  folder: string,
  json: boolean,
): Promise<number> {
  const { databaseUrl, dataDir, connections, limits } = settings;
  const registry = await openRegistry({ databaseUrl, dataDir, connections, limits });
  const counts = new Map<string, number>();
  let runs: Runs | undefined;
  try {
    runs = await runsOf(settings);
    const deps = { registry, runOf: runs.runOf, known: runs.known, now: () => new Date() };
    for await (const result of rebuild(deps, folder)) {
      counts.set(result.code, (counts.get(result.code) ?? 0) + 1);
      tell(io, result, json);
      io.terminal?.write(`\r${total(counts)} files and cases`);
    }
  } finally {
    io.terminal?.write('\r');
    await runs?.close();
    await registry.close();
  }
  const good = (counts.get('REBUILT') ?? 0) + (counts.get('REBUILT_BEFORE') ?? 0);
  const without = counts.get('NO_FILE') ?? 0;
  const files = total(counts) - without;
  const refused = files - good - (counts.get('NUMBER_TWICE') ?? 0);
  if (json) io.out(JSON.stringify(Object.fromEntries(counts)));
  else {
    const words = `${files} files: ${good} cases rebuilt, ${refused} files refused`;
    io.out(`${words}; ${without} cases of the server without a file`);
  }
  return refused + without === 0 ? EXIT.done : EXIT.difference;
}

interface Runs extends Pick<RebuildDeps, 'runOf' | 'known'> {
  close(): Promise<void>;
}

/** Whose chain of runs a case belongs to; an embedded server does not run now, and is not asked. */
async function runsOf({ temporal }: Settings): Promise<Runs> {
  const { address, namespace, connect } = temporal;
  if (address === undefined) {
    return {
      runOf: () => Promise.resolve(undefined),
      known: nobody,
      close: () => Promise.resolve(),
    };
  }
  const connections = await connectTemporal({ address, namespace, connect });
  const runs = createCaseRuns(connections.client);
  return {
    async runOf(caseNo) {
      const standing = await runs.standing(caseNo);
      return standing.kind === 'unknown' || standing.reset
        ? undefined
        : standing.firstExecutionRunId;
    },
    known: () => numbersKnownTo(connections.client),
    close: () => connections.close(),
  };
}

async function* nobody(): AsyncGenerator<string, void> {}

function tell(
  io: CliIo,
  { file, caseNo, code, says, missing }: RebuildResult,
  json: boolean,
): void {
  if (json) return io.out(JSON.stringify({ file, caseNo, code, says, missing }));
  io.out(`${file ?? caseNo ?? ''} ${code}: ${says}`);
  for (const one of missing) io.out(`  missing: ${one}`);
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
