/**
 * Both sides on the same servers, with one watch over their tasks.
 */
import { loadPrivateKey } from '../../src/officers/keys.ts';
import type { PrivateKey } from '../../src/officers/keys.ts';
import { OFFICER, scriptOf } from '../load/decisions.ts';
import type { Decision, Script } from '../load/decisions.ts';
import { TaskWatch } from '../load/watch.ts';
import type { Servers } from '../servers.ts';
import { startSide } from './protocol.ts';
import type { Side, SideOptions } from './protocol.ts';

export const SIDES = ['service', 'bare'] as const;
export type SideName = (typeof SIDES)[number];

/** Both, running. */
export interface Both {
  readonly sides: Readonly<Record<SideName, Side>>;
  readonly watch: TaskWatch;
  /** A new case, signed where the side wants signatures. */
  script(side: SideName, decisions?: readonly Decision[]): Promise<Script>;
  /** Lines logged as errors by either side. */
  errors(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface BothOptions extends Pick<SideOptions, 'workflowTasks'> {
  /** The bare side sets the search attribute of its state, as the service does. */
  readonly bareShowsState?: boolean;
}

/** Starts both. Worker options go to the service alone. */
export async function startBoth(servers: Servers, options: BothOptions = {}): Promise<Both> {
  const { bareShowsState = false, ...more } = options;
  const watch = new TaskWatch();
  if (servers.databaseUrl !== undefined) await watch.listen(servers.databaseUrl);
  const { temporalAddress, databaseUrl } = servers;
  const common = { temporalAddress, ...(databaseUrl !== undefined && { databaseUrl }) };
  const onTask = (caseNo: string): void => watch.heard(caseNo);
  const dataDir = await servers.folder();
  const service = await startSide(
    'service',
    new URL('./service.ts', import.meta.url),
    { ...common, ...more, dataDir },
    onTask,
  );
  const bare = await startSide(
    'bare',
    new URL('./bare.ts', import.meta.url),
    { ...common, dataDir: await servers.folder() },
    onTask,
  );
  const key: PrivateKey = await loadPrivateKey(dataDir, OFFICER);
  const run = Date.now().toString(36).toUpperCase();
  let cases = 0;
  return {
    sides: { service, bare },
    watch,
    script(side, decisions) {
      cases += 1;
      const caseNo = `B-${side}-${run}-${cases}`;
      return side === 'service'
        ? scriptOf(caseNo, key, decisions)
        : scriptOf(caseNo, undefined, decisions, { showsState: bareShowsState });
    },
    async errors() {
      const reports = await Promise.all([service.report(), bare.report()]);
      return reports.flatMap(({ errors }) => errors);
    },
    async stop() {
      await Promise.all([service.stop(), bare.stop()]);
      await watch.close();
    },
  };
}
