/**
 * Who may enter an event of a case, who may be the second, and who may not and why. Computed in this one
 * place: the judgement on a message asks here, and whoever shows a task.
 */
import type { Draft, Officer } from './types.ts';
import { rolesOf, type EventRow, type Facts } from './vocabulary.ts';

/** Who may be the second officer of an event. */
export interface EntitledSecond {
  readonly roles: readonly string[];
  /** Officers who may not; nor may those who act for one of them. */
  readonly barred: readonly string[];
  /** The two must belong to different bodies. */
  readonly twoBodies?: true;
  /** Present for a draft: the body of its proposer, where there must be two. */
  readonly notOf?: string;
  /** A second officer is needed for some values of the event alone. */
  readonly sometimes?: true;
}

/** Who may enter an event as the case stands now. */
export interface Entitled {
  readonly roles: readonly string[];
  /** Officers who took part before and may neither act nor second; nor may those who act for them. */
  readonly barred: readonly string[];
  /** Absent where one officer is enough. */
  readonly second?: EntitledSecond;
}

/** Why an officer may not act or second. */
export type Bar = 'ROLE_NOT_ALLOWED' | 'FOUR_EYES_SAME_PERSON' | 'FOUR_EYES_SAME_BODY';

/** Somebody who may not be the second, whatever his role. */
export interface Barred {
  /** The officer, and whoever acts for him; or the whole body. */
  readonly kind: 'officer' | 'body';
  /** Id of the officer, or the body's name. */
  readonly name: string;
  readonly code: Exclude<Bar, 'ROLE_NOT_ALLOWED'>;
  readonly says: string;
}

/** The row of an event with the facts of the case filled in. */
export function entitled(row: EventRow, facts: Facts): Entitled {
  const barred = namesOf(row.proposers?.(facts));
  const { second } = row;
  return {
    roles: rolesOf(row.by, facts),
    barred,
    ...(second && {
      second: {
        roles: rolesOf(second.roles, facts),
        barred: [...barred, ...namesOf(row.proposersOfSecond?.(facts))],
        ...(second.twoBodies && { twoBodies: true }),
        ...(second.when && { sometimes: true }),
      },
    }),
  };
}

/** Who may second an event that this officer has entered, or proposed. */
export function secondAfter(
  second: EntitledSecond,
  by: Pick<Officer, 'id' | 'body' | 'actsFor'>,
): EntitledSecond {
  return {
    ...second,
    barred: [...new Set([...personsOf(by), ...second.barred])],
    ...(second.twoBodies && { notOf: by.body }),
  };
}

/** Who may countersign a draft; `undefined` where its event knows no second officer. */
export function secondOfDraft(
  row: EventRow,
  facts: Facts,
  draft: Draft,
): EntitledSecond | undefined {
  const { second } = entitled(row, facts);
  return second === undefined ? undefined : secondAfter(second, draft.by);
}

/** Why the officer may not enter the event; `undefined` where he may. */
export function barOfFirst({ roles, barred }: Entitled, officer: Officer): Bar | undefined {
  if (!roles.includes(officer.role)) return 'ROLE_NOT_ALLOWED';
  return isOneOf(officer, barred) ? 'FOUR_EYES_SAME_PERSON' : undefined;
}

/** Why the officer may not be the second; `undefined` where he may. */
export function barOfSecond(second: EntitledSecond, officer: Officer): Bar | undefined {
  if (isOneOf(officer, second.barred)) return 'FOUR_EYES_SAME_PERSON';
  if (second.notOf === officer.body) return 'FOUR_EYES_SAME_BODY';
  return second.roles.includes(officer.role) ? undefined : 'ROLE_NOT_ALLOWED';
}

/** Everybody who may not be the second although the role would fit, with the reason. */
export function barredOfSecond({ barred, notOf }: EntitledSecond): readonly Barred[] {
  const persons = barred.map((name) => ({
    kind: 'officer' as const,
    name,
    code: 'FOUR_EYES_SAME_PERSON' as const,
    says: `${name} took part in this; whoever acts for ${name} counts as the same person`,
  }));
  if (notOf === undefined) return persons;
  const says = `the first officer belongs to ${notOf}, and two bodies are asked`;
  return [...persons, { kind: 'body', name: notOf, code: 'FOUR_EYES_SAME_BODY', says }];
}

/** The officer, and everybody for whom he acts. */
export function personsOf({ id, actsFor }: Pick<Officer, 'id' | 'actsFor'>): readonly string[] {
  return [id, ...(actsFor ?? [])];
}

/** Whether the officer, or somebody for whom he acts, is one of these. */
export function isOneOf(officer: Officer, ids: readonly string[]): boolean {
  return personsOf(officer).some((person) => ids.includes(person));
}

/** The names that a case keeps of those who took part; states of before kept one name alone. */
function namesOf(ids: readonly (string | undefined)[] | string | undefined): readonly string[] {
  const names = typeof ids === 'string' ? [ids] : (ids ?? []);
  return [...new Set(names.filter((id): id is string => typeof id === 'string'))];
}
