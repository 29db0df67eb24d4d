/**
 * What runs of today decide otherwise than runs of before, one row each, the oldest first. A run asks
 * for each row once, and Temporal keeps the answer in its history: a replay gets the same one.
 *
 * A row goes once no history holds the old behaviour any more (`removable`); its chart version goes once
 * no open case is under it.
 */
import { patched } from '@temporalio/workflow';

/** New cases of a procedure are started under another chart version. */
export interface ChartPatch {
  /** Never used again. */
  readonly id: string;
  readonly procedure: string;
  /** Chart version that new cases had without it. */
  readonly before: string;
  /** Chart version that new cases have with it. */
  readonly after: string;
  /** Day on which it came in. */
  readonly since: string;
  /** When the row can go, in words. */
  readonly removable: string;
}

/** Every row. */
export const CHART_PATCHES: readonly ChartPatch[] = [
  {
    // The text that is released is the one that was drafted.
    id: 'policy-notice-2',
    procedure: 'policy-notice',
    before: 'policy-notice-1',
    after: 'policy-notice-2',
    since: '2026-11-30',
    removable: 'once `versions` shows no open duty under policy-notice-1',
  },
];

/**
 * Openings that were taken once and are refused now: a safeguard shorter than its floor, a name that is
 * nearly one of ours, a duty of no province (`faultOfLive`). Asked by nobody but a case that is opened so,
 * so that no other history holds it. In since 2026-11-24; removable once no such case is open.
 */
const STRICT_OPENINGS = 'strict-openings';

/** Whether a run refuses such an opening; `false` in a replay of one that took it. */
export function refusesOpening(): boolean {
  return patched(STRICT_OPENINGS);
}

/** The chart version that a new run starts under; `undefined` where the procedure has only one. */
export function chartVersionFor(
  procedure: string,
  patches: readonly ChartPatch[] = CHART_PATCHES,
  isPatched: (id: string) => boolean = patched,
): string | undefined {
  const own = patches.filter((patch) => patch.procedure === procedure);
  const taken = own.filter(({ id }) => isPatched(id)).at(-1);
  return taken?.after ?? own[0]?.before;
}
