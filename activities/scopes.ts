/**
 * A countersignature names no event when its signatures are proven. Whom the officer counts as, where a
 * substitution is for some events alone, is known with the draft that he signed.
 */
import type { SubmissionVerdict } from './contract.ts';

/** The verdict on a countersignature of a draft of this event type. */
export function narrowed(
  { onlyFor, ...verdict }: SubmissionVerdict,
  type: string | undefined,
): SubmissionVerdict {
  if (onlyFor === undefined || verdict.by === undefined || type === undefined) return verdict;
  const { actsFor = [], ...by } = verdict.by;
  const counts = actsFor.filter((absentee) => onlyFor[absentee]?.includes(type) ?? true);
  return { ...verdict, by: { ...by, ...(counts.length > 0 && { actsFor: counts }) } };
}
