/**
 * What the calls about persons have in common: the case, the visitor, and faults as problems.
 */
import type { Context } from 'hono';
import { Erased } from '../../persons/vault.ts';
import type { Visitor } from '../../persons/vault.ts';
import type { CaseRow } from '../../registry/types.ts';
import { MasterKeyFault, MasterKeyMissing, MasterKeyNotOurs } from '../../sealing/master-keys.ts';
import { unknownCase } from '../after-end.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { withAbsences } from '../offices.ts';
import type { Caller } from '../powers.ts';
import { Problem } from '../problems.ts';

/** @throws Problem CASE_UNKNOWN. */
export async function caseOf({ registry }: ApiDeps, no: string): Promise<CaseRow> {
  const row = await registry.case(no);
  if (row === undefined) throw unknownCase(no);
  return row;
}

/**
 * The caller as the log of readings names him, now: with those for whom he stood in, where he may only
 * because of that. `refuse` throws for whoever may not.
 */
export function visitorOf(
  c: Context<ApiEnv>,
  caseNo: string,
  refuse: (caller: Caller) => void,
): Visitor {
  const caller = c.get('caller');
  refuse(caller);
  if (caller.kind === 'operator') throw new Problem('NOT_PERMITTED', 'An operator sees no person.');
  return { caseNo, ...namesOf(caller, refuse), at: new Date().toISOString() };
}

/** The caller as the log of readings names him; with all for whom he stands in where nothing is asked. */
export function namesOf(
  caller: Caller,
  refuse?: (caller: Caller) => void,
): Pick<Visitor, 'by' | 'actsFor'> {
  if (caller.kind === 'service') return { by: `service ${caller.name}` };
  if (caller.kind === 'operator') return { by: 'operator' };
  const by = caller.officer.id;
  if (refuse !== undefined && isLet(withAbsences(caller), refuse)) return { by };
  const lent = (caller.standsIn ?? []).filter(
    (one) => refuse === undefined || isLet(withAbsences(caller, [one]), refuse),
  );
  const actsFor = [...new Set(lent.map(({ absentee }) => absentee.id))];
  return { by, ...(actsFor.length > 0 && { actsFor }) };
}

/** Whether the caller may. */
export function isLet(caller: Caller, refuse: (caller: Caller) => void): boolean {
  try {
    refuse(caller);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

/**
 * What the vault throws, as problems; the log has what is for operators alone.
 * @throws Problem ERASED, KEY_AWAY, KEY_NOT_OURS.
 */
export async function fromVault<T>({ log }: ApiDeps, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Erased) throw new Problem('ERASED', 'See GET …/erasure of the case.');
    if (error instanceof MasterKeyNotOurs) throw new Problem('KEY_NOT_OURS', error.message);
    if (error instanceof MasterKeyMissing || error instanceof MasterKeyFault) {
      log.error({ error: error.message }, 'master key');
      throw new Problem('KEY_AWAY', 'An operator has to look: the log says what is missing.');
    }
    throw error;
  }
}
