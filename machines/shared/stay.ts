/** A claim for protection stays every step toward return [S]. */

/** States of the region `safeguard` in which the stay is active. */
export const STAYED = ['stayed', 'reviewable', 'under-review', 'protected'] as const;
