/**
 * The servers that both sides run on.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer } from '../src/temporal/dev-server.ts';
import { findTemporalProgram } from '../src/temporal/find-server.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { build, isBuilt, startTemporal } from '../test/support/temporal-1.32.ts';

/** `1.32.1`: as in production, with PostgreSQL. `dev`: the embedded one, with PGlite. */
export type ServerName = '1.32.1' | 'dev';

/** What is running. */
export interface Servers {
  readonly name: ServerName;
  readonly temporalAddress: string;
  /** Absent: PGlite on both sides. */
  readonly databaseUrl?: string;
  /** An empty folder, deleted at the end. */
  folder(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts them; `say` hears of what takes long. */
export async function startServers(
  name: ServerName,
  say: (text: string) => void,
): Promise<Servers> {
  const folders: string[] = [];
  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'crossing-bench-'));
    folders.push(made);
    return made;
  };
  const clean = async (): Promise<void> => {
    await Promise.all(folders.map((made) => rm(made, { recursive: true, force: true })));
  };
  if (name === 'dev') {
    const voice = { say: () => undefined };
    const program = await findTemporalProgram({ voice, env: process.env });
    const server = await startDevServer({
      program,
      dataDir: await folder(),
      port: 0,
      uiPort: 0,
      namespace: 'default',
      headless: true,
      voice,
    });
    return {
      name,
      temporalAddress: server.address,
      folder,
      async stop() {
        await server.stop();
        await clean();
      },
    };
  }
  if (!isBuilt()) await build(say);
  const postgres = await startPostgres();
  const temporal = await startTemporal(postgres);
  return {
    name,
    temporalAddress: temporal.address,
    databaseUrl: await postgres.freshDatabase(),
    folder,
    async stop() {
      await temporal.stop();
      await postgres.stop();
      await clean();
    },
  };
}
