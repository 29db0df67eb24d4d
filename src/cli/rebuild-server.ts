/** The Temporal server that a rebuild asks: the one that was named, or the embedded one for the time. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { DATA_FILES } from '../config/data-folder.ts';
import type { Settings } from '../config/settings.ts';
import type { RebuildDeps } from '../rebuild/rebuild.ts';
import { listeningBundle } from '../temporal/bundle.ts';
import { connectTemporal } from '../temporal/client.ts';
import { startDevServer } from '../temporal/dev-server.ts';
import type { DevServer } from '../temporal/dev-server.ts';
import { findTemporalProgram } from '../temporal/find-server.ts';
import { openHistories } from '../temporal/histories.ts';
import { createCaseRuns, numbersKnownTo } from '../temporal/runs.ts';
import { installTemporalLogger } from '../temporal/worker.ts';
import type { CliIo } from './io.ts';

/** What a rebuild asks the server. */
export interface Asked extends Pick<RebuildDeps, 'runOf' | 'known' | 'histories'> {
  close(): Promise<void>;
}

/**
 * Connects; `undefined` where there is no server: none was named, and the data folder has no state of an
 * embedded one.
 */
export async function askServer(
  io: CliIo,
  settings: Settings,
  withHistories: boolean,
): Promise<Asked | undefined> {
  const { address: named, namespace, connect } = settings.temporal;
  const embedded = named === undefined ? await embeddedServer(io, settings) : undefined;
  const address = named ?? embedded?.address;
  if (address === undefined) return undefined;
  // A history that does not replay is told as a result; the SDK's own words come at their level.
  installTemporalLogger(pino({ level: settings.logLevel }, pino.destination(2)));
  try {
    const connections = await connectTemporal({
      address,
      namespace,
      ...(embedded === undefined && { connect }),
    });
    const { client } = connections;
    const runs = createCaseRuns(client);
    const voice = { say: (text: string) => io.err(text) };
    const histories = withHistories
      ? openHistories(client, await listeningBundle(voice))
      : undefined;
    return {
      async runOf(caseNo) {
        const standing = await runs.standing(caseNo);
        return standing.kind === 'unknown' || standing.reset
          ? undefined
          : standing.firstExecutionRunId;
      },
      known: () => numbersKnownTo(client),
      ...(histories && { histories }),
      async close() {
        await histories?.close();
        await connections.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** The caller owns the data folder. */
async function embeddedServer(io: CliIo, settings: Settings): Promise<DevServer | undefined> {
  const { dataDir } = settings;
  const { cliPath, namespace } = settings.temporal;
  const isThere = await access(join(dataDir, DATA_FILES.temporalDb)).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const voice = { say: (text: string) => io.err(text) };
  const program = await findTemporalProgram({
    voice,
    env: io.env,
    ...(cliPath !== undefined && { cliPath }),
  });
  const free = { port: 0, uiPort: 0, headless: true };
  return startDevServer({ program, dataDir, namespace, voice, ...free });
}
