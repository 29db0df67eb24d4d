/**
 * The fold of a file: each entry goes through the same code that a running case decides with, from the
 * submission and the verdict that stand in the registry, and has to come out as it stands.
 */
import { digestOf } from '../../activities/digest.ts';
import { narrowed } from '../../activities/scopes.ts';
import type { Incoming, Row, SubmissionVerdict, Verdict } from '../../activities/contract.ts';
import type { Disagreement, FiledCase, FiledEntry } from '../../activities/ports.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { start } from '../../machines/kernel/step.ts';
import type { Effect, Json, JsonObject } from '../../machines/kernel/types.ts';
import { SERVICE, officerOf } from '../../machines/shared/officers.ts';
import { procedureOrDutyOf } from '../../machines/registry.ts';
import { settle, type Standing } from '../../workflows/host/settle.ts';
import { entryHash } from '../file/chain.ts';

/** What of a case is folded. */
export type Foldable = Pick<FiledCase, 'opening' | 'openedAt' | 'view' | 'entries' | 'rejected'>;

/** A case before its first entry, or after one of them. */
export interface Folded {
  readonly procedure: Procedure;
  readonly standing: Standing;
}

/** One entry as the fold gives it again. */
export interface Refolded {
  readonly row: Extract<Row, { kind: 'entry' }>;
  readonly after: Standing;
}

/** The fold of a whole file, or where it differs. */
export type Refold =
  | { readonly kind: 'agrees'; readonly folded: Folded }
  | { readonly kind: 'disagrees'; readonly disagreement: Disagreement };

/** The event that lets a case go on. */
export const RESUMED = 'case.resumed';

/**
 * The case as it was opened, under the chart version that its view names, with what the opening asks
 * for; a text where this program has no such chart.
 */
export function opened({
  opening,
  openedAt,
  view,
}: Foldable): (Folded & { readonly effects: readonly Effect[] }) | string {
  const { procedure: name } = opening;
  const { chartVersion } = view;
  const version = typeof chartVersion === 'string' ? chartVersion : undefined;
  const procedure = procedureOrDutyOf(name, version);
  if (procedure === undefined) {
    return `this program has no version ${version ?? ''} of the chart ${name}`;
  }
  const { state, effects } = start(procedure, opening, openedAt);
  const standing = { state, seq: 0, rejected: 0, recent: [], tail: [], signatures: {} };
  return { procedure, standing, effects };
}

/** Folds every entry, and compares each with what stands. `onEntry` is told in order. */
export function refold(file: Foldable, onEntry?: (one: Refolded) => void): Refold {
  const first = opened(file);
  if (typeof first === 'string') return disagrees({ reason: first });
  const { procedure } = first;
  let { standing } = first;
  let prev: string = BOUNDS.zeroHash;
  for (const filed of file.entries) {
    const found = foldEntry(procedure, standing, filed, prev);
    if (typeof found === 'string') return disagrees({ seq: filed.entry.seq, reason: found });
    standing = found.after;
    prev = filed.entry.hash;
    onEntry?.(found);
  }
  standing = { ...standing, rejected: file.rejected };
  return { kind: 'agrees', folded: { procedure, standing } };
}

function disagrees(disagreement: Disagreement): Refold {
  return { kind: 'disagrees', disagreement };
}

/** One entry, or how what it comes to differs from what stands. */
export function foldEntry(
  procedure: Procedure,
  standing: Standing,
  filed: FiledEntry,
  prev: string,
): Refolded | string {
  const { entry } = filed;
  const place = `place ${entry.seq}`;
  const message = messageOf(filed, standing);
  if (message === undefined) return `${place}: the verdict on the submission is not there`;
  const { incoming, verdict } = message;
  const from = isGoingOn(filed) ? resuming(standing) : standing;
  const settled = settle(procedure, from, [incoming], [verdict]);
  const [row] = settled.rows;
  if (row?.kind !== 'entry') return `${place}: the rules take no such message here`;
  const { expect, code, state } = row.entry;
  if (expect !== entry.expect || code !== entry.code || state !== entry.state) {
    const stands = `${entry.expect} (${entry.code ?? entry.state})`;
    return `${place} has ${stands}, and the rules give ${expect} (${code ?? state})`;
  }
  if (entry.prev !== prev) return `${place} does not continue the chain`;
  if (entryHash(row.entry, prev) !== entry.hash) return `${place} has another hash`;
  return { row, after: settled.standing };
}

/** The state before the entry that lets a case go on. */
export function resuming(standing: Standing): Standing {
  return { ...standing, state: { ...standing.state, resumes: true } };
}

function isGoingOn({ entry }: FiledEntry): boolean {
  return entry.event['type'] === RESUMED && entry.expect === 'accepted';
}

interface Message {
  readonly incoming: Incoming;
  readonly verdict: Verdict;
}

/** The message that an entry came from; `undefined` where its verdict is lost. */
function messageOf(filed: FiledEntry, standing: Standing): Message | undefined {
  const timer = timerOf(filed);
  if (timer !== undefined) return timer;
  const { verdict, sender } = filed;
  if (verdict?.kind !== 'submission') return undefined;
  const { act } = verdict;
  const name = act === 'withdraw' ? 'withdrawDraft' : act;
  const incoming: Incoming = { via: 'signal', name, payload: payloadOf(filed, standing, verdict) };
  if (sender !== undefined || !verdict.attested) {
    const draft = standing.state.drafts.find(({ id }) => id === verdict.id);
    return { incoming, verdict: narrowed(verdict, draft?.event.type) };
  }
  // A countersignature for another event than the proposed one: admission found out besides.
  const { by: _by, covers: _covers, onlyFor: _onlyFor, ...rest } = verdict;
  return { incoming, verdict: { ...rest, attested: false } };
}

/** What one of the case's own timers brought; they name themselves in the id. */
function timerOf({ entry, digest }: FiledEntry): Message | undefined {
  const { id, type, at, ...fields } = entry.event;
  if (entry.attestations.length > 0 || typeof id !== 'string' || typeof at !== 'string') {
    return undefined;
  }
  const key = id.startsWith('timer/') ? id.slice('timer/'.length, -`/${at}`.length) : '';
  if (key === '' || digest !== digestOf(['timer', key, at])) return undefined;
  const event = { ...fields, type: typeof type === 'string' ? type : '' };
  const verdict: Verdict = {
    kind: 'submission',
    act: 'submit',
    id,
    digest,
    receivedAt: entry.receivedAt,
    attested: true,
    by: officerOf(SERVICE),
  };
  return { incoming: { via: 'timer', key, deadline: at, event }, verdict };
}

/** What was sent, as far as a step reads it. */
export function payloadOf(
  { entry }: Pick<FiledEntry, 'entry'>,
  { signatures }: Standing,
  { act, id }: Pick<SubmissionVerdict, 'act' | 'id'>,
): Json {
  const { event, attestations } = entry;
  if (act === 'submit' || act === 'propose') return { event, attestations: [...attestations] };
  if (act === 'withdraw') {
    const { reasons } = event;
    return {
      draft: id,
      ...(reasons !== undefined && { reasons }),
      attestations: [...attestations],
    };
  }
  // The signature of the proposer stands before his, where the draft became an event.
  const proposed = entry.expect === 'rejected' ? 0 : (signatures[id]?.length ?? 0);
  return { draft: id, attestations: attestations.slice(proposed) };
}

/** The state of a fold as plain JSON. */
export function plainOf(value: object): JsonObject {
  return value as JsonObject;
}
