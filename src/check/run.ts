/**
 * A case being driven through the pure kernel, with its log. Nothing here knows a rule.
 */
import { position, type Position } from '../../machines/kernel/position.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { judge } from '../../machines/kernel/refusals.ts';
import { start, step } from '../../machines/kernel/step.ts';
import type { CaseState, Message } from '../../machines/kernel/types.ts';
import type { Said } from './events.ts';
import { ledgerAfter, openLedger, type Ledger } from './ledger.ts';
import type { Entry, Opened, Standing } from './log.ts';

/** A case at one point of its life. Immutable: the next event gives another one. */
export interface Run {
  readonly procedure: Procedure;
  readonly opened: Opened;
  readonly state: CaseState;
  readonly at: Position;
  readonly standing: Standing;
  readonly ledger: Ledger;
}

/** Day on which explored cases are opened. */
export const OPENING_DAY = '1957-12-18';

function standingOf(at: Position, state: CaseState): Standing {
  return {
    state: at.displayed,
    open: at.open,
    regions: at.regions,
    documents: state.documents,
    facts: at.facts,
  };
}

/** Opens a case. */
export function openRun(procedure: Procedure, opened: Opened): Run {
  const { caseNo, facts, config } = opened;
  const opening = {
    caseNo,
    procedure: procedure.name,
    subjectRef: `synthetic/${caseNo}`,
    facts,
    config,
    clock: 'recorded' as const,
  };
  const { state } = start(procedure, opening, OPENING_DAY);
  const at = position(procedure, state);
  const standing = standingOf(at, state);
  return { procedure, opened, state, at, standing, ledger: openLedger(opened) };
}

function messageOf({ event, by, second, malformed, attested }: Said): Message {
  return {
    event,
    attested: attested ?? true,
    by,
    ...(second && { second }),
    ...(malformed !== undefined && { malformed }),
    receivedAt: event.at,
    effectiveAt: event.at,
  };
}

/** What the case would say, without taking the event. */
export function answerTo(run: Run, said: Said): ReturnType<typeof judge> {
  return judge(run.at, messageOf(said));
}

/** One event: its entry, and the case afterwards (the same one where nothing changed). */
export interface Taken {
  readonly entry: Entry;
  readonly run: Run;
}

/** Drives a case on by one event, through `step`. */
export function take(run: Run, said: Said): Taken {
  const { procedure } = run;
  const { event, by, second } = said;
  const { outcome, code, state, effects } = step(procedure, run.state, messageOf(said));
  const isSame = state === run.state;
  const at = isSame ? run.at : position(procedure, state);
  const standing = isSame ? run.standing : standingOf(at, state);
  const rule = procedure.vocabulary[event.type]?.rule;
  const entry: Entry = {
    ...standing,
    event,
    by,
    ...(second && { second }),
    outcome,
    ...(code !== undefined && { code }),
    ...(rule !== undefined && { rule }),
    effects,
  };
  const ledger = ledgerAfter(run.ledger, entry, run.standing);
  return { entry, run: { ...run, state, at, standing, ledger } };
}
