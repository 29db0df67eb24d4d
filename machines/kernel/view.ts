/**
 * What a case tells of itself: the displayed state, its regions, what may be done, for whom it waits.
 */
import { withLength, type Due } from './due.ts';
import { entitled, secondOfDraft, type Entitled, type EntitledSecond } from './entitled.ts';
import type { Code } from './errors.ts';
import { shortened, type Shortened } from './opening.ts';
import { isIn, position, select, type Position } from './position.ts';
import type { Disposition, Procedure } from './procedure.ts';
import { heldBack, told } from './refusals.ts';
import type { CaseState, Draft, JsonObject, OpenTask } from './types.ts';
import type { EventRow } from './vocabulary.ts';

/** The displayed state. */
export function displayedState(procedure: Procedure, state: CaseState): string {
  return position(procedure, state).displayed;
}

/** Event types that the rules now let through, for anyone, whatever the payload; time events left out. */
export function allowedEvents(procedure: Procedure, state: CaseState): readonly string[] {
  return allowedAt(position(procedure, state), state);
}

function allowedAt(at: Position, state: CaseState): readonly string[] {
  if (!at.open) return [];
  return Object.entries(at.procedure.vocabulary)
    .filter(([type, row]) => isAllowed(at, state, type, row))
    .map(([type]) => type);
}

function isAllowed(at: Position, state: CaseState, type: string, row: EventRow): boolean {
  if (row.class === 'time' || row.administers !== undefined) return false;
  return refusalWhatever(at, state, type, row) === undefined;
}

/** The code with which an event is refused now whoever sends it and whatever it says. */
function refusalWhatever(
  at: Position,
  state: CaseState,
  type: string,
  row: EventRow,
): Code | undefined {
  const { asOf } = state;
  if (row.answers !== undefined && row.answers(at.facts, asOf) === undefined) {
    return 'EVENT_NOT_ALLOWED';
  }
  // A clearance is payload: with one, a plain message goes out under a stay too.
  const clearance = row.class === 'message' && { protectionClearanceId: '?' };
  const event = { type, now: asOf, ...told(state), ...clearance };
  const held = heldBack(at, row, event);
  if (held !== undefined) return held;
  if (
    row.acceptedIn?.some((place) => isIn(at.regions, `${at.procedure.main}.${place}`)) === false
  ) {
    return undefined;
  }
  const said = select(at, event, false);
  if (said.kind === 'refused') return said.code;
  return said.kind === 'none' ? 'EVENT_NOT_ALLOWED' : undefined;
}

/** One event type that answers a task: who may enter it now, and who may not. */
export interface Decision extends Entitled {
  readonly type: string;
  /** With this code it is refused now, whoever sends it and whatever it says. Absent: it may be taken. */
  readonly refused?: Code;
  /** Drafts of it that wait for a second officer; absent where there are none. */
  readonly drafts?: readonly DecisionDraft[];
}

/** A draft that waits for its second officer. */
export interface DecisionDraft {
  readonly id: string;
  /** Officer who proposed. */
  readonly by: string;
  /** ISO instant. */
  readonly since: string;
  readonly second: EntitledSecond;
}

function decisionsOf(at: Position, state: CaseState, { events }: OpenTask): readonly Decision[] {
  return events.flatMap((type) => {
    const row = at.procedure.vocabulary[type];
    if (row === undefined) return [];
    const refused = refusalWhatever(at, state, type, row);
    const drafts = draftsOf(at, state, type, row);
    return [
      {
        type,
        ...entitled(row, at.facts),
        ...(refused && { refused }),
        ...(drafts.length > 0 && { drafts }),
      },
    ];
  });
}

function draftsOf(
  at: Position,
  { drafts }: CaseState,
  type: string,
  row: EventRow,
): readonly DecisionDraft[] {
  const waiting = drafts.filter(({ event, lapsed }) => event.type === type && lapsed === undefined);
  return waiting.flatMap((draft) => {
    const second = secondOfDraft(row, at.facts, draft);
    const { id, by, since } = draft;
    return second === undefined ? [] : [{ id, by: by.id, since, second }];
  });
}

function repliesAt(at: Position, { asOf }: CaseState): Readonly<Record<string, string>> {
  if (!at.open) return {};
  const open = Object.entries(at.procedure.vocabulary).map(
    ([type, { answers }]) => [type, answers?.(at.facts, asOf)] as const,
  );
  return Object.fromEntries(
    open.filter((reply): reply is readonly [string, string] => reply[1] !== undefined),
  );
}

/** Who is awaited, what for, since when and until when. */
export interface Awaited {
  readonly who: string;
  readonly what: string;
  /** ISO instant. */
  readonly since: string;
  /** ISO instant. */
  readonly due?: string;
}

/** Everybody for whom the case waits: roles with their tasks, bodies with their answers. */
export function awaited(state: CaseState): readonly Awaited[] {
  return [
    ...state.tasks.map(({ roles, title, since, due }) => ({
      who: roles.join(', '),
      what: title,
      since,
      ...(due !== undefined && { due }),
    })),
    ...state.exchanges.map(({ who, what, since, due }) => ({
      who,
      what,
      since,
      ...(due !== undefined && { due }),
    })),
  ];
}

/** A draft as it shows: its proposer by id, and who may countersign it while it waits. */
export type DraftView = Omit<Draft, 'by'> & {
  readonly by: string;
  readonly second?: EntitledSecond;
};

function draftView(at: Position, draft: Draft): DraftView {
  const row = at.procedure.vocabulary[draft.event.type];
  const waits = draft.lapsed === undefined && row !== undefined;
  const second = waits ? secondOfDraft(row, at.facts, draft) : undefined;
  return { ...draft, by: draft.by.id, ...(second && { second }) };
}

/** A task as it shows: with the length that its date counts from, and who may decide what. */
export interface TaskView extends OpenTask, Pick<Due, 'length'> {
  readonly decisions: readonly Decision[];
}

/** The case view (contract §1) without number, sequence and recent outcomes. */
export interface View {
  readonly procedure: string;
  readonly state: string;
  readonly open: boolean;
  /** The displayed state's part after `outcome.`. */
  readonly outcome?: string;
  readonly regions: Readonly<Record<string, string>>;
  readonly allowed: readonly string[];
  readonly tasks: readonly TaskView[];
  readonly drafts: readonly DraftView[];
  readonly awaiting: readonly Awaited[];
  readonly documents: CaseState['documents'];
  /** Replies of others that would be taken now, each with the correlation that it has to name. */
  readonly replies: Readonly<Record<string, string>>;
  /** What the cable alone would give: for comparison, it decides nothing. */
  readonly cableDisposition?: Disposition;
  readonly policyVersion: string;
  /** The version before the first move to another policy; absent where there was none. */
  readonly openedUnder?: string;
  /** Safeguards that the opening made shorter than the policy has; absent where it did not. */
  readonly shortened?: readonly Shortened[];
  readonly chartVersion: string;
}

/** All of it at once. */
export function viewOf(procedure: Procedure, state: CaseState): View {
  const at = position(procedure, state);
  const less = shortened(procedure, state.policy);
  return {
    procedure: procedure.name,
    state: at.displayed,
    open: at.open,
    ...(!at.open && { outcome: at.displayed.slice('outcome.'.length) }),
    regions: at.regions,
    allowed: allowedAt(at, state),
    tasks: state.tasks.map((task) => ({
      ...withLength(task, state.policy),
      decisions: decisionsOf(at, state, task),
    })),
    drafts: state.drafts.map((draft) => draftView(at, draft)),
    awaiting: awaited(state),
    documents: state.documents,
    replies: repliesAt(at, state),
    ...(procedure.disposition && { cableDisposition: procedure.disposition(at.facts) }),
    policyVersion: state.policy.version,
    ...(state.openedUnder !== undefined && { openedUnder: state.openedUnder }),
    ...(less.length > 0 && { shortened: less }),
    chartVersion: procedure.version,
  };
}

/** The chart's context, for tests and for what a bare reading of the text needs. */
export function factsOf(procedure: Procedure, state: CaseState): JsonObject {
  return position(procedure, state).facts;
}
