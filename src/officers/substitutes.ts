/**
 * Who stands in for whom. Only what the register says of the officer himself counts: what his absentee
 * stands in for is not passed on. Pure; the instant of receipt comes with the claim.
 */
import type { Claim, OfficerTerm, Substitution } from '../../activities/ports.ts';
import type { JsonObject, Officer } from '../../machines/kernel/types.ts';
import { standIn } from '../../machines/shared/officers.ts';
import { Fault } from './acting.ts';
import { isInTerm } from './terms.ts';

/** What the register knows of those who signed. */
export interface KnownSubstitutes {
  /** Those who signed and their absentees, by id. */
  readonly officers: ReadonlyMap<string, OfficerTerm>;
  readonly substitutions: readonly Substitution[];
}

/**
 * The officer with all persons for whom he stands in at the instant of receipt: he counts as each of them,
 * in his own name too. A countersignature and a withdrawal name no event: there those count whom a scope
 * by event would leave out, until the draft is known (`onlyFor`).
 */
export function countingAll(officer: Officer, claim: Claim, known: KnownSubstitutes): Officer {
  const absentees = ofOfficer(officer, claim, known).map(({ absentee }) => absentee);
  return absentees.length === 0 ? officer : { ...officer, actsFor: [...new Set(absentees)] };
}

/**
 * Of those for whom the officer stands in when he countersigns: whom he counts as for some event types
 * alone, and for which; `undefined` where no event narrows any of them.
 */
export function onlyFor(
  officer: Officer,
  claim: Claim,
  known: KnownSubstitutes,
): Readonly<Record<string, readonly string[]>> | undefined {
  const scopes = new Map<string, readonly string[] | undefined>();
  for (const { absentee, events } of ofOfficer(officer, claim, known)) {
    const before = scopes.has(absentee) ? scopes.get(absentee) : [];
    scopes.set(absentee, events && before && [...before, ...events]);
  }
  const narrow = [...scopes].flatMap(([id, events]) => (events ? [[id, events] as const] : []));
  return narrow.length === 0 ? undefined : Object.fromEntries(narrow);
}

function ofOfficer({ id }: Officer, claim: Claim, { substitutions }: KnownSubstitutes) {
  return substitutions.filter(
    (one) => one.substitute === id && one.absentee !== id && isInForce(one, claim),
  );
}

/**
 * The officer as he acts: for the absentee whom the event names, with the role and the body of that one;
 * else as himself.
 * @throws Fault where no substitution that is in force lets him, the absentee is out of term or of another
 * body: two bodies stay two, and who is independent of all others stays so.
 */
export function actingFor(
  officer: Officer,
  absentee: JsonObject[string],
  { officers }: KnownSubstitutes,
  { receivedAt }: Claim,
): Officer {
  if (typeof absentee !== 'string') return officer;
  if (officer.actsFor?.includes(absentee) !== true) {
    throw new Fault(
      `${officer.id} does not stand in for ${absentee} in this: no substitution in force covers it`,
    );
  }
  const term = officers.get(absentee);
  if (term === undefined) throw new Fault(`there is no officer ${absentee}`);
  if (term.body !== officer.body) {
    throw new Fault(
      `${officer.id} is of another body than ${absentee}, and stands in for nobody there`,
    );
  }
  if (!isInTerm(term, receivedAt)) throw new Fault(`the officer ${absentee} was out of term`);
  return standIn(officer, term);
}

function isInForce(substitution: Substitution, { procedure, submission, receivedAt }: Claim) {
  const { events, procedures } = substitution;
  const type = 'event' in submission ? submission.event['type'] : undefined;
  return (
    isInTerm(substitution, receivedAt) &&
    (procedures === undefined || procedures.includes(procedure)) &&
    (events === undefined || typeof type !== 'string' || events.includes(type))
  );
}
