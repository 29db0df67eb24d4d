/**
 * How long a caller wants to wait for an outcome: `Prefer: wait=N` (RFC 7240), in seconds.
 */

/** Seconds that hold without the header. */
const WAIT_S_DEFAULT = 10;
/** Seconds that are waited at most. */
const WAIT_S_MAX = 60;

/** Whole seconds from 0 to 60. A value that makes no sense is ignored, as the RFC asks. */
export function waitSeconds(prefer: string | undefined): number {
  for (const preference of (prefer ?? '').split(',')) {
    const [name, value] = (preference.split(';')[0] ?? '').split('=');
    if (name?.trim().toLowerCase() !== 'wait') continue;
    // The first one counts where a preference is named twice.
    const digits = /^\s*"?(\d{1,9})"?\s*$/.exec(value ?? '')?.[1];
    return digits === undefined ? WAIT_S_DEFAULT : Math.min(Number(digits), WAIT_S_MAX);
  }
  return WAIT_S_DEFAULT;
}
