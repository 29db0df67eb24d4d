/**
 * Four eyes in two steps: one officer proposes a draft, another countersigns the same event. A draft is
 * checked at once against everything but the second officer; when its ground moves, it lapses.
 */
import { judgeAll } from './administer.ts';
import { BOUNDS } from './bounds.ts';
import { position } from './position.ts';
import type { Procedure } from './procedure.ts';
import { needsSecond, told } from './refusals.ts';
import { bytesOf } from './size.ts';
import { refused, step } from './step.ts';
import type { CaseState, Draft, Message, Officer, StepResult } from './types.ts';
import { rolesOf } from './vocabulary.ts';

/** An act of an officer on a draft, as far as it is known from outside. */
export interface DraftAct {
  /** Id of the draft: the event id. */
  readonly draft: string;
  readonly attested: boolean;
  readonly by?: Officer;
  /** ISO instant. */
  readonly receivedAt: string;
  /** As in `Message`; absent: the `at` of the drafted event (recorded cases). */
  readonly effectiveAt?: string;
  /** As in `Message`. */
  readonly dependantsOpen?: boolean;
  /** For a withdrawal. */
  readonly reasons?: string;
}

/** Takes a draft, or refuses it as the event itself would be refused. The chart does not move. */
export function propose(procedure: Procedure, state: CaseState, message: Message): StepResult {
  const at = position(procedure, state);
  const judged = judgeAll(at, state, message, 'first');
  if (judged.kind === 'refused') return refused(state, judged.code, judged.detail);
  const { event, by, receivedAt } = message;
  const row = procedure.vocabulary[event.type];
  if (judged.kind === 'recorded' || row?.second === undefined || !needsSecond(row, event)) {
    return refused(state, 'EVENT_NOT_ALLOWED', `${event.type} needs no second officer: submit it`);
  }
  if (state.drafts.some((draft) => draft.id === event.id)) {
    return refused(state, 'EVENT_MALFORMED', 'another draft has this id');
  }
  const open = state.drafts.filter((draft) => draft.lapsed === undefined);
  if (open.length >= BOUNDS.drafts || by === undefined) {
    return refused(state, 'EVENT_NOT_ALLOWED', `a case holds ${BOUNDS.drafts} open drafts`);
  }
  const secondRoles = rolesOf(row.second.roles, at.facts);
  const draft: Draft = { id: event.id, event, by, since: receivedAt, secondRoles };
  const drafts = withRoom([...state.drafts, draft]);
  if (bytesOf(drafts) > BOUNDS.draftsBytes) {
    return refused(state, 'TOO_LARGE', `the drafts of a case hold ${BOUNDS.draftsBytes} bytes`);
  }
  return { outcome: 'accepted', state: { ...state, ...told(message), drafts }, effects: [] };
}

/** Lapsed drafts give way to new ones, the oldest first, so that number and size stay bounded. */
function withRoom(drafts: readonly Draft[]): readonly Draft[] {
  let kept = drafts;
  while (kept.length > BOUNDS.drafts || bytesOf(kept) > BOUNDS.draftsBytes) {
    const lapsed = kept.find((draft) => draft.lapsed !== undefined);
    if (lapsed === undefined) return kept;
    kept = kept.filter((draft) => draft !== lapsed);
  }
  return kept;
}

/** The full message of a countersigned draft: both officers, one event. */
export function countersigned(draft: Draft, act: DraftAct): Message {
  const { by, attested, receivedAt } = act;
  return {
    event: { ...draft.event, ...(by && { second: by.id }) },
    attested,
    by: draft.by,
    ...(by && { second: by }),
    receivedAt,
    effectiveAt: act.effectiveAt ?? draft.event.at,
    ...told(act),
  };
}

/** Adds the second officer to a draft and steps the event; the draft is gone once it is accepted. */
export function countersign(procedure: Procedure, state: CaseState, act: DraftAct): StepResult {
  const found = openDraft(procedure, state, act);
  if ('outcome' in found) return found;
  const named = found.event.second;
  if (named !== undefined && named !== act.by?.id) {
    return refused(state, 'ROLE_NOT_ALLOWED', 'the draft names another second officer');
  }
  const result = step(procedure, state, countersigned(found, act));
  if (result.outcome === 'rejected') return result;
  return { ...result, state: without(result.state, found.id) };
}

/** Takes a draft back: only its proposer may, with reasons. */
export function withdraw(procedure: Procedure, state: CaseState, act: DraftAct): StepResult {
  const found = openDraft(procedure, state, { ...act });
  if ('outcome' in found && found.code !== 'DRAFT_LAPSED') return found;
  const draft = state.drafts.find(({ id }) => id === act.draft);
  if (draft?.by.id !== act.by?.id) return refused(state, 'ROLE_NOT_ALLOWED', 'not its proposer');
  if ((act.reasons ?? '').trim().length < BOUNDS.reasonsMinChars)
    return refused(state, 'REASONS_MISSING');
  return { outcome: 'accepted', state: without(state, act.draft), effects: [] };
}

function without(state: CaseState, id: string): CaseState {
  return { ...state, drafts: state.drafts.filter((draft) => draft.id !== id) };
}

function openDraft(procedure: Procedure, state: CaseState, act: DraftAct): Draft | StepResult {
  if (!act.attested || act.by === undefined) return refused(state, 'NOT_ATTESTED');
  if (!position(procedure, state).open) return refused(state, 'CASE_CLOSED');
  const draft = state.drafts.find(({ id }) => id === act.draft);
  if (draft === undefined) return refused(state, 'DRAFT_UNKNOWN');
  return draft.lapsed === undefined ? draft : refused(state, 'DRAFT_LAPSED', draft.lapsed);
}
