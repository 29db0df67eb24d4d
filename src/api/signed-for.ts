/**
 * What an officer who signed in sends without a signature: the gateway signs for him, and for nobody
 * else. All others sign for themselves; what nobody signs goes on as it came, and the case refuses it.
 */
import type { Context } from 'hono';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { ROLES, SERVICE, isOfficerId } from '../../machines/shared/officers.ts';
import type { Submission } from '../../machines/shared/submission.ts';
import { callerOf } from './access.ts';
import type { ApiDeps, ApiEnv, SignalName } from './deps.ts';
import type { Caller } from './powers.ts';
import { Problem } from './problems.ts';
import { submissionOf } from './submit.ts';
import { refuseUnseen } from './visibility.ts';

/**
 * The message as it goes to the case: as it came, or signed by the gateway for the officer who calls.
 * @throws Problem NOT_A_SUBMISSION where nobody signs; NOT_SIGNED_IN for a token that lets nobody in;
 * NOT_PERMITTED where the officer would act as somebody else, or decides nothing; DRAFT_UNKNOWN.
 */
export async function signedFor(
  c: Context<ApiEnv>,
  deps: ApiDeps,
  message: { readonly caseNo: string; readonly name: SignalName; readonly payload: Json },
): Promise<Json> {
  const { caseNo, name, payload } = message;
  const submission = submissionOf(name, payload);
  const given = payload as JsonObject;
  if (submission.attestations.length > 0) return payload;
  const signedIn = c.req.header('Authorization') !== undefined;
  const caller = signedIn ? await callerOf(c, deps) : undefined;
  if (caller?.kind !== 'officer') {
    if (given['attestations'] !== undefined) return payload;
    throw new Problem(
      'NOT_A_SUBMISSION',
      'attestations: nobody has signed. Send the signatures of those who act, or sign in as the officer.',
    );
  }
  const { id, role } = deciding(caller);
  // A home authority reports of its own accord: whom it has had to do with is not asked here.
  if (caller.province !== undefined) await refuseUnseen(c, deps, caller);
  const sent =
    'event' in submission ? { ...given, event: byHim(submission.event, id, role) } : given;
  const content = await contentOf(deps, caseNo, submission, sent['event']);
  const { act, id: jti } = submission;
  const jws = await deps.signFor({ officer: id, act, caseNo, jti, content });
  return { ...sent, attestations: [jws] };
}

function deciding({ officer }: Extract<Caller, { kind: 'officer' }>) {
  if (Object.hasOwn(ROLES, officer.role)) return officer;
  throw new Problem('NOT_PERMITTED', `The role ${officer.role} enters nothing into a case.`);
}

/** The event with him as `by`; a clerk of the home authority may name the authority there. */
function byHim(event: JsonObject, officer: string, role: string): JsonObject {
  const { by, second } = event;
  if (second !== undefined && second !== officer) {
    throw new Problem(
      'NOT_PERMITTED',
      'The second officer signs too: propose the event as a draft, without `second`, and have it countersigned.',
    );
  }
  if (by === undefined) return { ...event, by: officer };
  const authority = typeof by === 'string' && by !== SERVICE && !isOfficerId(by);
  if (by === officer || (authority && role === 'HAC-CL')) return event;
  throw new Problem(
    'NOT_PERMITTED',
    `The gateway signs for ${officer} alone: leave \`by\` out, or send the signature of whom it names.`,
  );
}

/** What is signed: the event, the reasons, or for a countersignature the event that was proposed. */
async function contentOf(
  { registry }: ApiDeps,
  caseNo: string,
  submission: Submission,
  event: Json | undefined,
): Promise<Json> {
  if ('event' in submission) return event ?? submission.event;
  if (submission.act === 'withdraw') return submission.reasons;
  const row = await registry.case(caseNo);
  const drafts = (row?.view['drafts'] ?? []) as readonly { id: string; event: JsonObject }[];
  const draft = drafts.find(({ id }) => id === submission.id)?.event;
  if (draft !== undefined) return draft;
  // Taken already: a retry is signed for the same event, and gets the first answer.
  const proposed = [...(await registry.proposals(caseNo, submission.id, row?.seq ?? 0)).values()];
  if (proposed[0] !== undefined) return proposed[0];
  throw new Problem('DRAFT_UNKNOWN', 'Read the case: its view lists the drafts that there are.');
}
