/**
 * For whom an officer stands in at an instant, as far as the register knows, whatever it is about. What is
 * signed is judged one by one, in `substitutes.ts`.
 */
import type { OfficerTerm, Substitution } from '../../activities/ports.ts';
import type { Officer } from '../../machines/kernel/types.ts';
import { isInTerm } from './terms.ts';

/** Somebody for whom an officer stands in, with the scope of it. */
export interface Absence {
  readonly absentee: Officer;
  /** Province of that office; absent means all. */
  readonly province?: string;
  /** Event types and procedures that it is for; absent means all. */
  readonly events?: readonly string[];
  readonly procedures?: readonly string[];
}

/** What `Registers.named` told, and the instant (ISO) that counts. */
interface Known {
  readonly officers: readonly OfficerTerm[];
  readonly substitutions: readonly Substitution[];
  readonly at: string;
}

/** Ids of all whom he counts as for four eyes. */
export function absenteesOf(id: string, known: Known): readonly string[] {
  return [...new Set(ofOfficer(id, known).map(({ absentee }) => absentee))];
}

/** Whose offices he has: of those who are in term, in his own body, as whoever acts for somebody has to be. */
export function absencesOf(
  { id: own, body }: Pick<OfficerTerm, 'id' | 'body'>,
  known: Known,
): readonly Absence[] {
  return ofOfficer(own, known).flatMap(({ absentee, events, procedures }) => {
    const term = known.officers.find((officer) => officer.id === absentee);
    if (term === undefined || term.body !== body || !isInTerm(term, known.at)) return [];
    const { id, role, province } = term;
    return [
      {
        absentee: { id, role, body },
        ...(province !== undefined && { province }),
        ...(events && { events }),
        ...(procedures && { procedures }),
      },
    ];
  });
}

function ofOfficer(id: string, { substitutions, at }: Known): readonly Substitution[] {
  return substitutions.filter(
    (one) => one.substitute === id && one.absentee !== id && isInTerm(one, at),
  );
}
