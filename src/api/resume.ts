/**
 * A case goes on from its file, by two officers: the call that takes their order.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { judgeOrder } from '../../activities/take-up.ts';
import type { FiledCase } from '../../activities/ports.ts';
import { submissionDigest } from '../../activities/digest.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { StandingOutcome } from '../registry/types.ts';
import type { RunStanding } from '../temporal/runs.ts';
import { foldUp } from '../cases/fold-up.ts';
import { addressOf, numberIn } from './address.ts';
import { unknownCase } from './after-end.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { answered } from './messages.ts';
import { refuseNamed } from './persons/no-name.ts';
import { waitSeconds } from './prefer.ts';
import { Problem } from './problems.ts';
import type { ProblemCode } from './problems.ts';
import { provenFor } from './proven.ts';
import type { RESUME_ROUTES } from './resume-routes.ts';
import { submissionOf } from './submit.ts';

type Known = Exclude<RunStanding, { kind: 'unknown' }>;

/** Adds the call to the application: that of cases, or that of duties. */
export function addResumeRoutes(
  app: OpenAPIHono<ApiEnv>,
  deps: ApiDeps,
  route: (typeof RESUME_ROUTES)['case' | 'duty'],
): void {
  app.openapi(route, async (c) => {
    const caseNo = numberIn(c);
    const payload = await c.req.json<JsonObject>();
    const { id } = submissionOf('submit', payload);
    const until = Date.now() + waitSeconds(c.req.header('Prefer')) * 1_000;
    const outcome = await goOn(deps, caseNo, payload, until);
    if (outcome !== undefined) return c.json(answered(outcome), 200);
    const location = `${addressOf(caseNo)}/outcomes/${encodeURIComponent(id)}`;
    c.header('Location', location);
    return c.json({ id, outcome: 'pending' as const, location }, 202);
  });
}

/** The outcome of the order; `undefined` where the wait ran out. */
async function goOn(
  deps: ApiDeps,
  caseNo: string,
  payload: JsonObject,
  until: number,
): Promise<StandingOutcome | undefined> {
  const { registry, runs } = deps;
  const digest = submissionDigest('submit', payload);
  const first = await registry.outcomeOfDigest(caseNo, digest);
  if (first !== undefined) return first;
  const submission = submissionOf('submit', payload);
  await refuseNamed(deps, caseNo, { submission, payload });
  const { row } = await provenFor(deps, caseNo, submission, new Date().toISOString());
  if (!row.open) throw new Problem('NOT_RESUMED', 'CASE_CLOSED: the case has its outcome.');
  const standing = await runs.standing(caseNo);
  const file = await judged(deps, caseNo, payload);
  if (standing.kind !== 'unknown') await endWhatHalted(deps, file, standing);
  if ((await runs.goOn(file.opening, { resume: payload })) === 'running') throw runsAlready(caseNo);
  return untilAnswered(deps, caseNo, digest, until);
}

/** The file that the order lets go on. @throws Problem where it does not. */
async function judged(deps: ApiDeps, caseNo: string, submission: JsonObject): Promise<FiledCase> {
  const { registry: store, admit } = deps;
  const found = await judgeOrder({ store, admit, foldUp }, { caseNo, submission });
  if (found === undefined) throw unknownCase(caseNo);
  const { file, comes } = found;
  if (comes.kind === 'refused') throw new Problem(problemOf(comes.code), wordsOf(comes));
  if (comes.kind === 'disagrees') {
    const { reason } = comes.disagreement;
    throw new Problem('FILE_DISAGREES', `${reason}. \`registry check\` tells all that differs.`);
  }
  return file;
}

function problemOf(code: string): ProblemCode {
  return code === 'NOT_ATTESTED' || code === 'ROLE_NOT_ALLOWED' ? code : 'NOT_RESUMED';
}

function wordsOf({ code, message }: { readonly code: string; readonly message: string }): string {
  return `${code}: ${message}.`;
}

/** Ends a run that decides nothing more. @throws Problem where the latest run is as it should be. */
async function endWhatHalted(deps: ApiDeps, file: FiledCase, standing: Known): Promise<void> {
  const { runs, registry } = deps;
  const { caseNo } = file.opening;
  if (standing.kind === 'closed') {
    if (standing.status !== 'COMPLETED' || !isOwner(standing, file)) return;
    const words = 'Its workflow came to its end, which the file lacks: rebuild the file first.';
    throw new Problem('FILE_DISAGREES', words);
  }
  const halted =
    standing.reset ||
    !isOwner(standing, file) ||
    (await registry.case(caseNo))?.halted !== undefined ||
    (await runs.view(caseNo))?.['halted'] !== undefined;
  if (!halted) throw runsAlready(caseNo);
  await runs.end(caseNo, standing.runId, 'The case goes on from its file, by two officers.');
}

function isOwner({ firstExecutionRunId }: Known, file: FiledCase): boolean {
  return firstExecutionRunId === file.firstExecutionRunId;
}

function runsAlready(caseNo: string): Problem {
  return new Problem('CASE_RUNNING', `${caseNo} runs and decides: there is nothing to resume.`);
}

async function untilAnswered(
  { registry, runs }: ApiDeps,
  caseNo: string,
  digest: string,
  until: number,
): Promise<StandingOutcome | undefined> {
  for (;;) {
    const change = registry.changed(caseNo, Math.min(1_000, Math.max(0, until - Date.now())));
    change.catch(() => {});
    const outcome = await registry.outcomeOfDigest(caseNo, digest);
    if (outcome !== undefined) return outcome;
    const failed = await runs.failure(caseNo);
    if (failed !== undefined) throw new Problem('NOT_RESUMED', wordsOf(failed));
    if (Date.now() >= until) return undefined;
    await change;
  }
}
