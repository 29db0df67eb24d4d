/**
 * The offices in which a caller acts: his own, and those of whom he stands in for, each within the scope of
 * its substitution.
 */
import type { Officer } from '../../machines/kernel/types.ts';
import { standIn } from '../../machines/shared/officers.ts';
import { provinceOf } from '../../machines/shared/province.ts';
import type { Absence } from '../officers/absences.ts';
import type { Caller } from './powers.ts';

/** One of them. */
export interface Office {
  /** As he acts there: with the role and the body of the office. */
  readonly officer: Officer;
  /** Province of the office, as it is shown; absent means all. */
  readonly province?: string;
  /** Absentee; absent in his own office. */
  readonly standsFor?: string;
  /** Event types and procedures that the substitution is for; absent means all. */
  readonly events?: readonly string[];
  readonly procedures?: readonly string[];
}

/** Where lists may be looked through: a province, or all; procedures, or all. */
export type Place = Pick<Office, 'province' | 'procedures'>;

/** His own first; none for callers who are no officers. */
export function officesOf(caller: Caller): readonly Office[] {
  if (caller.kind !== 'officer') return [];
  const { officer, province, standsIn = [] } = caller;
  return [{ officer, ...shownProvince(province) }, ...standsIn.map((one) => lent(officer, one))];
}

function lent(officer: Officer, { absentee, province, events, procedures }: Absence): Office {
  return {
    officer: standIn(officer, absentee),
    ...shownProvince(province),
    standsFor: absentee.id,
    ...(events && { events }),
    ...(procedures && { procedures }),
  };
}

function shownProvince(province: string | undefined): { readonly province?: string } {
  return province === undefined ? {} : { province: provinceOf({ province }) };
}

/** Whether an office has to do with what is of this province and procedure. */
export function reaches(
  { province, procedures }: Place,
  what: { readonly province: string; readonly procedure: string },
): boolean {
  return (
    (province === undefined || [province, 'every'].includes(what.province)) &&
    (procedures === undefined || procedures.includes(what.procedure))
  );
}

/** The offices of the caller that have to do with this. */
export function officesFor(
  caller: Caller,
  what: { readonly province: string; readonly procedure: string },
): readonly Office[] {
  return officesOf(caller).filter((office) => reaches(office, what));
}

/** The officer in his own name: he counts as all for whom he stands in where it is about this event type. */
export function inOwnName(
  caller: Extract<Caller, { kind: 'officer' }>,
  what: { readonly procedure: string; readonly type: string },
): Officer {
  const { actsFor: _actsFor, ...officer } = caller.officer;
  const counts = (caller.standsIn ?? [])
    .filter(({ procedures }) => procedures?.includes(what.procedure) ?? true)
    .filter(({ events }) => events?.includes(what.type) ?? true)
    .map(({ absentee }) => absentee.id);
  return counts.length === 0 ? officer : { ...officer, actsFor: [...new Set(counts)] };
}

/** Where the caller may look through lists of cases; `undefined`: everywhere. */
export function placesOf(caller: Caller): readonly Place[] | undefined {
  const offices = officesOf(caller);
  const everywhere = offices.some(
    ({ province, procedures }) => province === undefined && procedures === undefined,
  );
  if (offices.length === 0 || everywhere) return undefined;
  return offices.map(({ province, procedures }) => ({
    ...(province !== undefined && { province }),
    ...(procedures && { procedures }),
  }));
}

/** The caller as if he stood in for nobody, or for these alone. */
export function withAbsences(caller: Caller, standsIn: readonly Absence[] = []): Caller {
  return caller.kind === 'officer' ? { ...caller, standsIn } : caller;
}
