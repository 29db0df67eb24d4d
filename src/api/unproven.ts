/**
 * Signatures that prove nothing. The code says that; the sender is told besides what is the matter with
 * them, as admission found it.
 */
import { submissionDigest } from '../../activities/digest.ts';
import type { StandingOutcome } from '../registry/types.ts';
import type { ApiDeps } from './deps.ts';
import { submissionOf } from './submit.ts';
import type { Sent } from './submit.ts';

/** What is the matter, for `note`; `undefined` where the message says it, or the signatures hold. */
export async function noteOnProof(
  { registry }: Pick<ApiDeps, 'registry'>,
  answer: Pick<Sent, 'caseNo' | 'name' | 'payload'> & { readonly outcome: StandingOutcome },
): Promise<string | undefined> {
  const { caseNo, name, payload, outcome } = answer;
  if (outcome.code !== 'NOT_ATTESTED') return undefined;
  const { act } = submissionOf(name, payload);
  const fault = await registry.faultOfDigest(caseNo, submissionDigest(act, payload));
  if (fault === undefined || outcome.message?.includes(fault) === true) return undefined;
  return `Not proven: ${fault}.`;
}
