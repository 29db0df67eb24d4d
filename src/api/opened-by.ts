/**
 * Who opens a case or a duty, where an officer is signed in: he himself.
 */
import type { Opening } from '../../machines/kernel/types.ts';
import type { Caller } from './powers.ts';
import { Problem } from './problems.ts';

/**
 * The opening with the officer who calls in `openedBy`; of all others as it came.
 * @throws Problem NOT_PERMITTED where it names somebody else.
 */
export function openedBy(caller: Caller, opening: Opening): Opening {
  if (caller.kind !== 'officer') return opening;
  const { id } = caller.officer;
  if (opening.openedBy !== undefined && opening.openedBy !== id) {
    throw new Problem('NOT_PERMITTED', `openedBy: ${id} is signed in; leave it out.`);
  }
  return { ...opening, openedBy: id };
}
