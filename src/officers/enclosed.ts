/**
 * Submissions inside a submission: an instruction carries one for each case that it names, and stands
 * only where the same officer has signed every one of them for its case.
 */
import type { Attest, Attestation, Claim } from '../../activities/ports.ts';
import { enclosedIn } from '../../machines/duties/instruction.ts';
import type { Submission } from '../../machines/shared/submission.ts';
import { shapeOf } from '../../machines/shared/submission.ts';

/** Proves what an instruction encloses together with the instruction itself, in one go. */
export function withEnclosed(attest: Attest): Attest {
  return async (claims) => {
    const inner = claims.map(innerClaims);
    const proven = await attest([...claims, ...inner.flat()]);
    let next = claims.length;
    return claims.map((_, index) => {
      const count = inner[index]?.length ?? 0;
      const enclosed = proven.slice(next, next + count);
      next += count;
      return judged(proven[index], inner[index] ?? [], enclosed);
    });
  };
}

/** What is enclosed; nothing where it cannot be read, which the chart refuses. */
function innerClaims(claim: Claim): readonly Claim[] {
  const { submission } = claim;
  if (!('event' in submission) || submission.event['type'] !== 'instruction.issued') return [];
  const enclosed = enclosedIn(submission.event) ?? [];
  return enclosed.map(({ caseNo, submission: payload }) => {
    const shape = shapeOf('submit', payload);
    // What is no submission at all proves nothing, as one without a signature does.
    const unsigned: Submission = { act: 'submit', id: '', event: {}, attestations: [] };
    const read = 'submission' in shape ? shape.submission : unsigned;
    return { ...claim, caseNo, submission: read };
  });
}

function judged(
  outer: Attestation | undefined,
  inner: readonly Claim[],
  enclosed: readonly Attestation[],
): Attestation {
  if (outer === undefined) return { attested: false, fault: 'nothing was proven' };
  if (!outer.attested) return outer;
  for (const [at, { attested, by, fault }] of enclosed.entries()) {
    const words = attested && by?.id !== outer.by?.id ? 'it is signed by somebody else' : fault;
    if (words === undefined) continue;
    const caseNo = inner[at]?.caseNo ?? '';
    return { attested: false, fault: `what is enclosed for ${caseNo} does not hold: ${words}` };
  }
  return outer;
}
