/**
 * What comes when a case's workflow is gone. It is still judged, kept in the file, and answered.
 */
import type { FileEntry, SubmissionVerdict, Verdict } from '../../activities/contract.ts';
import { explain } from '../../machines/kernel/errors.ts';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import type { Submission } from '../../machines/shared/submission.ts';
import { isDutyNo } from '../../workflows/messages.ts';
import type { CaseRow, StandingOutcome } from '../registry/types.ts';
import { collectionOf } from './address.ts';
import type { ApiDeps, SignalName } from './deps.ts';
import { Problem } from './problems.ts';

/** What it takes to answer. */
export type LateDeps = Pick<ApiDeps, 'registry' | 'admit'>;

export interface Late {
  readonly caseNo: string;
  readonly name: SignalName;
  readonly payload: Json;
  readonly submission: Submission;
  readonly digest: string;
}

/**
 * The first outcome of what the case answered before; else a refusal (`NOT_ATTESTED` or `CASE_CLOSED`),
 * recorded under the next sequence number.
 * @throws Problem CASE_UNKNOWN, or CASE_INTERRUPTED where the case has no outcome yet.
 */
export async function answerAfterEnd(deps: LateDeps, late: Late): Promise<StandingOutcome> {
  const row = await deps.registry.case(late.caseNo);
  if (row === undefined) throw unknownCase(late.caseNo);
  if (row.open) {
    throw new Problem(
      'CASE_INTERRUPTED',
      'The file is open, but an operator ended its workflow. The file is kept; the message is not. ' +
        'Ask the operator, then send the message again.',
    );
  }
  const verdict = await judge(deps, row, late);
  if (verdict.kind === 'rejected') throw new Problem('NOT_A_SUBMISSION', 'It cannot be read.');
  if (verdict.repeats !== undefined) return repeated(deps, row, verdict, verdict.repeats.seq);
  // Two retries at once: the second finds what the first recorded.
  const answered = await deps.registry.outcomeOfDigest(late.caseNo, late.digest);
  return answered ?? record(deps, late, verdict);
}

/** The problem of a number that nobody knows, of a case or of a duty. */
export function unknownCase(caseNo: string): Problem {
  const what = isDutyNo(caseNo) ? 'duty' : 'case';
  const detail = `There is no ${what} ${caseNo}; open it with POST ${collectionOf(caseNo)}.`;
  return new Problem('CASE_UNKNOWN', detail);
}

async function judge(deps: LateDeps, row: CaseRow, late: Late): Promise<Verdict> {
  const { verdicts } = await deps.admit({
    // No run speaks here: admission looks at the case number alone.
    run: { caseNo: row.caseNo, firstExecutionRunId: '', runId: '', originalRunId: '' },
    procedure: row.opening.procedure,
    clock: row.opening.clock ?? 'live',
    seq: row.seq,
    messages: [{ via: 'signal', name: late.name, payload: late.payload }],
  });
  const verdict = verdicts[0];
  if (verdict === undefined) throw new Error('admission answered nothing');
  return verdict;
}

async function repeated(
  deps: LateDeps,
  row: CaseRow,
  verdict: SubmissionVerdict,
  seq: number,
): Promise<StandingOutcome> {
  const entry = (await deps.registry.file(row.caseNo, seq - 1, 1))[0];
  if (entry === undefined) throw new Error(`case ${row.caseNo} has no entry ${seq}`);
  const message = verdict.repeats?.message;
  return {
    id: verdict.id,
    outcome: entry.expect,
    ...(entry.code === undefined ? {} : { code: entry.code }),
    ...(message === undefined ? {} : { message }),
    state: row.state,
    seq,
    allowed: [],
    repeats: true,
  };
}

function record(deps: LateDeps, late: Late, verdict: SubmissionVerdict): Promise<StandingOutcome> {
  const code = verdict.attested ? 'CASE_CLOSED' : 'NOT_ATTESTED';
  const { act, attestations } = late.submission;
  const entry: Omit<FileEntry, 'seq' | 'state'> = {
    event: eventOf(late, verdict),
    expect: 'rejected',
    code,
    receivedAt: verdict.receivedAt,
    attestations,
    ...(act === 'submit' ? {} : { act }),
  };
  return deps.registry.refuseAfterEnd({
    caseNo: late.caseNo,
    entry,
    digest: late.digest,
    message: `${explain(code, verdict.fault)}.`,
    ...(verdict.by === undefined ? {} : { sender: verdict.by.id }),
  });
}

/** The event as a running case would have kept it. */
function eventOf(late: Late, verdict: SubmissionVerdict): JsonObject {
  const { submission } = late;
  if ('event' in submission) return submission.event;
  const by = verdict.by === undefined ? {} : { by: verdict.by.id };
  const common = { id: submission.id, at: verdict.receivedAt, ...by };
  return submission.act === 'withdraw'
    ? { ...common, type: 'draft.withdrawn', reasons: submission.reasons }
    : { ...common, type: 'draft.countersigned' };
}
