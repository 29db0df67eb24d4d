/**
 * Runs a case file through the charts alone, without any service, and compares every answer and the
 * end with what the file expects. Nothing is signed here: who entered an event is taken from the
 * file.
 */
import { isDeepStrictEqual } from 'node:util';
import { faultOfFields } from '../../activities/fields.ts';
import { countersign, propose, withdraw, type DraftAct } from '../../machines/kernel/drafts.ts';
import { isDate, isInstant } from '../../machines/kernel/instants.ts';
import { KernelError } from '../../machines/kernel/errors.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { refused, start, step } from '../../machines/kernel/step.ts';
import type {
  CaseEvent,
  CaseState,
  JsonObject,
  Message,
  StepResult,
} from '../../machines/kernel/types.ts';
import { displayedState, viewOf } from '../../machines/kernel/view.ts';
import { procedureOrDutyOf } from '../../machines/registry.ts';
import { attributedTo, secondOf } from '../../machines/shared/officers.ts';
import { formOf } from '../../machines/shared/schema.ts';
import {
  CaseFileError,
  readCaseFile,
  type CaseEntry,
  type CaseFile,
  type Expected,
} from './case-file.ts';

export { CaseFileError } from './case-file.ts';

/** What an event was to give, or gave. */
export interface Given {
  readonly outcome: string;
  readonly code?: string;
  readonly state: string;
}

/** One event (or, with id `expected`, one field of the end block), as expected and as it came. */
export interface Compared<T = unknown> {
  readonly id: string;
  /** Event type; for the end block the name of the field. */
  readonly type: string;
  readonly expected: T;
  readonly got: T;
}

/** What a file gave. */
export interface Tried {
  readonly caseNo: string;
  readonly passed: boolean;
  readonly differences: readonly Compared[];
  /** Every entry, in order. */
  readonly entries: readonly Compared<Given>[];
}

/** A case under trial. */
interface Trial {
  readonly procedure: Procedure;
  state: CaseState;
  /** First answers by what makes two messages the same. */
  readonly answered: Map<string, Pick<StepResult, 'outcome' | 'code'>>;
}

/**
 * Tries a case file.
 *
 * @throws CaseFileError with a sentence where the file cannot be run at all.
 */
export function tryCaseFile(caseFile: unknown): Tried {
  const file = readCaseFile(caseFile);
  const trial = opened(file);
  const entries = file.events.map((entry) => compare(trial, asReceived(file, entry)));
  const end = file.expected === undefined ? [] : compareEnd(trial, file.expected);
  const differences = [...entries, ...end].filter(
    ({ expected, got }) => !isDeepStrictEqual(expected, got),
  );
  return { caseNo: file.caseNo, passed: differences.length === 0, differences, entries };
}

/** The entry as the rules saw it: those of a live case compared with the instant of receipt. */
function asReceived({ clock }: CaseFile, entry: CaseEntry): CaseEntry {
  if (clock === 'live') return entry;
  const { receivedAt: _, ...recorded } = entry;
  return recorded;
}

function opened(file: CaseFile): Trial {
  const procedure = procedureOrDutyOf(file.procedure);
  if (procedure === undefined) throw new CaseFileError(`there is no procedure ${file.procedure}`);
  const opening = {
    caseNo: file.caseNo,
    procedure: file.procedure,
    subjectRef: `synthetic/${file.caseNo}`,
    facts: file.facts as JsonObject,
    config: file.config as JsonObject,
    clock: 'recorded' as const,
  };
  try {
    const { state } = start(procedure, opening, dayOfFirst(file));
    return { procedure, state, answered: new Map() };
  } catch (error) {
    if (error instanceof KernelError) throw new CaseFileError(error.message);
    throw error;
  }
}

function dayOfFirst({ events }: CaseFile): string {
  const at = events.map(({ event }) => event['at']).find(isMoment);
  return at ?? '1957-12-17';
}

function isMoment(value: unknown): value is string {
  return typeof value === 'string' && (isDate(value) || isInstant(value));
}

function compare(trial: Trial, entry: CaseEntry): Compared<Given> {
  const { event, expect, code, state } = entry;
  const answer = answered(trial, entry);
  const given = (outcome: string, refusal: string | undefined, shown: string): Given => ({
    outcome,
    ...(refusal !== undefined && { code: refusal }),
    state: shown,
  });
  return {
    id: event.id,
    type: event.type,
    expected: given(expect, code, state),
    got: given(answer.outcome, answer.code, displayedState(trial.procedure, trial.state)),
  };
}

/** The answer to an entry; a repetition gets the first one. */
function answered(trial: Trial, entry: CaseEntry): Pick<StepResult, 'outcome' | 'code'> {
  // What was not proven cannot be seen from the file; it does not use up its id.
  if (entry.code === 'NOT_ATTESTED') return refused(trial.state, 'NOT_ATTESTED');
  const event = entry.event as CaseEvent;
  const key = sameness(trial, entry, event);
  const first = trial.answered.get(key);
  if (first !== undefined) return first;
  const result = acted(trial, entry, event);
  trial.state = result.state;
  trial.answered.set(key, result);
  // A countersigned event was judged as a whole: sent again in one piece, it is the same event.
  if (entry.act === 'countersign' && result.outcome !== 'rejected') {
    trial.answered.set(`submit ${event.id}`, result);
  }
  return result;
}

function sameness(trial: Trial, { act = 'submit' }: CaseEntry, event: CaseEvent): string {
  return act === 'submit'
    ? `submit ${event.id}`
    : `${act} ${event.id} ${actorOf(trial, act, event).id}`;
}

function actorOf({ procedure }: Trial, act: CaseEntry['act'], event: CaseEvent) {
  const second = act === 'countersign' ? secondOf(event) : undefined;
  return second ?? attributedTo(procedure.name, event);
}

function acted(trial: Trial, entry: CaseEntry, event: CaseEvent): StepResult {
  const { procedure, state } = trial;
  const { act = 'submit', receivedAt } = entry;
  const message = messageOf(trial, event, receivedAt);
  if (act === 'propose') return propose(procedure, state, message);
  const isDraft = state.drafts.some(({ id }) => id === event.id);
  const isWhole = Object.hasOwn(procedure.vocabulary, event.type);
  if (act === 'submit' || (act === 'countersign' && isWhole && !isDraft)) {
    return step(procedure, state, message);
  }
  const onDraft: DraftAct = {
    draft: event.id,
    attested: true,
    by: actorOf(trial, act, event),
    receivedAt: message.receivedAt,
    ...(isWhole && { effectiveAt: message.effectiveAt }),
    ...(typeof event.reasons === 'string' && { reasons: event.reasons }),
  };
  return (act === 'countersign' ? countersign : withdraw)(procedure, state, onDraft);
}

function messageOf({ procedure, state }: Trial, event: CaseEvent, receivedAt?: string): Message {
  const second = secondOf(event);
  const late = receivedAt === undefined ? undefined : faultOfFields(event, 'live', receivedAt);
  const malformed = late ?? formOf(procedure.name, event);
  const at = receivedAt ?? (isMoment(event.at) ? event.at : state.asOf);
  return {
    event,
    attested: true,
    by: attributedTo(procedure.name, event),
    ...(second && { second }),
    ...(malformed !== undefined && { malformed }),
    receivedAt: at,
    effectiveAt: at,
  };
}

/** The end block, field by field; a region that the procedure has not shows its initial state. */
function compareEnd(
  { procedure, state }: Trial,
  expected: NonNullable<CaseFile['expected']>,
): Compared[] {
  const { open, regions, documents, state: shown } = viewOf(procedure, state);
  const kinds = (valid: boolean): string[] =>
    documents.filter(({ status }) => (status === 'valid') === valid).map(({ kind }) => kind);
  const got: Expected = {
    state: shown,
    open,
    documents: kinds(true),
    voidedDocuments: kinds(false),
    clause3: regions['clause3'] ?? 'unchecked',
    safeguard: regions['safeguard'] ?? 'clear',
    penalty: regions['penalty'] ?? 'none',
  };
  return Object.entries(expected).map(([field, value]) => ({
    id: 'expected',
    type: field,
    expected: value,
    got: got[field as keyof Expected],
  }));
}
