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
  let restarting = Promise.resolve(current);
  const { address, uiUrl } = current;
  const again = { ...options, port: portOf(address), uiPort: portOf(uiUrl ?? ':0') };
  const lost = new Promise<string>((resolve) => {
    /** One life of the server after the other, for as long as it can be kept. */
    const keep = async (): Promise<void> => {
      for (let deaths = 0; ;) {
        const started = Date.now();
        await current.gone;
        if (stopping) return;
        deaths = Date.now() - started > STEADY_MS ? 1 : deaths + 1;
        if (deaths > RESTARTS_MAX) throw new Error(`it died ${deaths} times in a row`);
        options.voice.say('The Temporal dev server ended by itself; starting it again …');
        restarting = restart(again);
        current = await restarting;
      }
    };
    keep().catch((error: unknown) => {
      resolve(error instanceof Error ? error.message : String(error));
    });
  });
  return {
    address,
    ...(uiUrl === undefined ? {} : { uiUrl }),
    pid: () => current.pid,
    lost,
    async stop() {
      stopping = true;
      // One that is just coming up is to be ended too.
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
