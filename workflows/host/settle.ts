/**
 * From admitted messages to rows of the file: pure, in order, one after the other. What this gives for a
 * prefix of the messages is a prefix of what it gives for all of them; the record relies on it.
 */
import type {
  Act,
  FileEntry,
  Incoming,
  Row,
  SubmissionVerdict,
  Verdict,
} from '../../activities/contract.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { countersign, countersigned, propose, withdraw } from '../../machines/kernel/drafts.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { bytesOf } from '../../machines/kernel/size.ts';
import { step } from '../../machines/kernel/step.ts';
import type {
  CaseEvent,
  CaseState,
  JsonObject,
  Message,
  StepResult,
} from '../../machines/kernel/types.ts';
import { allowedEvents, displayedState } from '../../machines/kernel/view.ts';
import type { Answer, Outcome } from './inbox.ts';

/** An entry that is kept for the `file` query, with its size. */
export interface Kept {
  readonly entry: FileEntry;
  readonly bytes: number;
}

/** What goes from batch to batch and from run to run. */
export interface Standing {
  readonly state: CaseState;
  readonly seq: number;
  /** Rejected messages so far. */
  readonly rejected: number;
  /** The last outcomes, newest last; at most `BOUNDS.recent`. */
  readonly recent: readonly Omit<Outcome, 'allowed'>[];
  /** The last entries of the file, newest last; at most `BOUNDS.recent` and `BOUNDS.tailBytes`. */
  readonly tail: readonly Kept[];
  /** Signatures of the proposers of open drafts, by draft. */
  readonly signatures: Readonly<Record<string, readonly string[]>>;
}

/** What a batch comes to. */
export interface Settled {
  readonly standing: Standing;
  readonly rows: readonly Row[];
  readonly repeats: readonly { readonly digest: string; readonly seq: number }[];
  /**
   * One for each message, made when somebody waits for it; `undefined` for the case's own timers, which
   * nobody waits for.
   */
  readonly answers: readonly (MakeAnswer | undefined)[];
}

/** Makes an answer with the state that the message left; the same whenever it is called. */
export type MakeAnswer = () => Answer;

/** The working copy of one batch. */
interface Work {
  readonly procedure: Procedure;
  standing: Standing;
  readonly rows: Row[];
  readonly repeats: { digest: string; seq: number }[];
  /** Messages of this batch by what makes them the same. */
  readonly said: Map<string, Outcome>;
}

/** Steps a batch. `verdicts` has one for each message. */
export function settle(
  procedure: Procedure,
  standing: Standing,
  messages: readonly Incoming[],
  verdicts: readonly Verdict[],
): Settled {
  const work: Work = { procedure, standing, rows: [], repeats: [], said: new Map() };
  const answers = messages.map((incoming, at) => {
    const verdict = verdicts[at];
    if (verdict === undefined) throw new Error(`no verdict for message ${at} of the batch`);
    return verdict.kind === 'rejected' ? reject(work, verdict) : settleOne(work, incoming, verdict);
  });
  return { standing: work.standing, rows: work.rows, repeats: work.repeats, answers };
}

function reject(work: Work, { rejected }: Extract<Verdict, { kind: 'rejected' }>): MakeAnswer {
  const ordinal = work.standing.rejected + 1;
  work.standing = { ...work.standing, rejected: ordinal };
  const about =
    'Somebody asked Temporal to cancel this workflow: a case ends by its officers alone.';
  const cancelled = rejected.name === 'cancel';
  const effects = cancelled
    ? [{ kind: 'notify', notice: { roles: ['operator'], about } } as const]
    : [];
  work.rows.push({ kind: 'rejected', ordinal, rejected, effects });
  return () => ({
    kind: 'failed',
    code: rejected.code,
    message: 'the message is kept among the rejected ones',
  });
}

function settleOne(
  work: Work,
  incoming: Incoming,
  verdict: SubmissionVerdict,
): MakeAnswer | undefined {
  if (incoming.via === 'timer') return fire(work, incoming, verdict);
  const key = sameness(verdict);
  const earlier = work.said.get(key) ?? repeated(work, verdict);
  if (earlier !== undefined) {
    work.repeats.push({ digest: verdict.digest, seq: earlier.seq });
    return withNow(work, earlier);
  }
  const payload = 'payload' in incoming ? (incoming.payload as JsonObject) : {};
  const { result, event, attestations } = act(work, verdict, payload);
  const outcome = append(work, { verdict, result, event, attestations });
  work.said.set(key, outcome);
  // A countersigned event was judged as a whole: sent again in one piece, it is the same event.
  if (verdict.act === 'countersign' && outcome.outcome !== 'rejected') {
    work.said.set(`event:${verdict.id}`, outcome);
  }
  return withNow(work, outcome);
}

/** What makes two messages of one batch the same; `admit` tells the same of earlier batches. */
function sameness({ act: kind, attested, digest, id, by }: SubmissionVerdict): string {
  if (!attested) return `digest:${digest}`;
  return kind === 'submit' ? `event:${id}` : `${kind}:${id}:${by?.id ?? ''}`;
}

function repeated(work: Work, { id, repeats }: SubmissionVerdict): Outcome | undefined {
  if (repeats === undefined) return undefined;
  const { seq, outcome = 'accepted', code, message } = repeats;
  const state = displayedState(work.procedure, work.standing.state);
  const words = { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
  return { id, outcome, ...words, state, seq, allowed: [] };
}

/** The first outcome with the state of now. */
function withNow({ procedure, standing }: Work, outcome: Outcome): MakeAnswer {
  return () => {
    const state = displayedState(procedure, standing.state);
    const allowed = allowedEvents(procedure, standing.state);
    return { kind: 'outcome', outcome: { ...outcome, state, allowed } };
  };
}

interface Acted {
  readonly result: StepResult;
  /** The event as the file keeps it. */
  readonly event: JsonObject;
  readonly attestations: readonly string[];
}

function act(work: Work, verdict: SubmissionVerdict, payload: JsonObject): Acted {
  const { procedure, standing } = work;
  const attestations = textsOf(payload['attestations']);
  const kind: Act = verdict.act;
  if (kind === 'submit' || kind === 'propose') {
    const event = payload['event'] as CaseEvent;
    const message = messageOf(standing.state, verdict, event);
    const run = kind === 'submit' ? step : propose;
    return { result: run(procedure, standing.state, message), event, attestations };
  }
  const common = {
    id: verdict.id,
    at: verdict.receivedAt,
    ...(verdict.by && { by: verdict.by.id }),
  };
  const draftAct = {
    draft: verdict.id,
    attested: verdict.attested,
    receivedAt: verdict.receivedAt,
    ...(verdict.by && { by: verdict.by }),
    ...(verdict.dependantsOpen !== undefined && { dependantsOpen: verdict.dependantsOpen }),
    ...(standing.state.clock === 'live' && { effectiveAt: verdict.receivedAt }),
  };
  if (kind === 'withdraw') {
    const reasons = typeof payload['reasons'] === 'string' ? payload['reasons'] : '';
    const result = withdraw(procedure, standing.state, { ...draftAct, reasons });
    return { result, event: { ...common, type: 'draft.withdrawn', reasons }, attestations };
  }
  const draft = standing.state.drafts.find(({ id }) => id === verdict.id);
  const result = countersign(procedure, standing.state, draftAct);
  if (draft === undefined || result.outcome === 'rejected') {
    return { result, event: { ...common, type: 'draft.countersigned' }, attestations };
  }
  const proposed = standing.signatures[draft.id] ?? [];
  const { event } = countersigned(draft, draftAct);
  return { result, event, attestations: [...proposed, ...attestations] };
}

function messageOf(state: CaseState, verdict: SubmissionVerdict, event: CaseEvent): Message {
  const { attested, by, second, malformed, misfit, receivedAt, dependantsOpen } = verdict;
  return {
    event,
    attested,
    ...(dependantsOpen !== undefined && { dependantsOpen }),
    ...(by && { by }),
    ...(second && { second }),
    ...(malformed !== undefined && { malformed }),
    ...(misfit !== undefined && { misfit }),
    receivedAt,
    effectiveAt: state.clock === 'live' ? receivedAt : event.at,
  };
}

/** One of the case's own timers. One that was cancelled or paused before it was heard says nothing. */
function fire(
  work: Work,
  { key, deadline, event: { type, ...fields } }: Extract<Incoming, { via: 'timer' }>,
  verdict: SubmissionVerdict,
): undefined {
  const { procedure, standing } = work;
  const armed = standing.state.timers.some(
    (timer) => timer.key === key && timer.deadline === deadline && timer.paused === undefined,
  );
  if (!armed) return undefined;
  const event = { ...fields, id: `timer/${key}/${deadline}`, type, at: deadline };
  const message = {
    ...messageOf(standing.state, verdict, event),
    timer: key,
    effectiveAt: deadline,
  };
  const result = step(procedure, standing.state, message);
  append(work, { verdict, result, event, attestations: [] });
  return undefined;
}

function append(work: Work, what: Acted & { readonly verdict: SubmissionVerdict }): Outcome {
  const { verdict, result, event, attestations } = what;
  const { standing, procedure } = work;
  const seq = standing.seq + 1;
  const state = displayedState(procedure, result.state);
  const code = result.code === undefined ? {} : { code: result.code };
  const entry: FileEntry = {
    event,
    expect: result.outcome,
    ...code,
    state,
    seq,
    receivedAt: verdict.receivedAt,
    attestations,
    ...(verdict.act !== 'submit' && { act: verdict.act }),
  };
  const words = result.message === undefined ? {} : { message: result.message };
  work.rows.push({
    kind: 'entry',
    entry,
    digest: verdict.digest,
    ...(verdict.attested && verdict.by && { sender: verdict.by.id }),
    ...words,
    effects: result.effects,
  });
  const said = {
    id: typeof event['id'] === 'string' ? event['id'] : verdict.id,
    outcome: result.outcome,
    ...code,
    ...words,
    state,
    seq,
  };
  work.standing = {
    ...standing,
    state: result.state,
    seq,
    recent: [...standing.recent, said].slice(-BOUNDS.recent),
    tail: kept(standing.tail, entry),
    signatures: signaturesOf(standing, verdict, result, attestations),
  };
  return { ...said, allowed: [] };
}

/** The tail with one more entry: what a run carries to the next has to stay small. */
function kept(tail: readonly Kept[], entry: FileEntry): readonly Kept[] {
  const next = [...tail, { entry, bytes: bytesOf(entry) }].slice(-BOUNDS.recent);
  let total = next.reduce((sum, { bytes }) => sum + bytes, 0);
  const first = next.findIndex(({ bytes }) => {
    const fits = total <= BOUNDS.tailBytes;
    total -= bytes;
    return fits;
  });
  return next.slice(first);
}

/** Keeps a proposer's signature as long as the draft is there. */
function signaturesOf(
  { signatures }: Standing,
  { act: kind, id }: SubmissionVerdict,
  { state, outcome }: StepResult,
  attestations: readonly string[],
): Standing['signatures'] {
  const taken = kind === 'propose' && outcome === 'accepted' ? { [id]: attestations } : {};
  const open = new Set(state.drafts.map((draft) => draft.id));
  const stay = Object.entries({ ...signatures, ...taken }).filter(([draft]) => open.has(draft));
  return Object.fromEntries(stay);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}
