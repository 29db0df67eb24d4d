/**
 * What is done to a case beside its events, by whoever signs for it: proven before anything is told. With
 * signatures that prove nothing a case is answered as a number that there is none of.
 */
import type { Attestation } from '../../activities/ports.ts';
import type { Officer } from '../../machines/kernel/types.ts';
import { provinceOf } from '../../machines/shared/province.ts';
import type { Submission } from '../../machines/shared/submission.ts';
import type { CaseRow } from '../registry/types.ts';
import { unknownCase } from './after-end.ts';
import type { ApiDeps } from './deps.ts';
import { Problem } from './problems.ts';

/** A case, and who acts on it. */
export interface Proven {
  readonly row: CaseRow;
  readonly by: Officer;
  readonly second?: Officer;
}

/**
 * The case and who signed for it, as of the instant `at`.
 * @throws Problem NOT_ATTESTED with the fault; CASE_UNKNOWN for whoever signed for a case that is not, or
 * that is of another province than his office.
 */
export async function provenFor(
  { registry, attest }: Pick<ApiDeps, 'registry' | 'attest'>,
  caseNo: string,
  submission: Submission,
  at: string,
): Promise<Proven> {
  const row = await registry.case(caseNo);
  const procedure = row?.opening.procedure ?? 'outbound';
  const claim = { caseNo, procedure, clock: 'live' as const, submission, receivedAt: at };
  const [proof] = await attest([claim]);
  if (proof?.by === undefined) throw new Problem('NOT_ATTESTED', `${proof?.fault ?? 'Unproven'}.`);
  if (row === undefined || !(await areOfPlace({ registry }, row, namedIn(submission, proof)))) {
    throw unknownCase(caseNo);
  }
  return { row, by: proof.by, ...(proof.second !== undefined && { second: proof.second }) };
}

/** In whose offices they act: their own, or those of the absentees whom the event names. */
function namedIn(submission: Submission, { by, second }: Attestation): readonly string[] {
  const { for: absentee, secondFor } = 'event' in submission ? submission.event : {};
  const offices = [
    typeof absentee === 'string' ? absentee : by?.id,
    typeof secondFor === 'string' ? secondFor : second?.id,
  ];
  return offices.filter((id) => id !== undefined);
}

/** Whether the offices of these officers have to do with the province of the case. */
async function areOfPlace(
  { registry }: Pick<ApiDeps, 'registry'>,
  { caseNo }: CaseRow,
  ids: readonly string[],
): Promise<boolean> {
  const { officers } = await registry.named({ officers: ids, issuers: [] });
  const bound = officers.filter(({ id, province }) => ids.includes(id) && province !== undefined);
  const touched = bound.length === 0 ? undefined : await registry.touched(caseNo);
  return bound.every(({ province }) =>
    ['every', provinceOf({ province })].includes(touched?.province ?? ''),
  );
}
