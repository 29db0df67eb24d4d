/**
 * From one version of a chart to the next, for cases that are open: a function of the new version maps
 * what is stored. The host applies it when a run gives way to the next one, and hands over the result,
 * so that no run ever sees two versions.
 */
import { KernelError } from './errors.ts';
import { position } from './position.ts';
import type { Procedure } from './procedure.ts';
import type { CaseState } from './types.ts';

/** How open cases of one chart version become cases of another one. */
export interface Migration {
  /** Chart version of the stored case. */
  readonly from: string;
  /** The version of the procedure that carries this. */
  readonly to: string;
  /**
   * Maps snapshot, deadlines and open invocations. What is asked stays asked, under the same ids; it can
   * have another key. `undefined`: this case stays under its version for now, and is asked again later.
   */
  readonly map: (state: CaseState) => CaseState | undefined;
}

/** A case under the version that it goes on with. */
export interface Migrated {
  readonly version: string;
  readonly state: CaseState;
}

/**
 * The state under a newer chart, where it has a way from the version of the case; else as it is.
 *
 * @throws KernelError where what the function gives does not fit the newer chart.
 */
export function migrate(newest: Procedure, version: string, state: CaseState): Migrated {
  const way = newest.migrations?.find(({ from, to }) => from === version && to === newest.version);
  const next = version === newest.version ? undefined : way?.map(state);
  if (next === undefined) return { version, state };
  const fault = misfit(newest, state, next);
  if (fault === undefined) return { version: newest.version, state: next };
  throw new KernelError(`${newest.name}: from ${version} to ${newest.version}`, fault);
}

function misfit(newest: Procedure, before: CaseState, next: CaseState): string | undefined {
  const asked = (state: CaseState): string =>
    [...state.tasks, ...state.exchanges]
      .map(({ id }) => id)
      .sort()
      .join(', ');
  if (asked(before) !== asked(next)) return 'what is asked is not what was asked';
  const timer = next.timers.find(({ key }) => !newest.delays.includes(key));
  if (timer !== undefined) return `there is no delay ${timer.key}`;
  const nodes = nodesIn(newest, next);
  if (nodes === undefined) return 'the snapshot is none of this chart';
  const open = [...next.tasks, ...next.exchanges].map(({ key }) => key).sort();
  return open.join() === nodes.join() ? undefined : `asks ${open.join()}, not ${nodes.join()}`;
}

/** Ids of the invocations of the active states; `undefined` where the snapshot does not fit. */
function nodesIn(newest: Procedure, state: CaseState): readonly string[] | undefined {
  try {
    const { snapshot } = position(newest, state);
    return snapshot._nodes.flatMap(({ invoke }) => invoke.map(({ id }) => id)).sort();
  } catch {
    return undefined;
  }
}
