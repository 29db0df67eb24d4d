/**
 * Which refusal comes first (domain/events, "Which refusal comes first"). The numbers are the places in
 * that order.
 */
import { BOUNDS } from './bounds.ts';
import { barOfSecond, entitled, isOneOf, personsOf, secondAfter } from './entitled.ts';
import type { Code } from './errors.ts';
import { isIn, isStayed, select, type ChartEvent, type Position } from './position.ts';
import type { CaseEvent, JsonObject, Message, Officer } from './types.ts';
import { isEvidence, rolesOf, type EventRow, type Field } from './vocabulary.ts';

/** What the case says to a message before anything is changed. */
export type Judgement =
  | { readonly kind: 'refused'; readonly code: Code; readonly detail?: string }
  /** No change of state; `keep` where the chart takes note all the same. */
  | { readonly kind: 'recorded'; readonly keep: boolean }
  | { readonly kind: 'taken' };

/** Whether the second officer is there already, or only the first one signs now. */
export type Eyes = 'both' | 'first';

const TAKEN: Judgement = { kind: 'taken' };

function refuse(code: Code, detail?: string): Judgement {
  return { kind: 'refused', code, ...(detail !== undefined && { detail }) };
}

/** The event as the chart sees it: with who acts and the instant that the rules compare with. */
export function chartEvent(message: Message): ChartEvent {
  const { by, second, effectiveAt } = message;
  // What the kernel adds, nobody can send.
  const { dependantsOpen: _, ...event } = message.event;
  return {
    ...(event as JsonObject & { readonly type: string }),
    ...told(message),
    ...(by && { by: by.id, persons: personsOf(by) }),
    ...(second && { second: second.id }),
    now: effectiveAt,
  };
}

/** What was found out outside about those who depend on the person, where anything was. */
export function told({
  dependantsOpen,
}: Pick<Message, 'dependantsOpen'>): Pick<Message, 'dependantsOpen'> {
  return dependantsOpen === undefined ? {} : { dependantsOpen };
}

/** Judges a message against the case, without changing anything. */
export function judge(at: Position, message: Message, eyes: Eyes = 'both'): Judgement {
  const { event } = message;
  const row = at.procedure.vocabulary[event.type];
  if (!message.attested || message.by === undefined) return refuse('NOT_ATTESTED'); // 0
  if (!at.open) return refuse('CASE_CLOSED'); // 1
  if (row === undefined || !Object.hasOwn(at.procedure.vocabulary, event.type)) {
    return refuse('EVENT_NOT_ALLOWED', `this procedure knows no ${event.type}`); // 2
  }
  const recorded = recordedOnly(at, row, message); // 3
  if (recorded === 'note') {
    const kept = message.malformed === undefined && formOf(at, row, message, eyes).kind === 'taken';
    return { kind: 'recorded', keep: kept && isRoleAllowed(at, row, message.by) };
  }
  if (recorded) return { kind: 'recorded', keep: false };
  if (message.malformed !== undefined) return refuse('EVENT_MALFORMED', message.malformed); // 3b
  const held = heldBack(at, row, event); // 4, 5
  if (held) return refuse(held);
  // Guards read fields: they are asked only once every field is known to have its type.
  const chosen =
    row.administers === undefined ? select(at, chartEvent(message)) : ({ kind: 'taken' } as const);
  // A reply without its correlation always has a place: it is answered by its form.
  const answersNothing = row.answers !== undefined && isBlank(event['correlationId']);
  if (chosen.kind === 'none' && !answersNothing) return refuse('EVENT_NOT_ALLOWED'); // 6
  if (!isRoleAllowed(at, row, message.by)) return refuse('ROLE_NOT_ALLOWED'); // 7
  const form = formOf(at, row, message, eyes); // 8
  if (form.kind === 'refused') return form;
  if (chosen.kind === 'refused') return refuse(chosen.code, row.faultOf?.(event)); // 9
  return message.misfit === undefined ? TAKEN : refuse('EVENT_MALFORMED', message.misfit);
}

/** 3: taken as recorded, without a change of state. `note`: the chart may take note. */
function recordedOnly(at: Position, row: EventRow, message: Message): boolean | 'note' {
  const { event, effectiveAt } = message;
  if (row.class === 'time') return select(at, chartEvent(message)).kind === 'none';
  if (row.answers !== undefined && !isBlank(event['correlationId'])) {
    return event['correlationId'] !== row.answers(at.facts, effectiveAt);
  }
  const { acceptedIn } = row;
  if (acceptedIn === undefined) return false;
  const inPlace = acceptedIn.some((state) => isIn(at.regions, `${at.procedure.main}.${state}`));
  return inPlace ? false : 'note';
}

/** 4 and 5: what waits, and what a stay holds back. */
export function heldBack(
  at: Position,
  row: EventRow,
  event: CaseEvent | ChartEvent,
): Code | undefined {
  if (row.class === 'decision' || row.coercive === true) {
    const wait = at.procedure.waits.find((candidate) => isIn(at.regions, candidate.in));
    if (wait) return wait.code;
  }
  if (!isStayed(at)) return undefined;
  const message = row.class === 'message' && isBlank(event['protectionClearanceId']);
  const named = row.stayed !== undefined && row.stayed(event);
  return row.coercive === true || message || named ? 'STAY_ACTIVE' : undefined;
}

function isRoleAllowed(at: Position, row: EventRow, officer: Officer): boolean {
  return rolesOf(row.by, at.facts).includes(officer.role);
}

/** 8: evidence, fields, reasons, four eyes. */
function formOf(at: Position, row: EventRow, message: Message, eyes: Eyes): Judgement {
  const { event } = message;
  const absent = Object.entries(row.fields).filter(([name, field]) => isAbsent(event, name, field));
  const evidence = absent.find(([, field]) => isEvidence(field))?.[0];
  const asked = row.evidence?.(at.facts).find((name) => isBlank(event[name]));
  const missing = evidence ?? asked;
  if (missing !== undefined) return refuse('EVIDENCE_MISSING', missing);
  const other = absent[0]?.[0];
  if (other !== undefined) return refuse('EVENT_MALFORMED', `${other} is absent`);
  if (lacksReasons(row, event)) return refuse('REASONS_MISSING');
  const code = fourEyes(at, row, message, eyes);
  return code === undefined ? TAKEN : refuse(code);
}

function isAbsent(event: CaseEvent, name: string, field: Field): boolean {
  if (field.optional === true || (field.when !== undefined && !field.when(event))) return false;
  const value = event[name];
  if (field.kind === 'signed') return value !== true;
  if (field.kind === 'names') return !namesOneOf(value, field.values ?? []);
  return isEvidence(field) ? isBlank(value) : value === undefined;
}

function namesOneOf(value: unknown, keys: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && keys.some((key) => key in value);
}

/** Absent, or a text of nothing but blanks. */
export function isBlank(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  );
}

function lacksReasons(row: EventRow, event: CaseEvent): boolean {
  const { reasons } = row;
  if (reasons === undefined || (reasons.when !== undefined && !reasons.when(event))) return false;
  const text = event[reasons.field];
  return typeof text !== 'string' || text.trim().length < BOUNDS.reasonsMinChars;
}

/** Whether an event of this row, as sent, needs a second officer. */
export function needsSecond(row: EventRow, event: CaseEvent): boolean {
  return row.second !== undefined && (row.second.when === undefined || row.second.when(event));
}

/**
 * Four eyes, computed in this one place whatever the door: who took part before may neither act nor
 * second, and a substitute counts as every person he acts for.
 */
function fourEyes(at: Position, row: EventRow, message: Message, eyes: Eyes): Code | undefined {
  const { by, second, event } = message;
  if (by === undefined) return 'NOT_ATTESTED';
  const who = entitled(row, at.facts);
  const needed = needsSecond(row, event);
  if (needed && eyes === 'both' && second === undefined) return 'FOUR_EYES_MISSING';
  if (isOneOf(by, who.barred)) return 'FOUR_EYES_SAME_PERSON';
  if (second === undefined || eyes === 'first') return undefined;
  if (needed && who.second) return barOfSecond(secondAfter(who.second, by), second);
  // Nobody asked for a second one: where somebody proposed, whoever is named has to be another all the same.
  const others = [...personsOf(by), ...(who.second ?? who).barred];
  return who.barred.length > 0 && isOneOf(second, others) ? 'FOUR_EYES_SAME_PERSON' : undefined;
}
