/**
 * The dev server, kept alive: when it dies by itself it is started again on the same ports, where
 * clients and workers find it. Its state is in its file.
 */
import { startDevServer } from './dev-server.ts';
import type { DevServer, DevServerOptions } from './dev-server.ts';

const RESTARTS_MAX = 5;
/** A server that lived so long starts with a clean count. */
const STEADY_MS = 60_000;
const PAUSE_MS = 1_000;

export interface KeptServer {
  readonly address: string;
  /** Absent when headless. */
  readonly uiUrl?: string;
  /** Pid of the process that runs now. */
  pid(): number;
  /** Resolves with a reason when it died too often to be kept; never otherwise. */
  readonly lost: Promise<string>;
  stop(): Promise<void>;
}

/** Starts the server and keeps it. @throws as `startDevServer`. */
export async function keepDevServer(options: DevServerOptions): Promise<KeptServer> {
  let current = await startDevServer(options);
  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  const { address, uiUrl } = current;
  const again = { ...options, port: portOf(address), uiPort: portOf(uiUrl ?? ':0') };
  const lost = new Promise<string>((resolve) => {
    const watch = async (server: DevServer, deaths: number): Promise<void> => {
      const started = Date.now();
      await server.gone;
      if (stopping) return;
      const count = Date.now() - started > STEADY_MS ? 1 : deaths + 1;
      if (count > RESTARTS_MAX) return resolve(`it died ${count} times in a row`);
      options.voice.say('The Temporal dev server ended by itself; starting it again …');
      restarting = restart(again).then((server) => {
        current = server;
        void watch(server, count);
      });
      await restarting.catch((error: unknown) =>
        resolve(error instanceof Error ? error.message : String(error)),
      );
    };
    void watch(current, 0);
  });
  return {
    address,
    ...(uiUrl === undefined ? {} : { uiUrl }),
    pid: () => current.pid,
    lost,
    async stop() {
      stopping = true;
      await restarting.catch(() => {});
      await current.stop();
    },
  };
}

async function restart(options: DevServerOptions): Promise<DevServer> {
  await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  return startDevServer(options);
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}
