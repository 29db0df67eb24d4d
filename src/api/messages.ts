/**
 * Calls that send something to a case or a duty: events and drafts.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import type { StandingOutcome } from '../registry/types.ts';
import { addressOf, idIn, numberIn } from './address.ts';
import type { ApiDeps, ApiEnv, SignalName } from './deps.ts';
import { noteOn } from './other-content.ts';
import { noteOnProof } from './unproven.ts';
import { waitSeconds } from './prefer.ts';
import { Problem } from './problems.ts';
import type { MESSAGE_ROUTES } from './routes.ts';
import { signedFor } from './signed-for.ts';
import { sendAndWait, submissionOf } from './submit.ts';

/** Adds the calls to the application: those of cases, or those of duties. */
export function addMessageRoutes(
  app: OpenAPIHono<ApiEnv>,
  deps: ApiDeps,
  routes: (typeof MESSAGE_ROUTES)['case' | 'duty'],
): void {
  // The body goes on as it came: what the schemas leave unsaid is for the case to judge.
  app.openapi(routes.submit, async (c) => {
    const answer = await send(c, deps, 'submit', await bodyOf<Json>(c));
    return 'pending' in answer ? c.json(answer.pending, 202) : c.json(answer.outcome, 200);
  });
  app.openapi(routes.propose, async (c) => {
    const answer = await send(c, deps, 'propose', await bodyOf<Json>(c));
    return 'pending' in answer ? c.json(answer.pending, 202) : c.json(answer.outcome, 200);
  });
  app.openapi(routes.countersign, async (c) => {
    const payload = { ...(await bodyOf<JsonObject>(c)), draft: idIn(c) };
    const answer = await send(c, deps, 'countersign', payload);
    return 'pending' in answer ? c.json(answer.pending, 202) : c.json(answer.outcome, 200);
  });
  app.openapi(routes.withdraw, async (c) => {
    const payload = { ...(await bodyOf<JsonObject>(c)), draft: idIn(c) };
    const answer = await send(c, deps, 'withdrawDraft', payload);
    return 'pending' in answer ? c.json(answer.pending, 202) : c.json(answer.outcome, 200);
  });
}

/**
 * The body as it came.
 * @throws Problem NOT_A_SUBMISSION where it is no JSON: without a Content-Type, nobody has looked at it
 * before.
 */
async function bodyOf<T extends Json>(c: Context<ApiEnv>): Promise<T> {
  try {
    return await c.req.json<T>();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem('NOT_A_SUBMISSION', 'The body is no JSON: send application/json.');
  }
}

interface Pending {
  readonly id: string;
  readonly outcome: 'pending';
  readonly location: string;
}

async function send(
  c: Context<ApiEnv>,
  deps: ApiDeps,
  name: SignalName,
  given: Json,
): Promise<{ readonly outcome: AnsweredOutcome } | { readonly pending: Pending }> {
  const caseNo = numberIn(c);
  const payload = await signedFor(c, deps, { caseNo, name, payload: given });
  const seconds = waitSeconds(c.req.header('Prefer'));
  const sent = { caseNo, name, payload, waitMs: seconds * 1_000 };
  const outcome = await sendAndWait(deps, sent);
  if (c.req.header('Prefer') !== undefined) c.header('Preference-Applied', `wait=${seconds}`);
  if (outcome !== undefined) {
    const note =
      (await noteOn(deps, caseNo, { payload, outcome })) ??
      (await noteOnProof(deps, { ...sent, outcome }));
    return { outcome: { ...answered(outcome), ...(note !== undefined && { note }) } };
  }
  const { id } = submissionOf(name, payload);
  const location = `${addressOf(caseNo)}/outcomes/${encodeURIComponent(id)}`;
  c.header('Location', location);
  return { pending: { id, outcome: 'pending', location } };
}

/** An outcome as JSON goes out. */
export interface AnsweredOutcome {
  readonly [other: string]: unknown;
  readonly id: string;
  readonly outcome: 'accepted' | 'recorded' | 'rejected';
  readonly code?: string;
  readonly message?: string;
  readonly state: string;
  readonly seq: number;
  readonly allowed: string[];
}

/** The registry's words are texts; the contract knows three. */
export function answered(outcome: StandingOutcome): AnsweredOutcome {
  const { repeats: _, ...rest } = outcome;
  return {
    ...rest,
    outcome: outcome.outcome as AnsweredOutcome['outcome'],
    allowed: [...outcome.allowed],
  };
}
