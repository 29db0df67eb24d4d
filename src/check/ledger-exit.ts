/**
 * The three checks of an exit application (4e), added up from the log alone.
 */
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Entry } from './log.ts';

/** Absent: not made yet. */
export interface Checks {
  readonly political?: boolean;
  readonly justified?: boolean;
  /** Pending cases that are open. */
  readonly pending: number;
  readonly isPendingKnown?: true;
}

/** 4e: no political issue, no pending case, justified. */
export function mustApprove({ political, justified, pending }: Checks): boolean {
  return political === false && justified === true && pending === 0;
}

/** The checks after an accepted entry; the same object where nothing changed. */
export function checksAfter(checks: Checks, { event }: Entry): Checks {
  switch (event.type) {
    case 'political-check.completed':
      return { ...checks, political: event['issue'] === true };
    case 'pending-case-check.completed':
      return { ...checks, pending: event['pending'] === true ? 1 : 0, isPendingKnown: true };
    case 'justification.assessed':
      return { ...checks, justified: event['justified'] === true };
    case 'pending-case.reported':
      return { ...checks, pending: checks.pending + 1 };
    case 'pending-case.closed':
      return { ...checks, pending: Math.max(0, checks.pending - 1) };
    case 'check.corrected':
      return lifted(checks, event);
    case 'review.decided':
      return event['result'] === 'overturned' ? corrected(checks, event['corrects']) : checks;
    default:
      return checks;
  }
}

function lifted(checks: Checks, event: JsonObject): Checks {
  if (event['check'] === 'political') return { ...checks, political: event['value'] === true };
  if (event['check'] === 'justification') {
    return { ...checks, justified: event['value'] === true };
  }
  return { ...checks, pending: 0 };
}

function corrected(checks: Checks, corrects: unknown): Checks {
  const { issue, pending, justified } = (corrects ?? {}) as JsonObject;
  return {
    ...checks,
    ...(typeof issue === 'boolean' && { political: issue }),
    ...(typeof justified === 'boolean' && { justified }),
    ...(typeof pending === 'boolean' && { pending: pending ? Math.max(1, checks.pending) : 0 }),
  };
}
