/**
 * Which messages say again what the file already holds. Not stored with the verdict: it depends on how
 * far the file has come, and is asked each time.
 */
import type { SubmissionVerdict } from './contract.ts';
import type { EarlierEntry } from './ports.ts';

/**
 * The first entry that a message repeats. From an attested sender a submission repeats whatever was
 * answered under its event id (a countersigned draft too), since who learns the id must not be able to
 * get another answer; proposals, countersignatures and withdrawals repeat their own sender's alone. An
 * unattested message repeats nothing but itself, and so uses up nobody's id. Within a batch the workflow
 * tells repeats by the same rules: it must not matter how messages fall into batches.
 */
export function repeatOf(
  verdict: SubmissionVerdict,
  earlier: readonly EarlierEntry[],
): EarlierEntry | undefined {
  return earlier.toSorted((a, b) => a.seq - b.seq).find((entry) => isSaidBefore(verdict, entry));
}

function isSaidBefore(verdict: SubmissionVerdict, entry: EarlierEntry): boolean {
  const unattested = entry.code === 'NOT_ATTESTED';
  if (!verdict.attested) return unattested && entry.digest === verdict.digest;
  if (unattested || entry.id !== verdict.id) return false;
  if (verdict.act !== 'submit') {
    return entry.act === verdict.act && entry.sender === verdict.by?.id;
  }
  return entry.act === 'submit' || (entry.act === 'countersign' && entry.outcome !== 'rejected');
}
