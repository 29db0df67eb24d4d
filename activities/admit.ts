/**
 * Admission: is it a submission, who signed it, are its fields of the right types? The first verdict
 * on a message stands, whatever has changed in the registers and on the clock when it is asked again.
 */
import { z } from 'zod';
import type { Json, JsonObject } from '../machines/kernel/types.ts';
import { SERVICE, officerOf } from '../machines/shared/officers.ts';
import { actOf, shapeOf } from '../machines/shared/submission.ts';
import type { NoSubmission, Submission } from '../machines/shared/submission.ts';
import type {
  AdmitInput,
  CaseActivities,
  Incoming,
  RejectedMessage,
  SubmissionVerdict,
  Unreadable,
  Verdict,
} from './contract.ts';
import { digestOf, submissionDigest } from './digest.ts';
import { faultOfFields } from './fields.ts';
import { misfitsOf, type Compared } from './outside.ts';
import type {
  Attest,
  Attestation,
  EarlierEntry,
  HouseholdStore,
  SharedStore,
  VerdictStore,
} from './ports.ts';
import { repeatOf } from './repeats.ts';
import { narrowed } from './scopes.ts';

/** What admission needs from outside. */
export interface AdmitDeps {
  readonly verdicts: VerdictStore;
  readonly households: HouseholdStore;
  readonly shared: SharedStore;
  readonly attest: Attest;
  readonly now: () => Date;
  /** First field of a wrong type or value, by the vocabulary of the procedure. */
  readonly formOf: (procedure: string, event: JsonObject) => string | undefined;
}

/** A message as it was read, with the key under which its verdict stands. */
type Read =
  | { readonly key: string; readonly submission: Submission }
  | { readonly key: string; readonly rejected: Omit<RejectedMessage, 'at'> };

/** What is no signal and no update has no key: its verdict is the same whenever it is asked. */
type Asked = Read | Exclude<Incoming, { readonly name: string }>;

/** Written by hand too, perhaps: nothing in it is believed but its own size and digest. */
const Marker = z.object({
  $unreadable: z.object({
    size: z.number().int().nonnegative(),
    digest: z.string().regex(/^[\w-]{43}$/),
    tooLarge: z.literal(true).optional(),
  }),
});

/** Longest name of a message that is kept. */
const MAX_NAME_CHARS = 200;

/** Implements `CaseActivities.admit` over its ports. */
export function createAdmit(deps: AdmitDeps): CaseActivities['admit'] {
  return async (input) => {
    const receivedAt = deps.now().toISOString();
    const asked = input.messages.map((incoming) =>
      'name' in incoming ? read(incoming.name, incoming.payload) : incoming,
    );
    const said = asked.filter(hasKey);
    const [standing, earlier] = await Promise.all([
      settle(deps, input, said, receivedAt),
      earlierOf(deps.verdicts, input, said),
    ]);
    const verdicts: Verdict[] = [];
    for (const one of asked) {
      const verdict = hasKey(one) ? standing.get(one.key) : unstored(one, receivedAt);
      if (verdict === undefined) throw new Error('a verdict that was stored cannot be found');
      verdicts.push(await withDraft(deps.verdicts, input, asked, verdicts, verdict));
    }
    return {
      verdicts: verdicts.map((verdict, at) =>
        asked[at] !== undefined && hasKey(asked[at]) ? withRepeat(verdict, earlier) : verdict,
      ),
    };
  };
}

function hasKey(asked: Asked): asked is Read {
  return !('via' in asked);
}

/** Verdicts that stand for these messages: those that stood before, and the new ones, now stored. */
async function settle(
  deps: AdmitDeps,
  input: AdmitInput,
  messages: readonly Read[],
  receivedAt: string,
): Promise<ReadonlyMap<string, Verdict>> {
  const byKey = new Map(messages.map((message) => [message.key, message]));
  if (byKey.size === 0) return new Map();
  const judged = await judge(deps, input, [...byKey.values()], receivedAt);
  // What was judged before, or by another worker meanwhile, stands: the store answers what does.
  const stands = await deps.verdicts.settle(input.run.caseNo, judged);
  return new Map(
    judged.flatMap(({ digest }, index) => {
      const verdict = stands[index];
      return verdict === undefined ? [] : [[digest, verdict] as const];
    }),
  );
}

async function judge(
  { attest, formOf, households, shared }: AdmitDeps,
  { run, procedure, clock }: AdmitInput,
  messages: readonly Read[],
  receivedAt: string,
): Promise<readonly { readonly digest: string; readonly verdict: Verdict }[]> {
  const submissions = messages.flatMap((one) => ('submission' in one ? [one] : []));
  const claims = submissions.map(({ submission }) => ({
    caseNo: run.caseNo,
    procedure,
    clock,
    submission,
    receivedAt,
  }));
  // A recorded case goes by what was said at its opening.
  const asks = clock === 'live' && claims.length > 0;
  const [attestations, dependantsOpen] = await Promise.all([
    attest(claims),
    asks ? households.openDependants(run.caseNo) : undefined,
  ]);
  const outside = dependantsOpen === undefined ? {} : { dependantsOpen };
  const proven = new Map(submissions.map(({ key }, index) => [key, attestations[index]]));
  const malformed = new Map<string, string>();
  const right: Compared[] = [];
  for (const { key, submission } of submissions) {
    if (proven.get(key)?.attested !== true || !('event' in submission)) continue;
    const { event } = submission;
    const fault = faultOfFields(event, clock, receivedAt) ?? formOf(procedure, event);
    if (fault === undefined) right.push({ key, event });
    else malformed.set(key, fault);
  }
  const misfits = await misfitsOf(asks ? shared : undefined, right);
  return messages.map((one) => {
    if ('rejected' in one) {
      const rejected = { at: receivedAt, ...one.rejected };
      return { digest: one.key, verdict: { kind: 'rejected', rejected } };
    }
    const attestation = proven.get(one.key) ?? { attested: false, fault: 'nothing was proven' };
    const [fault, misfit] = [malformed.get(one.key), misfits.get(one.key)];
    const found = {
      ...(fault !== undefined && { malformed: fault }),
      ...(misfit !== undefined && { misfit }),
      ...outside,
    };
    return { digest: one.key, verdict: verdictOn(one, attestation, receivedAt, found) };
  });
}

function verdictOn(
  { key, submission: { act, id } }: { readonly key: string; readonly submission: Submission },
  attestation: Attestation,
  receivedAt: string,
  { dependantsOpen, ...found }: Pick<SubmissionVerdict, 'malformed' | 'misfit' | 'dependantsOpen'>,
): SubmissionVerdict {
  return {
    kind: 'submission',
    act,
    id,
    digest: key,
    receivedAt,
    ...attestation,
    ...found,
    ...(attestation.attested && dependantsOpen !== undefined && { dependantsOpen }),
  };
}

/** Reads a signal or an update. Never throws, whatever arrived. */
function read(name: string, payload: Json): Read {
  const shape = shapeOf(name, payload);
  if ('submission' in shape) {
    const { submission } = shape;
    return { key: submissionDigest(submission.act, payload), submission };
  }
  const unreadable = unreadableOf(payload);
  const tooLarge = unreadable?.tooLarge === true && shape.refused !== 'MESSAGE_UNKNOWN';
  const rejected = {
    name: storableName(name),
    code: tooLarge ? 'TOO_LARGE' : shape.refused,
    digest: unreadable?.digest ?? rejectedDigest(name, payload),
    size: unreadable?.size ?? shape.bytes,
  } as const;
  // Not the digest alone: a marker written by hand could carry that of somebody's submission.
  return { key: digestOf(['rejected', rejected]), rejected };
}

/** What the workflow says in place of bytes that decode to nothing, or to too much. */
function unreadableOf(payload: Json): Unreadable['$unreadable'] | undefined {
  const found = Marker.safeParse(payload);
  if (!found.success) return undefined;
  const { size, digest, tooLarge } = found.data.$unreadable;
  return { size, digest, ...(tooLarge && { tooLarge }) };
}

function rejectedDigest(name: string, payload: Json): string {
  try {
    return submissionDigest(actOf(name) ?? 'submit', payload);
  } catch {
    // Nested past the stack, or a number that is none: no canonical form, so no digest of it.
    return digestOf('no canonical form');
  }
}

/** A name that a database can hold. */
function storableName(name: string): string {
  return name.slice(0, MAX_NAME_CHARS).replaceAll(/[\p{Cc}\p{Surrogate}]/gu, '\uFFFD');
}

function unstored(
  incoming: Exclude<Incoming, { readonly name: string }>,
  receivedAt: string,
): Verdict {
  if (incoming.via === 'cancel') {
    const code: NoSubmission = 'NOT_A_SUBMISSION';
    const rejected = { at: receivedAt, name: 'cancel', code, digest: digestOf('cancel'), size: 0 };
    return { kind: 'rejected', rejected };
  }
  const { key, deadline, event } = incoming;
  return {
    kind: 'submission',
    act: 'submit',
    id: typeof event['id'] === 'string' ? event['id'] : `timer/${key}/${deadline}`,
    digest: digestOf(['timer', key, deadline]),
    receivedAt: deadline,
    attested: true,
    by: officerOf(SERVICE),
  };
}

/**
 * Compares what a countersignature covers with what was proposed under the draft's id: in the file, or
 * earlier in this batch. Asked each time, since a message may arrive before its draft; without any
 * proposal the verdict stays, and the rules answer that there is no such draft.
 *
 * Which of several proposals became the draft is not known here, so a countersignature must be for each
 * of them; and whether a proposal stands in the file or in the batch must make no difference, since a
 * message can find itself in another batch when a lost task runs again.
 */
async function withDraft(
  store: VerdictStore,
  { run, seq }: AdmitInput,
  asked: readonly Asked[],
  before: readonly Verdict[],
  verdict: Verdict,
): Promise<Verdict> {
  if (verdict.kind === 'rejected' || verdict.covers === undefined) return verdict;
  const { id, covers } = verdict;
  const proposals = new Map(await store.proposals(run.caseNo, id, seq));
  for (const [index, earlier] of before.entries()) {
    const message = asked[index];
    if (earlier.kind === 'rejected' || earlier.act !== 'propose' || earlier.id !== id) continue;
    if (message === undefined || !('submission' in message)) continue;
    const { by } = earlier;
    // A second proposal of the same officer under this id only gets the answer of the first.
    if (!earlier.attested || by === undefined || proposals.has(by.id)) continue;
    if ('event' in message.submission) proposals.set(by.id, message.submission.event);
  }
  const events = [...proposals.values()];
  if (events.length === 0) return verdict;
  if (events.every((event) => digestOf(event) === covers)) {
    const type = events[0]?.['type'];
    return narrowed(verdict, typeof type === 'string' ? type : undefined);
  }
  const { by: _by, covers: _covers, onlyFor: _onlyFor, ...rest } = verdict;
  const fault =
    'the signature is not for the event that was proposed, or several were, under one id';
  return { ...rest, attested: false, fault };
}

/** Entries that one of these submissions may repeat: they stand, so it matters not when they are read. */
async function earlierOf(
  store: VerdictStore,
  { run, seq }: AdmitInput,
  messages: readonly Read[],
): Promise<readonly EarlierEntry[]> {
  const submissions = messages.flatMap((one) => ('submission' in one ? [one] : []));
  if (submissions.length === 0 || seq === 0) return [];
  const ids = [...new Set(submissions.map(({ submission }) => submission.id))];
  const digests = [...new Set(submissions.map(({ key }) => key))];
  return store.earlier(run.caseNo, { ids, digests }, seq);
}

/** Says of a submission which entry it repeats. What the case's own timers bring repeats nothing. */
function withRepeat(verdict: Verdict, earlier: readonly EarlierEntry[]): Verdict {
  const repeated = verdict.kind === 'submission' ? repeatOf(verdict, earlier) : undefined;
  if (repeated === undefined) return verdict;
  const { seq: place, outcome, code, message } = repeated;
  const words = { ...(code && { code }), ...(message && { message }) };
  return { ...verdict, repeats: { seq: place, outcome, ...words } } as Verdict;
}
